"""Whether a file is text in the encoding that a person chose: said at once, since the answer can still be changed."""

import codecs

from domain.ingestion.reading.content import content_of, gunzipped
from domain.ingestion.reading.encodings import MIN_GOOD_SHARE, shown_encoding, utf_16
from domain.ingestion.reading.signatures import FileKind, kind_of
from domain.ingestion.uploads.errors import MappingRefusedError
from domain.ingestion.uploads.folder import UploadFolder
from kit.errors import InputError

FIELD = "encoding"
CHECKED_BYTES = 1 << 20


def check_encoding(folder: UploadFolder, import_id: int, given: str) -> None:
    """Check the first lines of the file of an import; workbooks and zip archives say themselves how they are written.

    Raises:
        MappingRefusedError: the lines are not text in this encoding, or there is none of this name.
    """
    try:
        codec = codecs.lookup(given).name
        content = content_of(folder.path_of(import_id))
        if kind_of(content) is FileKind.GZIP:
            content = gunzipped(content)
        head = content.head(CHECKED_BYTES) if kind_of(content) in (FileKind.TEXT, FileKind.HTML) else b""
    except (LookupError, ValueError, InputError):
        return  # refused by what reads the answer, or the file
    if not _is_text(head, codec):
        message = f"The file is not {shown_encoding(codec)} text. Choose another encoding, or none."
        raise MappingRefusedError(FIELD, message)


def _is_text(head: bytes, codec: str) -> bool:
    if codec.startswith("utf-16"):
        return utf_16(head) is not None  # nearly any bytes can be decoded as UTF-16
    lines = head.splitlines(keepends=True)
    if len(head) == CHECKED_BYTES:
        lines.pop()  # it may end within a letter
    good = sum(_is_decodable(line, codec) for line in lines)
    return good >= len(lines) * MIN_GOOD_SHARE


def _is_decodable(data: bytes, codec: str) -> bool:
    try:
        codecs.getincrementaldecoder(codec)().decode(data)
    except UnicodeError:
        return False
    return True
