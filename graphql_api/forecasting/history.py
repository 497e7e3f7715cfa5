"""The range of days that a history may span."""

from datetime import date

from graphql_api.errors import BadInputError

MAX_DAYS = 400


def check_range(since: date, until: date) -> None:
    """Accept a range of 1 to 400 days.

    Raises:
        BadInputError: it is empty or longer.
    """
    if until < since:
        raise BadInputError(f"from: {since} is after to: {until}.")
    if (until - since).days >= MAX_DAYS:
        raise BadInputError(f"{since} to {until} spans more than {MAX_DAYS} days; request shorter periods.")
