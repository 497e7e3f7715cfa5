"""Workbooks that are locked with a password: unlocked in memory; the password is neither stored nor logged."""

import io
from typing import Any

from domain.ingestion.reading.content import Content
from domain.ingestion.reading.errors import PasswordNeededError, WrongPasswordError
from kit.errors import InputError

OPEN_TO_ALL = "VelvetSweatshop"  # with which Excel locks workbooks that are only protected against changes
MAX_SPINS = 2_000_000  # rounds of hashing; Excel takes 100,000


def unlocked(content: Content, password: str | None) -> Content:
    """An old workbook, or what is in a locked one.

    Raises:
        PasswordNeededError: it is locked, and no password was given.
        WrongPasswordError: it is locked with another password.
        InputError: it can't be read.
    """
    import msoffcrypto
    from msoffcrypto.exceptions import InvalidKeyError

    try:
        with content.open() as raw:
            office = msoffcrypto.OfficeFile(io.BytesIO(raw.read()))
        if not office.is_encrypted():
            return content
        opened = _decrypted(content, office, password)
    except InvalidKeyError:
        raise _refusal(content, password) from None
    except InputError:
        raise
    except Exception:  # noqa: BLE001 - a damaged file makes the library raise whatever its parsing meets
        message = f"{content.label} can't be read as an Excel workbook; save it as .xlsx and import it again."
        raise InputError(message) from None
    return Content(content.label, content.name, lambda: io.BytesIO(opened))


def _decrypted(content: Content, office: Any, password: str | None) -> bytes:  # noqa: ANN401 - no types
    from msoffcrypto.exceptions import InvalidKeyError

    if getattr(office, "type", None) == "agile" and int(office.info["spinValue"]) > MAX_SPINS:
        raise InputError(
            f"{content.label} is locked in an unusual way; save it without a password and import it again."
        )
    for attempt in dict.fromkeys((password or OPEN_TO_ALL, OPEN_TO_ALL)):
        try:
            out = io.BytesIO()
            _load_key(office, attempt)
            office.decrypt(out)
            return out.getvalue()
        except InvalidKeyError:
            continue
    raise _refusal(content, password)


def _load_key(office: Any, password: str) -> None:  # noqa: ANN401 - no types
    if office.format == "ooxml":
        office.load_key(password=password, verify_password=True)
    else:
        office.load_key(password=password)


def _refusal(content: Content, password: str | None) -> InputError:
    if password is None:
        return PasswordNeededError(
            f"{content.label} is locked with a password; enter the password of the file, on the command line with"
            " --password-stdin."
        )
    return WrongPasswordError(f"The password does not open {content.label}; enter the password of the file.")
