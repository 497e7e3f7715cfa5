"""What can go wrong with events, settings and deliveries."""

from kit.errors import InputError


class UnknownEventError(ValueError):
    """An event type that is not in the contract: a defect of the caller, not of a user."""


class IncompleteEventError(ValueError):
    """A payload without a key that its type requires: a defect of the caller, not of a user."""


class SettingRefusedError(InputError):
    """A notification setting that can't be kept: which of those sent, and why."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(reason)
        self.position = position


class TestTooSoonError(InputError):
    """A second test notification within a minute."""

    __test__ = False  # no class of tests
