"""What a person lets the import assume where a source is silent (`--assume key=value`), checked by name and value."""

import re

from kit.errors import InputError

ALLOWED = {
    "lead-time": (r"\d{1,3}", "whole days from 0 to 730"),
    "currency": (r"[A-Z]{3}", "a currency code of three capital letters, such as EUR"),
    "warehouse": (r"\S.{0,49}", "a warehouse code of at most 50 characters"),
}
MAX_LEAD_TIME_DAYS = 730


def check_assumptions(assume: dict[str, str]) -> None:
    """Accept known assumptions with usable values.

    Raises:
        InputError: a key is unknown, or its value can't be used.
    """
    for key, value in assume.items():
        if key not in ALLOWED:
            raise InputError(f"--assume {key} is not supported; choose from {', '.join(ALLOWED)}.")
        pattern, wanted = ALLOWED[key]
        too_long = key == "lead-time" and value.isdigit() and int(value) > MAX_LEAD_TIME_DAYS
        if not re.fullmatch(pattern, value, re.ASCII) or too_long:
            raise InputError(f"--assume {key}={value} is refused: it must be {wanted}.")
