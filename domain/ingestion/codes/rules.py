"""What a person may say of a code, without input or output."""

from dataclasses import dataclass, replace

from domain.ingestion.codes.errors import MatchRefusedError
from domain.ingestion.expressions import BLANKS

MAX_TEXT_BYTES = 2_000
MAX_UNITS = 10_000


@dataclass(frozen=True)
class Match:
    """What one sale under a code draws: units of a product. Empty channel or option: all of them."""

    channel: str
    code: str
    option: str
    product_id: int
    units: int


def checked(match: Match) -> Match:
    """The match with blanks around its texts removed.

    Raises:
        MatchRefusedError: a text is too long or can't be stored, the code is empty, or the units are out of range.
    """
    texts = {name: getattr(match, name).strip(BLANKS) for name in ("channel", "code", "option")}
    for name, text in texts.items():
        if len(text.encode()) > MAX_TEXT_BYTES or "\0" in text:
            raise MatchRefusedError(name, f"{name} must be text of at most 2,000 bytes.")
    if not texts["code"]:
        raise MatchRefusedError("code", "code is empty. Give the code as the channel writes it.")
    if not 1 <= match.units <= MAX_UNITS:
        raise MatchRefusedError("units", f"units is {match.units}; give a whole number from 1 to {MAX_UNITS:,}.")
    return replace(match, **texts)
