"""Refusals that several features have in common. Each is an outcome that the caller receives; none changes anything."""

from dataclasses import dataclass

from kit.errors import InputError


class PlannersChangeError(InputError):
    """A refused change of a forecast or of a correction of demand; `code` names the kind."""

    code = "REFUSED"


class NothingFoundError(PlannersChangeError):
    """There is no such SKU or override; `what` says which."""

    code = "NOT_FOUND"

    def __init__(self, what: str) -> None:
        super().__init__(f"There is no such {what}.")
        self.what = what


class ChangedSinceError(PlannersChangeError):
    """Somebody was first; `version` is the one there is now."""

    code = "VERSION_CONFLICT"

    def __init__(self, version: int) -> None:
        super().__init__(f"It was changed by someone else (now version {version}). Reload it and try again.")
        self.version = version


@dataclass(frozen=True)
class FieldProblem:
    """What is wrong with one value of the input; the field in the domain's spelling."""

    field: str
    message: str


class ChangeRefusedError(PlannersChangeError):
    """Values of the input can't be used."""

    code = "VALIDATION_FAILED"

    def __init__(self, problems: list[FieldProblem]) -> None:
        super().__init__(problems[0].message)
        self.problems = tuple(problems)
