"""The console's pages, for checks that hold on each of them."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ConsolePage:
    """A page.

    Attributes:
        name: of the page, for people and file names.
        path: its address; `{sku}` stands for the code of a SKU at risk.
        person: who opens it; empty: nobody is signed in.
    """

    name: str
    path: str
    person: str = "manager"


PAGES = (
    ConsolePage("sign-in", "/sign-in", ""),
    ConsolePage("dashboard", "/"),
    ConsolePage("purchase-orders", "/purchase-orders"),
    ConsolePage("new-purchase-order", "/purchase-orders/new"),
    ConsolePage("skus", "/skus"),
    ConsolePage("sku-workbench", "/skus/{sku}"),
    ConsolePage("recommendations", "/recommendations"),
    ConsolePage("recommendations-table", "/recommendations?view=table"),
    ConsolePage("budget", "/recommendations/budget?budget=1000000"),
    ConsolePage("anomalies", "/anomalies"),
    ConsolePage("forecast-accuracy", "/forecast-accuracy"),
    ConsolePage("forecast-backtests", "/forecast-accuracy?source=BACKTEST"),
    ConsolePage("policy-backtest", "/policy-backtest"),
    ConsolePage("notifications", "/notifications"),
    ConsolePage("notification-settings", "/notifications/settings"),
    ConsolePage("notification-deliveries", "/notifications/deliveries"),
    ConsolePage("planning", "/planning"),
    ConsolePage("runs", "/runs"),
    ConsolePage("imports", "/imports"),
    ConsolePage("rejected-rows", "/imports/rejected"),
    ConsolePage("unknown-codes", "/imports/codes"),
    ConsolePage("audit", "/audit"),
    ConsolePage("users", "/users", "admin"),
    ConsolePage("tokens", "/tokens"),
    ConsolePage("profile", "/profile", "operator"),
    ConsolePage("not-found", "/no-such-page"),
)
