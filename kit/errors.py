"""The two families of errors that a person may meet."""


class JaegoError(Exception):
    """An error told to a person in one sentence: what was wrong, where, what to do."""

    exit_code = 1


class InputError(JaegoError):
    """What was asked for or handed in is not usable; the person can mend it."""

    exit_code = 2


class FaultError(JaegoError):
    """Something that the person did not cause: a database that is down, a port in use, a failed run."""
