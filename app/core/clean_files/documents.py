"""Word documents without properties, authors, thumbnails, templates or what is in their pictures.

A document is written anew, part by part; a part that is not understood stays as it was. Macros,
controls and objects of other programs are refused.
"""

import io
import re
import zipfile
from collections.abc import Iterator

from app.core.clean_files.pictures import clean_jpeg, clean_png
from app.core.tabular import UnreadableTableError, refuse_bombs
from app.domain.errors import UnreadableError, UnsupportedError

_HEAD = b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_EMPTY = {
    "docprops/core.xml": _HEAD
    + b'<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
    b'core-properties"/>',
    "docprops/app.xml": _HEAD
    + b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'extended-properties"/>',
    "docprops/custom.xml": _HEAD
    + b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
    b'custom-properties"/>',
}
"""Left empty and not out: other parts point at them."""
_DROPPED = re.compile(r"docprops/thumbnail\.|docmetadata/|word/people\.xml$", re.IGNORECASE)
_ACTIVE = re.compile(r"vbaproject|activex/|\.bin$|\.ole$", re.IGNORECASE)
_PACKAGE = re.compile(r"embeddings/.*\.(?:xlsx|docx|pptx)$", re.IGNORECASE)
_ANY_EMBEDDED = re.compile(r"(?:^|/)embeddings/", re.IGNORECASE)
_AUTHORS = re.compile(rb"""(\s(?:\w+:)?(?:author|initials|userId|providerId)=)("[^"]*"|'[^']*')""")
_TEMPLATE = re.compile(rb"<(?:\w+:)?attachedTemplate\b[^>]*/>")
_RELATION = re.compile(rb"<Relationship\b[^>]*?/>")
_OVERRIDE = re.compile(rb"<Override\b[^>]*?/>")
_ADMINISTRATIVE = (b"schemas.microsoft.com/office/2006/metadata", b"sharepoint")
_BYTE_ORDER = (b"\xff\xfe", b"\xfe\xff")
_ENCRYPTED = 0x1
_EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip file knows."""
_DEEPEST = 1
"""A sheet behind a chart is cleaned like the document around it; what is inside that is refused."""


def clean_docx(content: bytes) -> bytes:
    """The same document with nobody's name on it. UnreadableError, UnsupportedError (macros)."""
    return _clean_package(content, depth=0)


def _clean_package(content: bytes, *, depth: int) -> bytes:
    try:
        refuse_bombs(content)
    except UnreadableTableError as fault:
        raise UnreadableError("unpacks to too much") from fault
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as given,
        zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as clean,
    ):
        for name, part in _parts(given, depth):
            clean.writestr(zipfile.ZipInfo(name, _EPOCH), part, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _parts(given: zipfile.ZipFile, depth: int) -> Iterator[tuple[str, bytes]]:
    members = [each for each in given.infolist() if not each.is_dir()]
    names = [each.filename for each in members]
    if len({name.lower() for name in names}) != len(names):
        raise UnreadableError("two parts of one name")
    if any(each.flag_bits & _ENCRYPTED for each in members):
        raise UnreadableError("locked")
    if any(_ACTIVE.search(name) for name in names):
        raise UnsupportedError("active content")
    for name in names:
        if not _DROPPED.match(name):
            yield name, _clean_part(name, given.read(name), depth)


def _clean_part(name: str, part: bytes, depth: int) -> bytes:
    low = name.lower()
    if low in _EMPTY:
        return _EMPTY[low]
    if _PACKAGE.search(low) and depth < _DEEPEST:
        return _clean_package(part, depth=depth + 1)
    if _ANY_EMBEDDED.search(low) and not low.endswith(".rels"):
        raise UnsupportedError("active content")
    if part.startswith(b"\xff\xd8\xff"):
        return clean_jpeg(part)
    if part.startswith(b"\x89PNG"):
        return clean_png(part)
    if low.endswith((".xml", ".rels")):
        return _clean_xml(low, part)
    return part


def _clean_xml(name: str, part: bytes) -> bytes:
    if part.startswith(_BYTE_ORDER):
        raise UnreadableError("an encoding that no office program writes")
    if name.endswith(".rels"):
        return _RELATION.sub(_relation, part)
    if name == "[content_types].xml":
        return _OVERRIDE.sub(_override, part)
    if name.startswith("customxml/item") and any(mark in part for mark in _ADMINISTRATIVE):
        return _HEAD + b"<empty/>"
    return _AUTHORS.sub(rb'\1""', _TEMPLATE.sub(b"", part))


def _relation(found: re.Match[bytes]) -> bytes:
    """Without those that lead to a part left out, or to the template on somebody's disk."""
    text = found.group().decode("utf-8", "replace")
    target = re.search(r'Target="/?(?:\.\./)?([^"]*)"', text)
    is_gone = target is not None and (
        _DROPPED.match(target[1]) or target[1].lower() == "people.xml"
    )
    return b"" if is_gone or 'attachedTemplate"' in text else found.group()


def _override(found: re.Match[bytes]) -> bytes:
    target = re.search(rb'PartName="/([^"]*)"', found.group())
    is_gone = target is not None and _DROPPED.match(target[1].decode("utf-8", "replace"))
    return b"" if is_gone else found.group()
