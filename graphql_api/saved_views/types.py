"""Saved views and choices of columns, and what their operations share."""

from datetime import datetime
from enum import Enum

import strawberry

from domain.saved_views import rules
from graphql_api.context import Info
from graphql_api.node import global_id
from graphql_api.permissions import operators
from graphql_api.rows import FromRow


@strawberry.enum(description="A list that views are saved of.")
class ListPage(Enum):
    """The pages of `app.saved_views`."""

    SKUS = strawberry.enum_value("SKUS", description="The SKU list.")
    RECOMMENDATIONS = strawberry.enum_value("RECOMMENDATIONS", description="The recommendations.")
    PURCHASE_ORDERS = strawberry.enum_value("PURCHASE_ORDERS", description="The purchase orders.")
    ANOMALIES = strawberry.enum_value("ANOMALIES", description="The anomalies.")


@strawberry.type(description="A condition or the order of a list, as its address holds it.", directives=operators())
class ViewParameter:
    """A name and its values."""

    name: str = strawberry.field(description="The parameter's name in the address.")
    values: list[str] = strawberry.field(
        description="Its values as plain text, at most 50. A page ignores values that it does not know."
    )


@strawberry.type(description="Conditions and order of a list under a name.", directives=operators())
class SavedView(FromRow):
    """One row of `app.saved_views`."""

    name: str = strawberry.field(description="The name, unique among its owner's views of the page.")
    is_shared: bool = strawberry.field(description="Whether every signed-in user sees it, not only its owner.")
    updated_at: datetime = strawberry.field(description="When it was last changed, in UTC.")

    @strawberry.field(description="Opaque; names the view in mutations.")
    def id(self) -> strawberry.ID:
        """The opaque id."""
        return global_id("SavedView", self.row.id)

    @strawberry.field(description="The list that it is of.")
    def page(self) -> ListPage:
        """The page."""
        return ListPage(self.row.page)

    @strawberry.field(description="The conditions and the order.")
    def parameters(self) -> list[ViewParameter]:
        """At most twenty."""
        return [ViewParameter(name=name, values=values) for name, values in self.row.parameters.items()]

    @strawberry.field(description="The owner's name.")
    def owner(self) -> str:
        """The name shown to others."""
        return str(self.row.owner_name)

    @strawberry.field(description="Whether you may rename, overwrite and share it: its owner may.")
    def can_edit(self, info: Info) -> bool:
        """Whether it is the caller's own."""
        return bool(self.row.owner_id == info.context.signed_in().user_id)

    @strawberry.field(description="Whether you may delete it: its owner may, and an ADMIN whatever is shared.")
    def can_delete(self, info: Info) -> bool:
        """Whether it is the caller's own, or the caller an administrator."""
        caller = info.context.signed_in()
        return bool(self.row.owner_id == caller.user_id or caller.may("ADMIN"))


@strawberry.type(description="What a saved view may hold.", directives=operators())
class SavedViewLimits:
    """The limits of the domain."""

    max_views: int = strawberry.field(
        default=rules.MAX_VIEWS, description="Views that a person may have, on all pages."
    )
    max_name_length: int = strawberry.field(default=rules.MAX_NAME_LENGTH, description="Characters of a name.")
    max_parameters: int = strawberry.field(default=rules.MAX_PARAMETERS, description="Parameters of a view.")
    max_values: int = strawberry.field(default=rules.MAX_VALUES, description="Values of a parameter.")
    max_value_length: int = strawberry.field(default=rules.MAX_VALUE_LENGTH, description="Characters of a value.")
    max_bytes: int = strawberry.field(
        default=rules.MAX_STATE_BYTES, description="Bytes of all values of a view in UTF-8."
    )
    max_hidden_columns: int = strawberry.field(
        default=rules.MAX_HIDDEN_COLUMNS, description="Columns of a list that may be hidden."
    )


@strawberry.type(description="What you may choose from on a list.", directives=operators())
class SavedViews:
    """The saved views of one page."""

    views: list[SavedView] = strawberry.field(
        description="Your own by name, then those that others share by name; at most 250."
    )
    hidden_columns: list[str] | None = strawberry.field(
        description="The columns that you have hidden, at most 50; null: you have not chosen yet."
    )
    limits: SavedViewLimits = strawberry.field(description="What a view may hold.")
