"""The link for the first administrator: shown in the terminal; elsewhere, in a file that only its owner can read."""

import os
import sys
from pathlib import Path

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from domain.identity.caller import command_line
from domain.identity.first_administrator import issue_welcome_code

LINK_FILE = "first-administrator.txt"


def welcome(engine: Engine, home: Path, address: str) -> str | None:
    """What to say while there are no users: a new link that ends the one before. None: there are users.

    Standard output that is not a terminal may be kept as a log, so the link goes to a file instead.

    Args:
        engine: of the migrated database.
        home: the folder of the file.
        address: where a browser on this machine reaches the pages.
    """
    with Session(engine) as session, session.begin():
        code = issue_welcome_code(session, command_line())
    file = home / LINK_FILE
    file.unlink(missing_ok=True)
    if code is None:
        return None
    link = f"{address}/welcome#code={code}"
    if sys.stdout.isatty():
        return f"Create the first administrator in the browser (valid for 24 hours, once):\n  {link}"
    _write_for_owner(file, link)
    return f"Open the link in {file} to create the first administrator (valid for 24 hours, once)."


def _write_for_owner(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as opened:
        opened.write(text + "\n")
