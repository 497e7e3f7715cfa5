"""The fields that a column of a file can be mapped to: `table.column` of the contract, or those of three columns."""

from dataclasses import dataclass

from domain.ingestion.contract import TABLES, Column, Kind

SALES = "sales"
"""The simplest file of all: a day, a SKU and a quantity a row."""


@dataclass(frozen=True)
class Field:
    """A field: its name such as `orders.ordered_at`, and what it may hold."""

    table: str
    column: str
    kind: Kind
    is_required: bool
    words: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """The field's name."""
        return f"{self.table}.{self.column}"


SALES_FIELDS = (
    Field(SALES, "date", "date", is_required=True),
    Field(SALES, "sku", "code", is_required=True),
    Field(SALES, "quantity", "integer", is_required=True),
    Field(SALES, "price", "money", is_required=False),
    Field(SALES, "channel", "text", is_required=False),
    Field(SALES, "on_hand", "integer", is_required=False),
    Field(SALES, "name", "text", is_required=False),
)


def _field(table: str, column: Column) -> Field:
    return Field(table, column.name, column.kind, is_required=column.required, words=column.words)


FIELDS = (*SALES_FIELDS, *(_field(table.name, column) for table in TABLES for column in table.columns))
BY_NAME = {field.name: field for field in FIELDS}
