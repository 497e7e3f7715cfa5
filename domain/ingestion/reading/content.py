"""The bytes of a file, or of a file within a gzip or zip archive, with limits to what an archive may unpack to."""

import gzip
import io
import shutil
import tempfile
import weakref
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import IO

from kit.errors import FaultError, InputError

MAX_UNPACKED_BYTES = 4 << 30
MAX_RATIO = 250  # of unpacked to packed bytes; real exports reach a tenth of it
MIN_SUSPICIOUS_BYTES = 64 << 20  # below this size any ratio is harmless
MAX_ENTRIES = 1_000
READ_BYTES = 1 << 20


@dataclass(frozen=True)
class Content:
    """Bytes that can be read several times. `label` names them in messages; `path` is where they are, if on disk."""

    label: str
    name: str
    open: Callable[[], IO[bytes]]
    path: Path | None = None

    @property
    def stored_path(self) -> Path:
        """Where the bytes are on disk."""
        if self.path is None:
            raise FaultError(f"{self.label} is not on disk; import it as a file.")
        return self.path

    def head(self, size: int = 1 << 16) -> bytes:
        """The first bytes.

        Raises:
            InputError: they can't be read.
        """
        with explained(self.label), self.open() as raw:
            return raw.read(size)


def content_of(path: Path) -> Content:
    """The bytes of a file."""
    return Content(str(path), path.name, lambda: path.open("rb"), path)


@contextmanager
def explained(label: str) -> Iterator[None]:
    """Turn what can be wrong with the bytes of a file into one sentence."""
    try:
        yield
    except EOFError:
        raise InputError(f"{label} is cut short: its compressed data ends too early; copy the file again.") from None
    except gzip.BadGzipFile as error:
        raise InputError(f"{label} is not a valid gzip file ({error}); copy it again.") from None
    except zlib.error:
        raise InputError(f"{label} is damaged: it can't be unpacked; copy the file again.") from None
    except (zipfile.BadZipFile, NotImplementedError):
        raise InputError(f"{label} is not a valid zip file; copy or save it again.") from None
    except OSError as error:
        raise InputError(f"{label} can't be read ({error.strerror or error}).") from None


class _Limited(io.RawIOBase):
    """Unpacked bytes of `packed` ones, up to the limits."""

    def __init__(self, raw: IO[bytes], packed: int, label: str) -> None:
        self._raw, self._label = raw, label
        self._left = min(MAX_UNPACKED_BYTES, max(MIN_SUSPICIOUS_BYTES, packed * MAX_RATIO))

    def readable(self) -> bool:
        """Whether it can be read: yes."""
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        """Fill the buffer with what comes next."""
        data = self._raw.read(len(buffer))
        self._left -= len(data)
        if self._left < 0:
            raise InputError(f"{self._label} unpacks to far more than its size; unpack it and import the files in it.")
        buffer[: len(data)] = data
        return len(data)

    def close(self) -> None:
        """Close the file below, too."""
        self._raw.close()
        super().close()


def gunzipped(content: Content) -> Content:
    """What is in a gzip file."""
    path = on_disk(content).stored_path
    packed = path.stat().st_size

    def unpack() -> IO[bytes]:
        raw: IO[bytes] = gzip.open(path, "rb")  # type: ignore[assignment]  # noqa: SIM115 closed with what is returned
        return io.BufferedReader(_Limited(raw, packed, content.label), READ_BYTES)

    return Content(content.label, content.name.removesuffix(".gz"), unpack)


def zip_entries(content: Content) -> list[Content]:
    """The files in a zip archive, without folders and what macOS adds.

    Raises:
        InputError: the archive is damaged, locked, empty, or unpacks to too much.
    """
    with explained(content.label), content.open() as raw, zipfile.ZipFile(raw) as archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not _is_hidden(info.filename)]
    if not infos:
        raise InputError(f"{content.label} contains no files; pack the files that are to be imported.")
    if len(infos) > MAX_ENTRIES:
        raise InputError(f"{content.label} contains {len(infos):,} files; at most {MAX_ENTRIES:,} are possible.")
    check_sizes(content.label, infos)
    return [_entry(content, info) for info in infos]


def _is_hidden(name: str) -> bool:
    return name.startswith("__MACOSX/") or PurePosixPath(name).name.startswith(".")


def check_sizes(label: str, infos: list[zipfile.ZipInfo]) -> None:
    """Refuse an archive that says that it unpacks to too much, or whose entries are locked.

    Raises:
        InputError: it is refused.
    """
    if any(info.flag_bits & 1 for info in infos):
        raise InputError(f"{label} is a locked zip file; unpack it and import the files in it.")
    unpacked, packed = sum(info.file_size for info in infos), sum(info.compress_size for info in infos)
    if unpacked > MAX_UNPACKED_BYTES or unpacked > max(MIN_SUSPICIOUS_BYTES, packed * MAX_RATIO):
        raise InputError(f"{label} unpacks to far more than its size; unpack it and import the files in it.")


def _entry(content: Content, info: zipfile.ZipInfo) -> Content:
    name = _entry_name(info)
    label, path = f"{content.label} ({name})", on_disk(content).stored_path

    def unpack() -> IO[bytes]:
        with zipfile.ZipFile(path) as archive:
            raw = archive.open(info)  # keeps the file open until it is closed itself
        return io.BufferedReader(_Limited(raw, info.compress_size, label), READ_BYTES)

    return Content(label, PurePosixPath(name).name, unpack)


def _entry_name(info: zipfile.ZipInfo) -> str:
    """The name of an entry; names of old Korean archives are in CP949, which `zipfile` takes for CP437."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("cp949")
    except UnicodeError:
        return info.filename


def on_disk(content: Content) -> Content:
    """The content with a path: unpacked into a temporary file where it has none, which is deleted after use."""
    if content.path is not None:
        return content
    with tempfile.NamedTemporaryFile(prefix="jaego-import-", delete=False) as stored:
        path = Path(stored.name)

        def reopen() -> IO[bytes]:
            return path.open("rb")

        weakref.finalize(reopen, path.unlink, missing_ok=True)
        with explained(content.label), content.open() as raw:
            shutil.copyfileobj(raw, stored, READ_BYTES)
    return Content(content.label, content.name, reopen, path)
