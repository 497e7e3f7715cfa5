"""Open workbooks that are protected by a password, at once, so that the password need not be kept."""

import shutil
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import BinaryIO

from domain.ingestion.reading.content import READ_BYTES, Content, content_of, gunzipped, zip_entries
from domain.ingestion.reading.errors import WrongPasswordError
from domain.ingestion.reading.locks import unlocked
from domain.ingestion.reading.signatures import OLE, FileKind, kind_of
from domain.ingestion.uploads.errors import MappingRefusedError
from domain.ingestion.uploads.folder import UploadFolder
from kit.errors import InputError

MAX_PASSWORD_LENGTH = 255
FIELD = "password"


def unlock(folder: UploadFolder, import_id: int, password: str) -> Path:
    """The file of an import without its protection, as a new file that the caller keeps or removes.

    Of several workbooks in a zip archive those that the password opens are opened; the others are asked for again.

    Raises:
        MappingRefusedError: the password is not the file's, or the file is not protected in a way known here.
    """
    if not 1 <= len(password) <= MAX_PASSWORD_LENGTH:
        raise MappingRefusedError(FIELD, f"The password must have 1 to {MAX_PASSWORD_LENGTH} characters.")
    content = content_of(folder.path_of(import_id))
    try:
        is_archive, parts = _parts(content)
        opened = _opened(parts, password)
    except InputError as error:
        raise _refused(error) from None
    path, file = folder.create()
    try:
        with file:
            _write(opened, file, is_archive=is_archive)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _parts(content: Content) -> tuple[bool, Sequence[Content]]:
    """Whether a file is a zip archive, and what is in it, or in a gzip file, or the file itself."""
    kind = kind_of(content)
    if kind is FileKind.ZIP:
        return True, zip_entries(content)
    return False, [gunzipped(content) if kind is FileKind.GZIP else content]


def _opened(parts: Sequence[Content], password: str) -> Sequence[Content]:
    """The parts, those without protection that the password opens."""
    opened, wrong = list[Content](), list[WrongPasswordError]()
    for part in parts:
        try:
            opened.append(unlocked(part, password) if part.head(len(OLE)) == OLE else part)
        except WrongPasswordError as error:
            opened.append(part)
            wrong.append(error)
    if all(before is after for before, after in zip(parts, opened, strict=True)):
        raise wrong[0] if wrong else MappingRefusedError(FIELD, "The file is not protected by a password.")
    return opened


def _refused(error: InputError) -> MappingRefusedError:
    if isinstance(error, MappingRefusedError):
        return error
    if isinstance(error, WrongPasswordError):
        return MappingRefusedError(FIELD, "The password does not open the file. Check it and try again.")
    return MappingRefusedError(
        FIELD, "The file can't be opened with a password. Save it without one and upload it again."
    )


def _write(parts: Sequence[Content], file: BinaryIO, *, is_archive: bool) -> None:
    if not is_archive:
        with parts[0].open() as raw:
            shutil.copyfileobj(raw, file, READ_BYTES)
        return
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, part in enumerate(parts, start=1):
            name = f"{place}-{part.name}" if part.name in archive.namelist() else part.name
            with part.open() as raw, archive.open(name, "w", force_zip64=True) as entry:
                shutil.copyfileobj(raw, entry, READ_BYTES)
