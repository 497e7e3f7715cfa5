"""Which fields of a type a line holds: those of the schema that hold a value, for whom the schema shows them."""

from domain.identity.caller import Caller
from graphql_api.catalog.types import Sku
from graphql_api.permissions import Guard
from graphql_api.replenishment.types import Recommendation
from graphql_api.rows import FromRow, field_of

SUPPLIER = {"supplier_code": "supplierCode", "supplier_name": "supplierName"}


def sku_fields(caller: Caller) -> dict[str, str]:
    """Columns of SKUs that the caller may read, and what each is called."""
    return _readable(Sku, caller) | SUPPLIER


def recommendation_fields(caller: Caller) -> dict[str, str]:
    """Columns of recommendations that the caller may read, and what each is called."""
    return {"sku_code": "sku"} | _readable(Recommendation, caller) | {"waterfall_terms": "waterfall"} | SUPPLIER


def _readable(node: type[FromRow], caller: Caller) -> dict[str, str]:
    fields = node.__strawberry_definition__.fields  # type: ignore[attr-defined]  # strawberry sets it
    plain = [field for field in fields if field.base_resolver is None and field.python_name in node.column_names()]
    return {
        field.python_name: field_of(field.python_name)
        for field in plain
        if all(guard.admits(caller) for guard in field.extensions if isinstance(guard, Guard))
    }
