"""What can go wrong with a decision on a recommendation. Each is an outcome that the caller receives."""

from kit.errors import InputError


class DismissalRefusedError(InputError):
    """The recommendation can't be dismissed; `code` names why."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class ReasonRefusedError(InputError):
    """The reason is empty or too long."""

    code = "VALIDATION_FAILED"
    field = "reason"
