"""Small files of every kind that can be attached, with a secret beside the content of each."""

import io
import struct
import zipfile
import zlib
from datetime import UTC, datetime

from docx import Document
from pypdf import PdfWriter
from pypdf.generic import (
    DecodedStreamObject,
    DictionaryObject,
    NameObject,
    TextStringObject,
)

SECRET = b"Kari Nordmann, 59.9139 N 10.7522 E"


def segment(marker, told):
    return bytes((0xFF, marker)) + struct.pack(">H", len(told) + 2) + told


def jpeg(*, width=8, height=8, before=b"", after=b""):
    """The skeleton of a JPEG: nothing here is decoded, so neither must it be a picture."""
    frame = struct.pack(">BHHB", 8, height, width, 1) + b"\1\x11\0"
    return (
        b"\xff\xd8"
        + segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
        + before
        + segment(0xDB, bytes(65))
        + segment(0xC0, frame)
        + segment(0xC4, bytes(20))
        + segment(0xDA, b"\1\1\0\0?\0")
        + b"\x12\xff\0\x34\xff\xd0\x56"
        + b"\xff\xd9"
        + after
    )


def exif(orientation):
    entries = struct.pack("<HHIHH", 0x0112, 3, 1, orientation, 0)
    entries += struct.pack("<HHII", 0x010F, 2, len(SECRET), 38)
    tiff = b"II*\0" + struct.pack("<I", 8) + struct.pack("<H", 2) + entries + bytes(4) + SECRET
    return segment(0xE1, b"Exif\0\0" + tiff)


def chunk(kind, told):
    return struct.pack(">I", len(told)) + kind + told + struct.pack(">I", zlib.crc32(kind + told))


def png(*, width=1, height=1, more=b"", after=b""):
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    pixels = zlib.compress(b"\0\0")
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + more
        + chunk(b"IDAT", pixels)
        + chunk(b"IEND", b"")
        + after
    )


def pdf(**metadata):
    writer = PdfWriter()
    writer.add_blank_page(72, 72)
    writer.add_metadata(metadata or {"/Author": SECRET.decode()})
    xmp = DecodedStreamObject()
    xmp.set_data(b"<x:xmpmeta>" + SECRET + b"</x:xmpmeta>")
    xmp.update({NameObject("/Type"): NameObject("/Metadata")})
    writer.root_object[NameObject("/Metadata")] = writer._add_object(xmp)
    note = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Text"),
            NameObject("/T"): TextStringObject(SECRET.decode()),
            NameObject("/Contents"): TextStringObject("Fin side"),
        }
    )
    note[NameObject("/Rect")] = writer.pages[0].mediabox
    writer.add_annotation(0, note)
    script = {"/S": NameObject("/JavaScript"), "/JS": TextStringObject("app.alert('hei')")}
    act = DictionaryObject({NameObject(name): value for name, value in script.items()})
    writer.root_object[NameObject("/OpenAction")] = writer._add_object(act)
    writer.add_attachment("hemmelig.txt", SECRET)
    return written(writer)


def written(writer):
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def docx(more=()):
    document = Document()
    document.add_paragraph("Vi foreslår en stille time.")
    document.core_properties.author = SECRET.decode()
    document.core_properties.created = datetime(2026, 1, 1, tzinfo=UTC)
    file = io.BytesIO()
    document.save(file)
    with zipfile.ZipFile(file, "a") as packed:
        for name, part in dict(more).items():
            packed.writestr(name, part)
    return file.getvalue()
