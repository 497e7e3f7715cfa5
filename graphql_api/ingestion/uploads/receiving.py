"""A multipart body with files, parsed and written as it arrives; never more than a piece of it is in memory."""

import errno
import hashlib
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from python_multipart import MultipartParser
from python_multipart.exceptions import FormParserError
from python_multipart.multipart import parse_options_header

from domain.ingestion.uploads.folder import UploadFolder
from domain.ingestion.uploads.rules import shown_name
from domain.ingestion.uploads.service import Upload

MAX_FILES = 20
ENVELOPE_BYTES = 100_000
"""What boundaries and headers of a multipart body take at most."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})


class RefusedUploadError(Exception):
    """A body that is not taken, with the status and code to answer."""

    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


@dataclass
class _Part:
    """The part of the body that arrives; `file` is None for a field without a file, which is not kept."""

    headers: list[tuple[bytes, bytes]] = field(default_factory=list)
    name: bytes = b""
    value: bytes = b""
    file: BinaryIO | None = None
    path: Path | None = None
    file_name: str = ""
    size: int = 0
    sha256: "hashlib._Hash" = field(default_factory=hashlib.sha256)


class MultipartFiles:
    """The files of one body. `feed` it, then `finish`; `discard` removes what was written."""

    def __init__(self, folder: UploadFolder, content_type: str, max_bytes: int) -> None:
        """Prepare for a body.

        Raises:
            RefusedUploadError: the content type is not that of a multipart form.
        """
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary")
        if kind != b"multipart/form-data" or not boundary:
            raise RefusedUploadError(415, "BAD_REQUEST", "Send the files as multipart/form-data with a boundary.")
        self._folder, self._max_bytes = folder, max_bytes
        self._bytes, self._is_ended, self._is_refused = 0, False, False
        self._part = _Part()
        self._received: list[tuple[Path, Upload]] = []
        try:
            self._parser = MultipartParser(
                boundary,
                {
                    "on_part_begin": self._begin,
                    "on_header_field": self._header_name,
                    "on_header_value": self._header_value,
                    "on_header_end": self._header_end,
                    "on_headers_finished": self._open,
                    "on_part_data": self._data,
                    "on_part_end": self._close,
                    "on_end": self._end,
                },
            )
        except FormParserError:
            raise RefusedUploadError(400, "BAD_REQUEST", "The boundary of the body is too long.") from None

    def feed(self, data: bytes) -> None:
        """Take the next piece of the body.

        Raises:
            RefusedUploadError: the body is not a multipart form, too large, or the disk is full.
        """
        self._bytes += len(data)
        if self._bytes > self._max_bytes + ENVELOPE_BYTES:
            raise too_large(self._max_bytes)
        try:
            self._parser.write(data)
        except FormParserError:
            raise RefusedUploadError(400, "BAD_REQUEST", "The body is not a valid multipart form.") from None
        except OSError as error:
            if error.errno in FULL:
                raise no_space() from None
            raise

    def finish(self) -> Sequence[tuple[Path, Upload]]:
        """The files, each with the path where it is now.

        Raises:
            RefusedUploadError: the body ended early, or has no file.
        """
        if not self._is_ended:
            raise RefusedUploadError(400, "BAD_REQUEST", "The body ended early; send the files again.")
        if not self._received:
            raise RefusedUploadError(
                400, "BAD_REQUEST", "The body has no file; send at least one as a part with a name."
            )
        return self._received

    def discard(self) -> None:
        """Remove what was written and not moved elsewhere."""
        if self._part.file is not None:
            with suppress(OSError):  # what is not written yet may not fit on the disk either
                self._part.file.close()
        for path in (self._part.path, *(path for path, _ in self._received)):
            if path is not None:
                path.unlink(missing_ok=True)

    def _begin(self) -> None:
        self._part = _Part()

    def _header_name(self, data: bytes, start: int, end: int) -> None:
        self._part.name += data[start:end]

    def _header_value(self, data: bytes, start: int, end: int) -> None:
        self._part.value += data[start:end]

    def _header_end(self) -> None:
        self._part.headers.append((self._part.name.lower(), self._part.value))
        self._part.name = self._part.value = b""

    def _open(self) -> None:
        disposition = dict(self._part.headers).get(b"content-disposition", b"")
        _, options = parse_options_header(disposition)
        if b"filename" not in options:
            return
        if len(self._received) >= MAX_FILES:
            raise RefusedUploadError(
                400, "BAD_REQUEST", f"A request has at most {MAX_FILES} files; send the others later."
            )
        self._part.file_name = shown_name(options[b"filename"].decode("utf-8", "replace"))
        self._part.path, self._part.file = self._folder.create()

    def _data(self, data: bytes, start: int, end: int) -> None:
        part = self._part
        if part.file is not None:
            piece = memoryview(data)[start:end]
            part.file.write(piece)
            part.sha256.update(piece)
            part.size += end - start

    def _close(self) -> None:
        part = self._part
        if part.file is not None and part.path is not None:
            part.file.close()
            self._received.append((part.path, Upload(part.file_name, part.size, part.sha256.digest())))
        self._part = _Part()

    def _end(self) -> None:
        self._is_ended = True


def too_large(max_bytes: int) -> RefusedUploadError:
    """The refusal of what is larger than the setting allows."""
    message = (
        f"The files are larger than {max_bytes // 1_000_000:,} MB together, which is the limit of one upload. Split"
        " them, compress them as .zip or .gz, or raise JAEGO_MAX_UPLOAD_MB."
    )
    return RefusedUploadError(413, "TOO_LARGE", message)


def no_space() -> RefusedUploadError:
    """The refusal where the disk would be full."""
    message = "The server's disk has not enough free space for this upload. Free some space and upload again."
    return RefusedUploadError(507, "NO_SPACE", message)
