"""The text that SKUs are searched by."""

from graphql_api.errors import BadInputError

MAX_SEARCH_LENGTH = 100


def check_search(text: str | None) -> str | None:
    """The text, if it is short enough.

    Raises:
        BadInputError: it is too long.
    """
    if text is not None and len(text) > MAX_SEARCH_LENGTH:
        raise BadInputError(f"search has {len(text)} characters; at most {MAX_SEARCH_LENGTH} are allowed.")
    return text
