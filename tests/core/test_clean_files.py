"""Attached files keep what they show, and nothing of who made them, where and with what."""

import io
import struct
import zipfile

import pytest
from docx import Document
from pypdf import PdfReader, PdfWriter

from app.core.clean_files import clean_file
from app.core.clean_files.pictures import MAX_PIXELS
from app.domain.attachments import DOCX, LARGEST_BYTES, LONGEST_NAME, file_name
from app.domain.errors import (
    InvalidInputError,
    TooLargeError,
    UnreadableError,
    UnsupportedError,
)
from tests.support.attached import SECRET, chunk, docx, exif, jpeg, pdf, png, segment, written


def everything_in(content):
    """The bytes of a file, and of all that is packed inside it."""
    if not content.startswith(b"PK"):
        return content
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return b"".join(everything_in(packed.read(name)) for name in packed.namelist())


def test_a_picture_loses_where_it_was_taken_and_keeps_its_data_and_which_way_is_up():
    thumbnail = segment(0xE2, b"MPF\0" + SECRET)
    sent = jpeg(before=exif(6) + segment(0xFE, SECRET) + thumbnail, after=SECRET)

    media_type, clean = clean_file(sent)

    assert media_type == "image/jpeg"
    assert SECRET not in clean
    assert clean.endswith(b"\x12\xff\0\x34\xff\xd0\x56\xff\xd9"), "the picture itself is whole"
    assert clean.count(b"\xff\xe1") == 1
    assert struct.pack(">HHIH", 0x0112, 3, 1, 6) in clean


def test_a_picture_without_metadata_stays_as_it_was():
    assert clean_file(jpeg())[1] == jpeg()
    assert clean_file(png())[1] == png()


def test_a_png_loses_its_texts_and_what_hides_behind_its_end():
    text, place = chunk(b"tEXt", b"Author\0" + SECRET), chunk(b"eXIf", SECRET)

    media_type, clean = clean_file(png(more=text + place, after=SECRET))

    assert (media_type, clean) == ("image/png", png())


@pytest.mark.parametrize("make", [jpeg, png])
def test_a_flood_of_pixels_is_refused_without_being_unpacked(make):
    with pytest.raises(UnreadableError, match="pixels"):
        clean_file(make(width=60_000, height=MAX_PIXELS // 60_000 + 1))


@pytest.mark.parametrize(
    "sent",
    [jpeg()[:-2], jpeg()[:30], png()[:-4], b"\x89PNG\r\n\x1a\n", b"%PDF-1.7\nnei"],
    ids=["end of a jpeg", "half a jpeg", "end of a png", "start of a png", "no pdf"],
)
def test_half_a_file_is_refused(sent):
    with pytest.raises(UnreadableError):
        clean_file(sent)


def test_a_pdf_loses_its_information_scripts_and_files():
    sent = pdf()
    assert SECRET in sent

    media_type, clean = clean_file(sent)

    assert media_type == "application/pdf"
    assert SECRET not in clean
    read = PdfReader(io.BytesIO(clean))
    assert len(read.pages) == 1
    assert not read.metadata
    assert "/EmbeddedFiles" not in read.root_object.get("/Names", {})
    assert b"app.alert" not in clean
    [note] = read.pages[0]["/Annots"]
    assert note.get_object()["/Contents"] == "Fin side", "what the note says stays"


def test_a_locked_pdf_is_refused():
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    writer.encrypt("passord", algorithm="RC4-40")

    with pytest.raises(UnreadableError, match="locked"):
        clean_file(written(writer))


def test_a_word_document_loses_its_author_also_of_comments_and_pictures():
    comment = b'<w:comments><w:comment w:author="%b" w:initials="KN">Fint</w:comment></w:comments>'
    sent = docx(
        {
            "word/comments.xml": comment % SECRET,
            "word/media/bilde.jpg": jpeg(before=segment(0xFE, SECRET)),
        }
    )

    media_type, clean = clean_file(sent)

    assert media_type == DOCX
    assert SECRET not in everything_in(clean)
    assert b"KN" not in everything_in(clean)
    assert b"humbnail" not in clean, "the first page as a picture"
    opened = Document(io.BytesIO(clean))
    assert [each.text for each in opened.paragraphs] == ["Vi foreslår en stille time."]
    assert opened.core_properties.author == ""


def test_macros_and_objects_of_other_programs_are_refused():
    for part in ("word/vbaProject.bin", "word/embeddings/oleObject1.bin", "word/activeX/a.xml"):
        with pytest.raises(UnsupportedError):
            clean_file(docx({part: b"x"}))


def test_a_document_that_unpacks_to_far_more_than_it_is_is_refused():
    bomb = io.BytesIO(docx())
    with zipfile.ZipFile(bomb, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/media/stor.bmp", bytes(20_000_000))

    with pytest.raises(UnreadableError, match="unpacks"):
        clean_file(bomb.getvalue())


def test_the_kind_is_told_by_the_content():
    for sent in (b"<svg xmlns='http://www.w3.org/2000/svg'/>", b"<html>", b"PK\x03\x04nei", b"MZ"):
        with pytest.raises(UnsupportedError):
            clean_file(sent)
    with pytest.raises(InvalidInputError):
        clean_file(b"")
    with pytest.raises(TooLargeError):
        clean_file(b"%PDF-" + bytes(LARGEST_BYTES))


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Forslag om stille time.pdf", "Forslag om stille time.pdf"),
        ("C:\\Users\\kari.nordmann\\plan.docx", "plan.pdf"),
        ("../../etc/passwd", "passwd.pdf"),
        ("faktura\u202efdp.exe", "fakturafdp.pdf"),
        ('a"; filename="b.html', "a ; filename= b.pdf"),
        (".htaccess", "htaccess.pdf"),
        ("CON.txt", "vedlegg.pdf"),
        ("\0\n", "vedlegg.pdf"),
        ("x" * 300 + ".pdf", "x" * LONGEST_NAME + ".pdf"),
    ],
)
def test_a_file_name_is_harmless_and_ends_as_what_it_is(given, kept):
    assert file_name(given, "application/pdf") == kept
