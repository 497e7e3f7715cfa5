"""What can go wrong with events."""


class UnknownEventError(ValueError):
    """An event type that is not in the contract: a defect of the caller, not of a user."""


class IncompleteEventError(ValueError):
    """A payload without a key that its type requires: a defect of the caller, not of a user."""
