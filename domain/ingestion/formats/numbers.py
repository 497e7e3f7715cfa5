"""Numbers of a column: which mark is the decimal one, and each cell as a number with a decimal point."""

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from kit.errors import InputError

Mark = Literal[".", ","]
MAX_SHAPES = 5_000
MAX_REMEMBERED = 100_000
OTHER: dict[Mark, Mark] = {".": ",", ",": "."}
WRITTEN: dict[Mark, str] = {".": "1,234.56", ",": "1.234,56"}
NINES = str.maketrans("12345678", "99999999")  # zeros stay: 0.500 has decimals, 5.000 may be five thousand

_PLAIN = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,2})?")
_DECORATION = re.compile(
    r"[₩￦$€£¥￥₹฿₫₺₽원円元개]|\bR(?=\$)|\b(?:Rs\.?|Rp\.?|RM|kr\.?|zł|KRW|USD|EUR|GBP|JPY|CNY|INR|CHF|AUD|CAD|HKD|TWD|SGD)(?![A-Za-z])"
    r"|(?<=\d)\s*(?:EA|PCS)$",
    re.IGNORECASE,
)
_SPACES = re.compile(r"(?<=\d)[\s'\u2019](?=\d{3}(?!\d))")
_MARKED = re.compile(r"[+-]?[\d.,]*\d[\d.,]*")
_GROUPED = {
    ".": re.compile(r"[+-]?(?:\d{1,3}(?:,\d{2,3})*,\d{3}|\d+)(?:\.\d*)?|[+-]?\.\d+"),
    ",": re.compile(r"[+-]?(?:\d{1,3}(?:\.\d{3})+|\d+)(?:,\d*)?|[+-]?,\d+"),
}


class UnfitNumberError(InputError):
    """A cell contradicts the way in which its column writes numbers."""


@dataclass
class NumberShapes:
    """The shapes of a column's cells (digits but 0 are 9), with how many cells have them."""

    counts: Counter[str]

    @classmethod
    def empty(cls) -> "NumberShapes":
        """No cells yet."""
        return cls(Counter())

    def add(self, text: str) -> None:
        """Count a cell."""
        shape = text.translate(NINES)
        if len(self.counts) < MAX_SHAPES or shape in self.counts:
            self.counts[shape] += 1

    @property
    def is_plain(self) -> bool:
        """Whether every cell is a number already, with a decimal point if any, or empty."""
        return all(_PLAIN.fullmatch(shape.strip()) or not shape.strip() for shape in self.counts)

    def evidence(self, *, is_integer: bool) -> Counter[str]:
        """For each mark, how many cells can only be read with it as the decimal mark; `?`: cells that say nothing.

        Args:
            is_integer: the column holds whole numbers: 1.250 can't be one and a quarter.
        """
        votes: Counter[str] = Counter()
        for shape, count in self.counts.items():
            votes[_vote(cleaned(shape).rstrip("% "), is_integer=is_integer)] += count
        del votes[""]
        return votes


def _vote(text: str, *, is_integer: bool) -> str:
    marks = [character for character in text if character in ".,"]
    if not marks or not _MARKED.fullmatch(text):
        return ""
    last = marks[-1]
    if len(set(marks)) == 2:
        return last
    other = "," if last == "." else "."
    if len(marks) > 1:
        return other  # 1.000.000
    before, after = text.lstrip("+-").split(last)
    is_group = len(after) == 3 and 1 <= len(before) <= 3 and before != "0"
    if not is_group:
        return "" if is_integer and after.strip("0") else last  # 1,5 is not a whole number, and proves nothing
    return other if is_integer and after != "000" else "?"


def cleaned(text: str) -> str:
    """A cell without currency, units and group spaces; `(5)` and `5-` are negative, full-width digits are digits."""
    plain = unicodedata.normalize("NFKC", text).strip().replace("\u2212", "-")
    plain = _SPACES.sub("", _DECORATION.sub("", plain).strip())
    if plain.startswith("(") and plain.endswith(")"):
        return f"-{plain[1:-1].strip()}"
    if plain.endswith("-") and not plain.startswith("-"):
        return f"-{plain[:-1].strip()}"
    return plain[0] + plain[1:].lstrip() if plain[:1] in {"-", "+"} else plain


def decide_mark(own: Counter[str], others: Iterable[Counter[str]], delimiter: str | None) -> tuple[Mark, bool]:
    """The decimal mark of a column, and whether it is sure.

    The column's own cells decide; if they say nothing, the file's other columns; then a semicolon between columns,
    which countries with a decimal comma use. Otherwise a point is the decimal mark, and a comma groups thousands.
    """
    all_others = sum(others, Counter[str]())
    for votes in (own, all_others):
        if votes["."] != votes[","]:
            return ("." if votes["."] > votes[","] else ","), True
    if not own["?"]:
        return ".", True
    return (",", True) if delimiter == ";" else (".", False)


def converter(name: str, mark: Mark, *, is_share: bool) -> Callable[[str], str]:
    """The function from a cell to a number with a decimal point; other text is left unchanged, and so is refused.

    Args:
        name: of the column, for the message.
        mark: its decimal mark.
        is_share: `15%` is 0.15.

    Raises (the function):
        UnfitNumberError: the cell would be a number with a decimal point, but not in the column's way.
    """
    known: dict[str, str] = {}

    def convert(text: str) -> str:
        value = known.get(text)
        if value is None:
            value = _number(name, text, mark, is_share=is_share)
            if len(known) < MAX_REMEMBERED:
                known[text] = value
        return value

    return convert


def _number(name: str, text: str, mark: Mark, *, is_share: bool) -> str:
    plain = cleaned(text)
    percent = is_share and plain.endswith("%")
    plain = plain.rstrip("% ") if percent else plain
    if not _MARKED.fullmatch(plain):
        return text
    if not _GROUPED[mark].fullmatch(plain):
        if not _PLAIN.fullmatch(plain):
            return text  # refused as what it is
        raise UnfitNumberError(f"{name} is {text.strip()[:60]}, but its column writes numbers like {WRITTEN[mark]}")
    number = plain.replace(OTHER[mark], "").replace(mark, ".")
    return str(Decimal(number) / 100) if percent else number
