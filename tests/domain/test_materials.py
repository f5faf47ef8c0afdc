"""Which files are taken as material, told by their content."""

from io import BytesIO
from zipfile import ZipFile

import pytest

from app.domain.errors import InvalidInputError, TooLargeError, UnsupportedError
from app.domain.learning.materials import DOCX, LARGEST_BYTES, media_type_of


def packed(*names):
    file = BytesIO()
    with ZipFile(file, "w") as parts:
        for name in names:
            parts.writestr(name, "<x/>")
    return file.getvalue()


WORD = ("[Content_Types].xml", "word/document.xml")


@pytest.mark.parametrize(
    ("content", "media_type"),
    [
        (b"%PDF-1.7 ...", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n...", "image/png"),
        (b"\xff\xd8\xff\xe0...", "image/jpeg"),
        (packed(*WORD), DOCX),
    ],
)
def test_a_file_is_what_it_holds(content, media_type):
    assert media_type_of(content) == media_type


@pytest.mark.parametrize(
    "content",
    [
        b"<html><script>alert(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"MZ\x90\x00",
        packed("en.txt"),
        packed(*WORD, "word/vbaProject.bin"),
        b"PK\x03\x04 torn",
    ],
)
def test_anything_else_is_refused_whatever_it_is_called(content):
    with pytest.raises(UnsupportedError):
        media_type_of(content)


def test_ten_megabytes_is_taken_and_a_byte_more_is_not():
    full = b"%PDF-".ljust(LARGEST_BYTES, b"0")
    assert media_type_of(full) == "application/pdf"
    with pytest.raises(TooLargeError):
        media_type_of(full + b"0")


def test_an_empty_file_is_no_file():
    with pytest.raises(InvalidInputError):
        media_type_of(b"")
