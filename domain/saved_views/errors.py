"""What can go wrong with a saved view or a choice of columns. Nothing is changed by any of it."""

from kit.errors import InputError


class SavedViewError(InputError):
    """A refused change; `code` names the kind."""

    code = "REFUSED"


class SavedViewRefusedError(SavedViewError):
    """A value can't be used; `field` is the input's field in the domain's spelling."""

    code = "VALIDATION_FAILED"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class SavedViewNotFoundError(SavedViewError):
    """There is no such view, or it is another person's and not shared."""

    code = "NOT_FOUND"


class NotOwnerError(SavedViewError):
    """A shared view is changed by its owner only; an ADMIN may delete it."""

    code = "NOT_OWNER"


class NameTakenError(SavedViewError):
    """The owner has another view of this name on the page."""

    code = "NAME_TAKEN"


class TooManySavedViewsError(SavedViewError):
    """The owner has as many views as a person may have: `limit`."""

    code = "TOO_MANY_SAVED_VIEWS"

    def __init__(self, limit: int) -> None:
        super().__init__(f"You have {limit} saved views already. Delete one first.")
        self.limit = limit
