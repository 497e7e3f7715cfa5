"""What can go wrong with a change of an anomaly. Each is an outcome that the caller receives; none changes anything."""

from kit.errors import InputError


class AnomalyChangeError(InputError):
    """A refused change; `code` names the kind."""

    code = "REFUSED"


class AnomalyNotFoundError(AnomalyChangeError):
    """There is no such anomaly as of the published run."""

    code = "NOT_FOUND"

    def __init__(self) -> None:
        super().__init__("There is no such anomaly.")


class AnomalyChangedError(AnomalyChangeError):
    """Somebody was first; `version` and `status` are those there are now."""

    code = "VERSION_CONFLICT"

    def __init__(self, version: int, status: str) -> None:
        super().__init__(
            f"This anomaly was changed by someone else (now version {version}, {status}). Reload it and try again."
        )
        self.version = version
        self.status = status


class StatusRefusedError(AnomalyChangeError):
    """The anomaly's status does not allow the change."""

    code = "ILLEGAL_STATUS"

    def __init__(self, status: str, wanted: str) -> None:
        super().__init__(f"An anomaly with the status {status} can't change to {wanted}.")


class SnoozeRefusedError(AnomalyChangeError):
    """The day until which it is snoozed can't be used."""

    code = "VALIDATION_FAILED"
    field = "until"
