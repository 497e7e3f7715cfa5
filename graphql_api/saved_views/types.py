"""Saved views and choices of columns, and what their operations share."""

from datetime import datetime
from enum import Enum

import strawberry

from domain.saved_views import rules
from graphql_api.context import Info
from graphql_api.decorators import enum, field, object_type, resolver
from graphql_api.node import global_id
from graphql_api.rows import FromRow


@enum
class ListPage(Enum):
    """A list that views are saved of."""

    SKUS = "The SKU list."
    RECOMMENDATIONS = "The recommendations."
    PURCHASE_ORDERS = "The purchase orders."
    ANOMALIES = "The anomalies."


@object_type
class ViewParameter:
    """A condition or the order of a list, as its address holds it."""

    name: str = field("The parameter's name in the address.")
    values: list[str] = field("Its values as plain text, at most 50. A page ignores values that it does not know.")


@object_type
class SavedView(FromRow):
    """Conditions and order of a list under a name."""

    owner: str = field("The owner's name.")
    page: ListPage = field("The list that it is of.")
    name: str = field("The name, unique among its owner's views of the page.")
    is_shared: bool = field("Whether every signed-in user sees it, not only its owner.")
    updated_at: datetime = field("When it was last changed, in UTC.")

    @resolver()
    def id(self) -> strawberry.ID:
        """Opaque; names the view in mutations."""
        return global_id("SavedView", self.row.id)

    @resolver()
    def parameters(self) -> list[ViewParameter]:
        """The conditions and the order."""
        return [ViewParameter(name=name, values=values) for name, values in self.row.parameters.items()]

    @resolver()
    def can_edit(self, info: Info) -> bool:
        """Whether you may rename, overwrite and share it: its owner may."""
        return bool(self.row.owner_id == info.context.signed_in().user_id)

    @resolver()
    def can_delete(self, info: Info) -> bool:
        """Whether you may delete it: its owner may, and an ADMIN whatever is shared."""
        caller = info.context.signed_in()
        return bool(self.row.owner_id == caller.user_id or caller.may("ADMIN"))


@object_type
class SavedViewLimits:
    """What a saved view may hold."""

    max_views: int = field("Views that a person may have, on all pages.", default=rules.MAX_VIEWS)
    max_name_length: int = field("Characters of a name.", default=rules.MAX_NAME_LENGTH)
    max_parameters: int = field("Parameters of a view.", default=rules.MAX_PARAMETERS)
    max_values: int = field("Values of a parameter.", default=rules.MAX_VALUES)
    max_value_length: int = field("Characters of a value.", default=rules.MAX_VALUE_LENGTH)
    max_bytes: int = field("Bytes of all values of a view in UTF-8.", default=rules.MAX_STATE_BYTES)
    max_hidden_columns: int = field("Columns of a list that may be hidden.", default=rules.MAX_HIDDEN_COLUMNS)


@object_type
class SavedViews:
    """What you may choose from on a list."""

    views: list[SavedView] = field("Your own by name, then those that others share by name; at most 250.")
    hidden_columns: list[str] | None = field(
        "The columns that you have hidden, at most 50; null: you have not chosen yet."
    )
    limits: SavedViewLimits = field("What a view may hold.")
