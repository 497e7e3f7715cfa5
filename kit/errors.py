"""The two families of errors that users may see."""


class JaegoError(Exception):
    """An error shown to a person in one sentence: what was wrong, where, what to do."""

    exit_code = 1


class InputError(JaegoError):
    """The request or input is not usable; the person can correct it."""

    exit_code = 2


class FaultError(JaegoError):
    """Something that the person did not cause: a database that is down, a port in use, a failed run."""
