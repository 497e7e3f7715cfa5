"""Open a workbook that is protected by a password, at once, so that the password need not be kept."""

import shutil
from pathlib import Path

from domain.ingestion.reading.content import Content, content_of
from domain.ingestion.reading.errors import WrongPasswordError
from domain.ingestion.reading.locks import unlocked
from domain.ingestion.reading.signatures import FileKind, kind_of
from domain.ingestion.uploads.errors import MappingRefusedError
from domain.ingestion.uploads.folder import UploadFolder
from kit.errors import InputError

MAX_PASSWORD_LENGTH = 255
FIELD = "password"


def unlock(folder: UploadFolder, import_id: int, password: str) -> Path:
    """The file of an import without its protection, as a new file that the caller keeps or removes.

    Raises:
        MappingRefusedError: the password is not the file's, or the file is not protected in a way known here.
    """
    if not 1 <= len(password) <= MAX_PASSWORD_LENGTH:
        raise MappingRefusedError(FIELD, f"The password must have 1 to {MAX_PASSWORD_LENGTH} characters.")
    opened = _opened(content_of(folder.path_of(import_id)), password)
    path, file = folder.create()
    try:
        with file, opened.open() as raw:
            shutil.copyfileobj(raw, file)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


def _opened(content: Content, password: str) -> Content:
    try:
        opened = unlocked(content, password) if kind_of(content) is FileKind.OLE else content
    except WrongPasswordError:
        message = "The password does not open the file. Check it and try again."
        raise MappingRefusedError(FIELD, message) from None
    except InputError:
        message = "The file can't be opened with a password. Save it without one and upload it again."
        raise MappingRefusedError(FIELD, message) from None
    if opened is content:
        raise MappingRefusedError(FIELD, "The file is not protected by a password.")
    return opened
