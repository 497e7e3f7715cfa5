"""What can be wrong with matching a code. Nothing is changed by any of it."""

from kit.errors import InputError


class CodeError(InputError):
    """A refused match; `code` names the kind."""

    code = "REFUSED"


class MatchRefusedError(CodeError):
    """A value can't be used; `field` is the input's field in the domain's spelling."""

    code = "VALIDATION_FAILED"

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class ProductNotFoundError(CodeError):
    """There is no such SKU."""

    code = "NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("There is no such SKU. Choose another one.")
