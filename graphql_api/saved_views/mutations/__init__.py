"""Operations that change saved views and choices of columns, one file each."""

import strawberry

from graphql_api.saved_views.mutations.create_saved_view import CreateSavedViewMutation
from graphql_api.saved_views.mutations.delete_saved_view import DeleteSavedViewMutation
from graphql_api.saved_views.mutations.set_list_columns import SetListColumnsMutation
from graphql_api.saved_views.mutations.update_saved_view import UpdateSavedViewMutation


@strawberry.type
class SavedViewMutations(
    CreateSavedViewMutation, UpdateSavedViewMutation, DeleteSavedViewMutation, SetListColumnsMutation
):
    """All of them."""
