"""What can be wrong with an upload, or with what is asked of it. None of these changes anything."""

from kit.errors import InputError


class UploadError(InputError):
    """A refused upload, or a refused step of one; `code` names the kind."""

    code = "REFUSED"


class ImportNotFoundError(UploadError):
    """There is no import of this number."""

    code = "NOT_FOUND"


class ImportStateError(UploadError):
    """The import is not in a state in which this is possible: it is in `state`."""

    code = "IMPORT_STATE"

    def __init__(self, state: str, message: str) -> None:
        super().__init__(message)
        self.state = state


class MappingRefusedError(UploadError):
    """A value of what was said about a file can't be used: that of `field`."""

    code = "VALIDATION_FAILED"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field
