"""What opens above the console's pages, and how, for checks that hold on each of it."""

from dataclasses import dataclass
from typing import Literal

Role = Literal["button", "checkbox", "combobox", "menuitem", "spinbutton"]
Control = tuple[Role, str]

TO_APPROVE, TO_RECEIVE = "{to_approve}", "{to_receive}"


@dataclass(frozen=True)
class Opening:
    """A dialog, drawer, menu or message.

    Attributes:
        name: of what opens, for people.
        path: of the page; `{sku}` stands for a SKU at risk, `{to_approve}` and `{to_receive}` for orders.
        controls: what is used one after the other, each by its role and the key of its text: the first option of a
            combobox that is not selected yet is chosen, a spinbutton gets more units than anybody sells, all else is
            clicked.
        person: who opens it.
    """

    name: str
    path: str
    controls: tuple[Control, ...]
    person: str = "manager"


def button(key: str) -> Control:
    """A button by the key of its text."""
    return ("button", key)


SUPPLIER: Control = ("combobox", "purchasing:column.supplier")
SKU: Control = ("combobox", "purchasing:form.addSku")

OPENINGS = (
    Opening("command palette", "/tokens", (button("common:palette.open"),)),
    Opening("theme menu", "/tokens", (button("common:preferences.themeLabel"),)),
    Opening("user menu", "/tokens", (button("common:user.menu"),)),
    Opening("sign out everywhere", "/tokens", (button("common:user.menu"), ("menuitem", "common:user.everywhere"))),
    Opening("token dialog", "/tokens", (button("identity:tokens.add"),)),
    Opening("saved views", "/purchase-orders", (button("components:savedViews.open"),)),
    Opening("column settings", "/skus?search={sku}", (button("common:table.columns"),)),
    Opening(
        "alerts of chosen SKUs",
        "/skus?search={sku}",
        (("checkbox", "common:table.select"), button("skus:bulk.acknowledge.open")),
    ),
    Opening(
        "orders of chosen SKUs",
        "/skus?search={sku}",
        (("checkbox", "common:table.select"), button("skus:bulk.order.open")),
    ),
    Opening("override form", "/skus/{sku}", (button("sku-workbench:overrides.add"),)),
    Opening("dismissal", "/recommendations", (button("recommendations:dismiss.of"),)),
    Opening(
        "order dialog",
        "/recommendations",
        (("checkbox", "recommendations:choose"), button("recommendations:selection.order")),
    ),
    Opening("approval", TO_APPROVE, (button("purchasing:action.APPROVE"),)),
    Opening("rejection", TO_APPROVE, (button("purchasing:action.REJECT"),)),
    Opening("arrival", TO_RECEIVE, (button("purchasing:action.RECEIVE"),)),
    Opening("closing", TO_RECEIVE, (button("purchasing:action.COMPLETE"),)),
    Opening("cancellation", TO_APPROVE, (button("purchasing:action.CANCEL"),)),
    Opening("cancellation of an approved order", TO_RECEIVE, (button("purchasing:action.CANCEL"),)),
    Opening(
        "approval of several orders",
        "/purchase-orders?state=PENDING",
        (("checkbox", "common:table.select"), button("purchasing:bulk.APPROVE")),
    ),
    Opening("unsaved order", "/purchase-orders/new", (SUPPLIER, button("common:action.cancel")), "operator"),
    Opening("change of the supplier", "/purchase-orders/new", (SUPPLIER, SKU, SUPPLIER), "operator"),
    Opening(
        "warnings about lines",
        "/purchase-orders/new",
        (SUPPLIER, SKU, ("spinbutton", "purchasing:form.quantityOf"), button("purchasing:form.save")),
        "operator",
    ),
    Opening("document menu", TO_RECEIVE, (button("purchasing:document.open"),)),
    Opening("anomaly menu", "/anomalies", (button("anomalies:action.more"),)),
    Opening("company terms", "/planning", (button("planning:company.edit"),)),
    Opening("planning exception", "/planning", (button("planning:exceptions.add"),)),
    Opening("refused row", "/imports/rejected", (button("ingestion:openOf"),)),
    Opening("run now", "/runs", (button("components:startRun.button"),)),
    Opening("policy backtest now", "/policy-backtest", (button("components:startRun.button"),)),
    Opening("test notification", "/notifications/settings", (button("notifications:test.send"),)),
    Opening("new user", "/users", (button("identity:users.add"),), "admin"),
    Opening("user dialog", "/users", (button("identity:users.editOf"),), "admin"),
    Opening("costs of an operator", "/users?search=operator", (button("identity:users.editOf"),), "admin"),
    Opening("disabling", "/users", (button("identity:users.disableOf"),), "admin"),
)
