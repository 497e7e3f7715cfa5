"""Column names as they are compared: without case, spaces, punctuation and width."""

import re
import unicodedata
from functools import lru_cache


@lru_cache(maxsize=20_000)
def folded(name: str) -> str:
    """A column name or a word without case, spaces and punctuation."""
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", name).lower())
