"""Files that people attach, without what they tell beside their content: who, where, with what.

Nothing is rendered or unpacked beyond fixed bounds, and no picture is decoded: its parts are read
as they stand in the file, and those that do not make the picture are left out.
"""

from app.core.clean_files.documents import clean_docx
from app.core.clean_files.pdf import clean_pdf
from app.core.clean_files.pictures import clean_jpeg, clean_png
from app.domain.attachments import DOCX, media_type_of
from app.domain.errors import UnreadableError, UnsupportedError

_CLEANERS = {
    "application/pdf": clean_pdf,
    "image/png": clean_png,
    "image/jpeg": clean_jpeg,
    DOCX: clean_docx,
}


def clean_file(content: bytes) -> tuple[str, bytes]:
    """What it is and its content without metadata.

    Raises TooLargeError, UnsupportedError (not a kind that is taken), UnreadableError (damaged,
    locked, or unpacking to far more than it is), InvalidInputError where it is empty.
    """
    media_type = media_type_of(content)
    try:
        return media_type, _CLEANERS[media_type](content)
    except (UnreadableError, UnsupportedError):
        raise
    except Exception as fault:  # a damaged file lets any kind out of the libraries
        raise UnreadableError("damaged") from fault


__all__ = ["clean_file"]
