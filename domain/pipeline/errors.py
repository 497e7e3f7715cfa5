"""What can go wrong with a run, in sentences."""

from kit.errors import FaultError


class RunInProgressError(FaultError):
    """Another process is running; one runner at a time."""


class RunUnderWayError(FaultError):
    """A run is requested while a run waits or works; `run_id` is that run."""

    def __init__(self, run_id: int, message: str) -> None:
        super().__init__(message)
        self.run_id = run_id


class LeaseLostError(FaultError):
    """The process no longer owns its run: it was taken over, or ended by somebody else."""


class AlreadyDoneError(FaultError):
    """The schedule has had its run for this date; there is nothing to do."""
