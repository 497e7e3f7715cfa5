"""`jaego audit`: verify that the audit log is intact, and export its checkpoint."""

import json as jsonlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from sqlalchemy.orm import Session

from cli.console import out, print_json, progress
from cli.database import open_engine
from domain.audit import service
from domain.audit.rules import Checkpoint
from kit.errors import FaultError, InputError

app = typer.Typer(help="Verify that the audit log is intact, and export it.", no_args_is_help=True)
DIGEST_CHARACTERS = 64


@app.command()
def verify(
    checkpoint: Annotated[
        Path | None, typer.Option(metavar="FILE", help="A checkpoint exported earlier: finds entries cut off since.")
    ] = None,
    json: Annotated[bool, typer.Option("--json", help="Print the outcome as JSON.")] = False,
) -> None:
    """Check the chain of hashes; exit code 1 at the first entry that was changed, removed or moved."""
    noted = None if checkpoint is None else read_checkpoint(checkpoint)
    with open_engine() as engine, Session(engine) as session:
        verdict = service.verify(session, noted)
    if json:
        print_json({"entries": verdict.entries, "problem": verdict.problem, "head": verdict.head.as_json()})
    if verdict.problem is not None:
        raise FaultError(f"The audit log is not intact. {verdict.problem}")
    if not json:
        out.print(f"{verdict.entries:,} entries, none changed; the last hash is {verdict.head.entry_sha256}")


@app.command()
def export(
    to: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the checkpoint here; absent: to standard output.")
    ] = None,
    entries: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Also write every entry here, one JSON object a line.")
    ] = None,
) -> None:
    """Write a checkpoint, to be kept where the database's owner can't reach it, and all entries if requested."""
    for path in (to, entries):
        if path is not None and not path.parent.is_dir():
            raise InputError(f"The folder {path.parent} of {path} does not exist; create it.")
    with open_engine() as engine, Session(engine) as session:
        session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        found = service.checkpoint(session)
        if entries is not None:
            _write_entries(session, entries, found.sequence)
    if to is None:
        print_json(found.as_json())
    else:
        with _writing(to):
            to.write_text(jsonlib.dumps(found.as_json()) + "\n")
        out.print(f"checkpoint at entry {found.sequence:,} in {to}", markup=False)


def read_checkpoint(path: Path) -> Checkpoint:
    """Read an exported checkpoint.

    Raises:
        InputError: the file can't be read or is not a checkpoint.
    """
    try:
        found = jsonlib.loads(path.read_text())
        sequence, digest = found["sequence"], found["entry_sha256"]
        bytes.fromhex(digest)
    except OSError as error:
        raise InputError(f"The checkpoint {path} can't be read: {error.strerror}.") from None
    except (ValueError, TypeError, KeyError):
        sequence, digest = None, ""
    if type(sequence) is not int or sequence < 0 or len(digest) != DIGEST_CHARACTERS:
        raise InputError(f"{path} is not a checkpoint; export one with: jaego audit export --to FILE.")
    return Checkpoint(sequence, digest)


def _write_entries(session: Session, path: Path, total: int) -> None:
    draft = path.with_name(f"{path.name}.part")
    try:
        with _writing(path), progress() as report:
            with draft.open("w", encoding="utf-8") as file:
                for entry in service.export(session, lambda done: report("audit entries", done, total, "entries")):
                    file.write(jsonlib.dumps(entry, ensure_ascii=False) + "\n")
            draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


@contextmanager
def _writing(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise InputError(f"{path} can't be written: {error.strerror}.") from None
