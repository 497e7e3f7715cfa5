"""Writing the files of a world: the same bytes for the same rows, in a folder that appears whole or not at all."""

import csv
import gzip
import hashlib
import io
import json
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Self

import pyarrow as pa
import pyarrow.csv as pacsv

from analytics.world.dirty import DirtyRow, Spoiler
from kit.errors import FaultError, InputError

MANIFEST = "truth/world.json"
GZIP_LEVEL = 1
ROWS_A_BATCH = 65_536


class CsvFile:
    """A file being written, table by table, the rows to be broken drawn on the way.

    A path that ends in `.gz` is compressed, without a time stamp inside.
    """

    def __init__(self, path: Path, spoiler: Spoiler | None = None) -> None:
        self._spoiler, self._streams = spoiler, ExitStack()
        self._file = self._streams.enter_context(_stream(path))
        self._has_header = False
        self.rows = 0
        self.dirty: list[DirtyRow] = []

    def write(self, table: pa.Table) -> None:
        """Write a table below what is there; the first one brings the header."""
        pacsv.write_csv(table, self._file, _options(include_header=not self._has_header))
        self._has_header = True
        self.rows += table.num_rows
        if self._spoiler is not None:
            self._spoiler.see(table)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, *rest: object) -> None:
        """Append the broken rows, and close."""
        with self._streams:
            if kind is None and self._spoiler is not None:
                self.dirty = list(self._spoiler.broken(self.rows + 1))
                self._file.write(_text(row.fields for row in self.dirty).encode())
                self.rows += len(self.dirty)


def write_csv(path: Path, table: pa.Table) -> None:
    """Write a small table as a file."""
    with CsvFile(path) as file:
        file.write(table)


def _options(*, include_header: bool) -> pacsv.WriteOptions:
    return pacsv.WriteOptions(
        include_header=include_header, batch_size=ROWS_A_BATCH, quoting_style="none", quoting_header="none"
    )


def _text(rows: Iterable[tuple[object, ...]]) -> str:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(rows)
    return buffer.getvalue()


@contextmanager
def _stream(path: Path) -> Iterator[pa.NativeFile]:
    if path.suffix != ".gz":
        with pa.OSFile(str(path), "wb") as plain:
            yield plain
        return
    with (
        path.open("wb") as raw,
        gzip.GzipFile("", "wb", GZIP_LEVEL, raw, mtime=0) as packed,
        pa.PythonFile(packed, "w") as file,
    ):
        yield file


def fingerprint(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file below the folder but the manifest, by relative path."""
    hashes = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if name != MANIFEST:
            with path.open("rb") as file:
                hashes[name] = hashlib.file_digest(file, "sha256").hexdigest()
    return hashes


def read_manifest(folder: Path) -> dict[str, object] | None:
    """The manifest of a folder that this generator wrote and nobody changed; None if there is nothing in the way.

    Raises:
        InputError: the folder is a file, or holds something that the generator did not write.
    """
    if not folder.exists():
        return None
    if not folder.is_dir():
        raise InputError(f"{folder} is a file; name a folder that is empty or does not exist yet: --out DIR.")
    if not any(folder.iterdir()):
        return None
    remedy = "nothing was written; choose another folder with --out or empty this one."
    try:
        manifest = json.loads((folder / MANIFEST).read_text())
        written = dict(manifest["files"])
    except (OSError, ValueError, KeyError, TypeError):
        raise InputError(f"{folder} holds files that jaego generate did not write; {remedy}") from None
    found = fingerprint(folder)
    if found != written:
        other = sorted(name for name in found.keys() | written.keys() if found.get(name) != written.get(name))
        raise InputError(f"{folder} is a generated world, but {other[0]} is not as it was written; {remedy}")
    return dict(manifest)


@contextmanager
def whole_folder(out: Path) -> Iterator[Path]:
    """A folder to write into that takes the place of `out` when all went well, and is removed when not.

    Raises:
        FaultError: the place cannot be written to.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        partial = Path(tempfile.mkdtemp(prefix=f".{out.name}-", dir=out.parent))
    except OSError as error:
        raise FaultError(f"Cannot write to {out.parent}: {error.strerror}; choose another folder with --out.") from None
    try:
        yield partial
        partial.chmod(0o755)
        _replace(partial, out)
    except OSError as error:
        raise FaultError(f"Cannot write {out}: {error.strerror}; nothing was left there.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)


def _replace(partial: Path, out: Path) -> None:
    """Swap folders by renaming; an older world stays until the new one is complete."""
    if not out.exists():
        partial.rename(out)
        return
    old = Path(tempfile.mkdtemp(prefix=f".{out.name}-old-", dir=out.parent))
    out.rename(old)
    try:
        partial.rename(out)
    except OSError:
        old.rename(out)
        raise
    shutil.rmtree(old)
