"""Codes that a spreadsheet or a second marketplace has probably changed: listed before anything is loaded."""

import re
from collections.abc import Iterable, Iterator

from domain.ingestion.description import CodeWarning, WarningKind

MAX_CODES = 300_000  # different ones that are compared; later ones are not
MAX_GROUPS = 1_000  # of codes that are alike; more are not kept
MAX_CODES_SHOWN = 100
CODE_COLUMNS = {"products": "sku", "order_items": "product", "inventory": "product"}
"""Where tables have the codes of products."""
EXCEL_NUMBER = re.compile(r"\d([.,]\d+)?E\+\d{1,3}", re.IGNORECASE)


def code_warnings(codes: Iterable[str]) -> tuple[CodeWarning, ...]:
    """What is suspicious about the codes of a column; at most one warning of each kind."""
    check = CodeCheck()
    for code in codes:
        check.add(code)
    return check.warnings()


class CodeCheck:
    """Compares codes as they come, in bounded memory."""

    def __init__(self) -> None:
        self._first: dict[str, str] = {}  # without case and leading zeros -> the first such code
        self._alike: dict[str, list[str]] = {}
        self._numbers: dict[str, None] = {}

    def add(self, text: str) -> None:
        """Take a code; surrounding blanks are not part of it."""
        code = text.strip()
        key = _without_zeros(code.casefold())
        first = self._first.get(key)
        if first == code or not code:
            return
        if first is None:
            self._add_new(key, code)
            return
        group = self._alike.get(key)
        if group is None and len(self._alike) < MAX_GROUPS:
            self._alike[key] = [first, code]
        elif group is not None and code not in group and len(group) < MAX_CODES_SHOWN:
            group.append(code)

    def _add_new(self, key: str, code: str) -> None:
        if len(self._first) < MAX_CODES:
            self._first[key] = code
        if EXCEL_NUMBER.fullmatch(code) and len(self._numbers) < MAX_CODES_SHOWN:
            self._numbers[code] = None

    def warnings(self) -> tuple[CodeWarning, ...]:
        """What is suspicious about the codes so far; codes that are alike follow each other."""
        groups = list(self._alike.values())
        found = (
            (WarningKind.CASE_ONLY, [code for group in groups for code in _equal_but_for_case(group)]),
            (WarningKind.LEADING_ZEROS, [code for group in groups for code in _equal_but_for_zeros(group)]),
            (WarningKind.EXCEL_NUMBER, list(self._numbers)),
        )
        return tuple(CodeWarning(kind, tuple(codes[:MAX_CODES_SHOWN])) for kind, codes in found if codes)


def _without_zeros(code: str) -> str:
    return code.lstrip("0") or code[:1]


def _equal_but_for_case(group: list[str]) -> Iterator[str]:
    folded = [code.casefold() for code in group]
    return (code for code in group if folded.count(code.casefold()) > 1)


def _equal_but_for_zeros(group: list[str]) -> Iterator[str]:
    """The codes of a group if they are written with different numbers of leading zeros."""
    return iter(group if len({code.casefold() for code in group}) > 1 else [])
