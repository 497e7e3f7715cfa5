"""Open a workbook that is protected by a password, at once, so that the password need not be kept."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from domain.ingestion.uploads.errors import MappingRefusedError
from domain.ingestion.uploads.folder import UploadFolder

MAX_PASSWORD_LENGTH = 255
MAX_ROUNDS = 1_000_000
"""How often a file may have its password hashed: ten times what Excel does. More would only keep a thread busy."""

FIELD = "password"


def unlock(folder: UploadFolder, import_id: int, password: str) -> Path:
    """The file of an import without its protection, as a new file that the caller keeps or removes.

    Raises:
        MappingRefusedError: the password is not the file's, or the file is not protected in a way known here.
    """
    if not 1 <= len(password) <= MAX_PASSWORD_LENGTH:
        raise _refused(f"The password must have 1 to {MAX_PASSWORD_LENGTH} characters.")
    path, file = folder.create()
    try:
        with file, _opened(folder.path_of(import_id), password) as office:
            office.decrypt(file)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path


@contextmanager
def _opened(path: Path, password: str) -> Iterator[Any]:
    import msoffcrypto
    from msoffcrypto.exceptions import DecryptionError, FileFormatError, InvalidKeyError, ParseError

    unreadable = (DecryptionError, FileFormatError, ParseError, OSError, zipfile.BadZipFile, ValueError, KeyError)
    try:
        with path.open("rb") as source:
            office = msoffcrypto.OfficeFile(source)
            if not office.is_encrypted():
                raise _refused("The file is not protected by a password.")
            if int(getattr(office, "info", {}).get("spinValue", 0)) > MAX_ROUNDS:
                raise _refused("The file's protection is damaged. Save it without a password and upload it again.")
            office.load_key(password=password, verify_password=True)
            yield office
    except InvalidKeyError:
        raise _refused("The password does not open the file. Check it and try again.") from None
    except FileNotFoundError:
        raise _refused("The file is no longer there. Upload it again.") from None
    except unreadable:
        message = "The file's protection is of an unknown kind. Save it without a password and upload it again."
        raise _refused(message) from None


def _refused(message: str) -> MappingRefusedError:
    return MappingRefusedError(FIELD, message)
