"""What can go wrong with settings and tests."""

from kit.errors import InputError


class SettingRefusedError(InputError):
    """A notification setting that can't be kept: which of those sent, None: all of them; and why."""

    def __init__(self, position: int | None, reason: str) -> None:
        super().__init__(reason)
        self.field = "settings" if position is None else f"settings[{position}]"


class CompanyChannelError(InputError):
    """A test of a channel of the company, by a user without the role ADMIN."""

    field = "channel"


class TooManyIdsError(InputError):
    """More notifications at once than a page has."""

    field = "ids"


class TestTooSoonError(InputError):
    """A second test notification within a minute."""

    __test__ = False  # no class of tests
    code = "TEST_TOO_SOON"
