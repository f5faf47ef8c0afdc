"""PDF without document information, XMP, scripts, attached files or what is in its pictures.

Written anew from the objects that the pages reach, so that earlier versions of an edited document
do not follow along.
"""

import io

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from app.core.clean_files.pictures import clean_jpeg
from app.domain.errors import UnreadableError

MAX_OBJECTS = 20_000
"""A report of several hundred pages has ten thousand; each takes a moment to copy."""
_TELLING = (
    *("/Metadata", "/PieceInfo", "/LastModified", "/AF", "/EmbeddedFiles"),
    *("/AA", "/OpenAction", "/JavaScript"),
)
_ACTING = frozenset(
    {"/JavaScript", "/Launch", "/ImportData", "/SubmitForm", "/GoToE", "/Rendition"}
)
_TELLS_WHERE = frozenset({"/JS", "/F", "/D", "/R"})
_PICTURE = "/DCTDecode"
_DEEPEST = 40


def clean_pdf(content: bytes) -> bytes:
    """The same pages. UnreadableError where it is locked, damaged or too large to copy."""
    reader = PdfReader(io.BytesIO(content))
    if reader.is_encrypted:
        raise UnreadableError("locked")
    if sum(map(len, reader.xref.values())) + len(reader.xref_objStm) > MAX_OBJECTS:
        raise UnreadableError("too many objects")
    writer = PdfWriter(clone_from=reader)
    if not writer.pages:
        raise UnreadableError("no pages")
    for thing in list(writer._objects):
        _clean(thing, 0)
    # Copied once more, since a writer also writes what nothing leads to any longer.
    return _written(PdfWriter(clone_from=PdfReader(io.BytesIO(_written(writer)))))


def _written(writer: PdfWriter) -> bytes:
    writer.metadata = None
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def _clean(thing: PdfObject | None, depth: int) -> None:
    """One object with what stands inside it; what it points at has its own turn."""
    if depth > _DEEPEST:
        raise UnreadableError("nested too deep")
    inside: list[PdfObject] = []
    if isinstance(thing, ArrayObject):
        inside = list(thing)
    elif isinstance(thing, DictionaryObject):
        _clean_dictionary(thing)
        inside = list(thing.values())
    for inner in inside:
        if not isinstance(inner, IndirectObject):
            _clean(inner, depth + 1)


def _clean_dictionary(thing: DictionaryObject) -> None:
    for name in _TELLING:
        thing.pop(name, None)
    if thing.get("/S") in _ACTING and not _TELLS_WHERE.isdisjoint(thing):
        thing.clear()
    if "/Subtype" in thing and "/Rect" in thing and str(thing["/Subtype"]) != "/Widget":
        thing.pop("/T", None)  # who wrote a note; of a form field it is the field's name
    _clean_picture(thing)


def _clean_picture(thing: DictionaryObject) -> None:
    filters = thing.get("/Filter")
    if isinstance(filters, ArrayObject) and len(filters) == 1:
        filters = filters[0]
    if filters == NameObject(_PICTURE) and isinstance(thing, StreamObject):
        try:
            thing._data = clean_jpeg(thing._data)
        except UnreadableError:
            return  # programs forgive what we cannot read; such a picture stays as it is
