"""The states of an import and which step leads from where to where, without input or output."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from domain.ingestion.uploads.errors import ImportStateError

STATES = ("UPLOADED", "READING", "ASKING", "READY", "QUEUED", "LOADING", "DONE", "FAILED", "DISCARDED")
FINAL = frozenset({"DONE", "FAILED", "DISCARDED"})
SOURCES = ("CONSOLE", "API_TOKEN", "INBOX")
MAX_FILE_NAME_LENGTH = 255
MAX_ATTEMPTS = 3
"""How often a file is taken up: one that ends its worker each time must not do so for ever."""

UNSEEN = re.compile("[\x00-\x1f\x7f\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]")
"""Control characters, halves of characters, and what turns the direction of a line."""


@dataclass(frozen=True)
class Step:
    """A step of a person: the states that it is possible in, and the one that it leads to."""

    sources: frozenset[str]
    target: str


MAP = Step(frozenset({"ASKING", "READY"}), "UPLOADED")
START = Step(frozenset({"READY"}), "QUEUED")
DISCARD = Step(frozenset({"UPLOADED", "READING", "ASKING", "READY", "QUEUED"}), "DISCARDED")
SITUATIONS: Mapping[str, str] = MappingProxyType(
    {
        "UPLOADED": "waits to be read; wait a moment",
        "READING": "is being read; wait a moment",
        "ASKING": "has open questions; answer them first",
        "READY": "is ready to be imported",
        "QUEUED": "waits for the worker",
        "LOADING": "is being imported",
        "DONE": "was imported",
        "FAILED": "has failed; upload the file again",
        "DISCARDED": "was discarded; upload the file again",
    }
)


def next_state(state: str, step: Step) -> str:
    """The state after a step of a person.

    Raises:
        ImportStateError: the step is not possible in this state.
    """
    if state not in step.sources:
        raise ImportStateError(state, f"Not possible now: the file {SITUATIONS[state]}.")
    return step.target


def after_reading(questions: int) -> str:
    """The state of a file that was read: questions are asked first."""
    return "ASKING" if questions else "READY"


def shown_name(given: str | None) -> str:
    """The name of a file as it is shown: without folders and unseen characters; it is never used as a path."""
    last = re.split(r"[/\\]", given or "")[-1]
    plain = UNSEEN.sub("", unicodedata.normalize("NFC", UNSEEN.sub("", last))).strip()
    return plain[-MAX_FILE_NAME_LENGTH:] or "file"


def fingerprint(header: Iterable[str]) -> bytes:
    """What identifies a header: its columns in any order, whatever their case, width and blanks."""
    folded = sorted(" ".join(unicodedata.normalize("NFKC", name).casefold().split()) for name in header)
    return hashlib.sha256("\x1f".join(folded).encode("utf-8", "surrogatepass")).digest()
