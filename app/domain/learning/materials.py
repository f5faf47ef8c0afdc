"""Which files an activity's material may be, told by what they hold and never by their name."""

from io import BytesIO
from zipfile import BadZipFile, ZipFile

from app.domain.errors import InvalidInputError, TooLargeError, UnsupportedError

LARGEST_BYTES = 10 * 1024 * 1024
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ENDINGS = {
    "application/pdf": "pdf",
    "image/png": "png",
    "image/jpeg": "jpg",
    DOCX: "docx",
}
_BEGINNINGS = (
    (b"%PDF-", "application/pdf"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
)
_PARTS_OF_DOCX = {"[Content_Types].xml", "word/document.xml"}
_MACROS = "word/vbaProject.bin"


def media_type_of(content: bytes) -> str:
    """One of `ENDINGS`. TooLargeError, UnsupportedError, or InvalidInputError where it is empty."""
    if not content:
        raise InvalidInputError(field="file", reason="missing")
    if len(content) > LARGEST_BYTES:
        raise TooLargeError(most=LARGEST_BYTES)
    for beginning, media_type in _BEGINNINGS:
        if content.startswith(beginning):
            return media_type
    if _is_docx(content):
        return DOCX
    raise UnsupportedError("material")


def _is_docx(content: bytes) -> bool:
    """A Word document without macros; only the list of its parts is read."""
    try:
        with ZipFile(BytesIO(content)) as packed:
            names = set(packed.namelist())
    except (BadZipFile, ValueError, NotImplementedError):
        return False
    return names >= _PARTS_OF_DOCX and _MACROS not in names
