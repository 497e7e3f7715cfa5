"""Text without secrets: the last line of defence before a log entry, a crash or an error's text is written."""

import json
import re
from collections.abc import Iterable
from urllib.parse import quote

MASK = "***"
MIN_SECRET_LENGTH = 8
"""A shorter secret of the settings is not masked by its text: masking `jaego` would make every line unreadable."""

PATTERNS = (
    re.compile(r"(://[^\s:/@\"']*:)[^\s\"'\\]+(?=@)"),  # the password of a URL
    re.compile(r"(\bpassword\\?[\"']?\s*[=:]\s*\\?[\"'])[^\"'\\]+", re.IGNORECASE),  # quoted, as in JSON
    re.compile(r"(\bpassword\\?[\"']?\s*[=:]\s*)[^\s\"'\\,;)}]+", re.IGNORECASE),  # bare, as libpq writes it
    re.compile(r"(\bBearer )[\w.~+/=-]+", re.IGNORECASE),
    re.compile(r"\b()eyJ[\w-]+\.[\w-]+\.[\w-]*"),  # a JSON web token
    re.compile(r"(\bjgo_[0-9a-f]{12}_)[\w-]+"),  # an API token; its prefix shows which
    re.compile(r"(\bjgr_)[\w-]+"),  # the secret that renews a session
    re.compile(r"(\bjgw_)[\w-]+"),  # the code that creates the first administrator
    re.compile(r"(\bwhsec_)[\w+/=-]+"),
    re.compile(r"(\$argon2)[^\s\"'\\,)]+"),  # the hash of a password
    re.compile(r"(hooks\.slack\.com/)[^\s\"'\\]+"),
)

_known: set[str] = set()


def remember_secrets(secrets: Iterable[str]) -> None:
    """Mask these texts from now on in all that this process writes through `redacted`."""
    for secret in secrets:
        if len(secret) >= MIN_SECRET_LENGTH:
            _known.update((secret, quote(secret, safe=""), json.dumps(secret)[1:-1], repr(secret)[1:-1]))


def redacted(text: str) -> str:
    """The text with every remembered secret, and all that has the form of one, masked."""
    for secret in sorted(_known, key=len, reverse=True):
        text = text.replace(secret, MASK)
    for pattern in PATTERNS:
        text = pattern.sub(rf"\g<1>{MASK}", text)
    return text
