"""Why a frame can't be published."""

from kit.errors import FaultError


class FrameError(FaultError):
    """A frame does not match the table it is meant for: its columns, types or values."""
