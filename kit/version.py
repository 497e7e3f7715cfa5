"""Which code this is: the release, and a fingerprint of the sources that runs keep as evidence."""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCES = ("kit", "domain", "analytics", "planning", "jobs", "sql")


@cache
def code_version() -> str:
    """The release and the first 12 hex digits of a SHA-256 over all sources that shape a run's numbers."""
    digest = hashlib.sha256()
    for folder in SOURCES:
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".py", ".sql", ".yml"):
                digest.update(f"{path.relative_to(ROOT).as_posix()}\0".encode())
                digest.update(path.read_bytes())
    return f"{version('jaego')}+{digest.hexdigest()[:12]}"
