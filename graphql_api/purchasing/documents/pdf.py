"""An order as PDF, by WeasyPrint where it is installed."""

import importlib
import importlib.util
from functools import cache
from html import escape
from typing import NoReturn

from graphql_api.purchasing.documents.table import Document
from kit.reading import AnyRow

MISSING = (
    "PDFs need WeasyPrint, which is not installed here; install the extra with: pip install 'jaego[pdf]',"
    " or download CSV or XLSX."
)
STYLE = """@page { size: A4; margin: 18mm } body { font: 10pt sans-serif } h1 { font-size: 16pt }
table { border-collapse: collapse; width: 100% } th, td { border-bottom: 0.5pt solid #999; padding: 3pt }
th, td { text-align: left }
.n { text-align: right }"""


class PdfMissingError(Exception):
    """PDFs can't be made here."""


@cache
def is_available() -> bool:
    """Whether PDFs can be made here: WeasyPrint is installed, and so are the libraries that it draws letters with."""
    if importlib.util.find_spec("weasyprint") is None:
        return False
    try:
        importlib.import_module("weasyprint")
    except OSError:
        return False
    return True


def as_pdf(document: Document) -> bytes:
    """The order on paper.

    Raises:
        PdfMissingError: WeasyPrint or its libraries are not installed.
    """
    if not is_available():
        raise PdfMissingError(MISSING)
    from weasyprint import HTML

    pdf: bytes = HTML(string=page(document), url_fetcher=_refuse).write_pdf()
    return pdf


def page(document: Document) -> str:
    """The order as HTML; all text is escaped, nothing is fetched."""
    order = document.order
    lines = "".join(
        f"<tr><td class=n>{item.line_no}</td><td>{escape(item.sku)}</td><td>{escape(item.name)}</td>"
        f"<td class=n>{item.quantity:,}</td>{_prices(document, item)}</tr>"
        for item in document.items
    )
    sums = f"<p class=n>Total {order.amount:,.2f} {escape(order.currency)}</p>" if document.shows_total else ""
    expected = "" if order.expected_on is None else f"<p>Expected on {order.expected_on.isoformat()}</p>"
    note = "" if order.note is None else f"<p>{escape(order.note)}</p>"
    heads = "<th class=n>Unit cost<th class=n>Amount" if _has_prices(document) else ""
    return (
        f"<!doctype html><meta charset=utf-8><title>{escape(order.order_no)}</title><style>{STYLE}</style>"
        f"<h1>Purchase order {escape(order.order_no)}</h1>"
        f"<p>{escape(order.supplier_name)} ({escape(order.supplier_code)}) &middot; {order.state}</p>{expected}{note}"
        f"<table><tr><th class=n>Line<th>SKU<th>Name<th class=n>Quantity{heads}</tr>{lines}</table>{sums}"
    )


def _has_prices(document: Document) -> bool:
    return any(document.shows_price(item) for item in document.items)


def _prices(document: Document, item: AnyRow) -> str:
    if not _has_prices(document):
        return ""
    if not document.shows_price(item):
        return "<td><td>"
    return f"<td class=n>{item.price:,.2f}</td><td class=n>{item.price * item.quantity:,.2f}</td>"


def _refuse(url: str, *_: object, **__: object) -> NoReturn:
    """Nothing on the page leads outside; whatever does is an attack."""
    raise ValueError(f"{url} is not fetched")
