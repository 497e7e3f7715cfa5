"""What can go wrong with settings and tests."""

from kit.errors import InputError


class SettingRefusedError(InputError):
    """A notification setting that can't be kept: which of those sent, and why."""

    def __init__(self, position: int, reason: str) -> None:
        super().__init__(reason)
        self.position = position


class TestTooSoonError(InputError):
    """A second test notification within a minute."""

    __test__ = False  # no class of tests
