"""JPEG and PNG without EXIF, XMP, comments, thumbnails or anything after the picture's end."""

import struct
from collections.abc import Iterator

from app.domain.errors import UnreadableError

MAX_PIXELS = 100_000_000
"""Twice the largest camera of today; more is made to fill the memory of whoever opens it."""

# JPEG, ITU-T T.81 annex B: a file is a row of segments, each with a marker.
_START, _END = b"\xff\xd8", b"\xff\xd9"
_SCAN, _COMMENT, _EXIF = 0xDA, 0xFE, 0xE1
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_APPLICATION = range(0xE0, 0xF0)
_BARE = frozenset({0x01, *range(0xD0, 0xD8)})
_JFIF, _PROFILE, _ADOBE = b"JFIF\0", b"ICC_PROFILE\0", b"Adobe"
_JFIF_WITHOUT_THUMBNAIL = 12
_ORIENTATION = 0x0112
_UPRIGHT, _ORIENTATIONS = 1, range(1, 9)

# PNG, ISO/IEC 15948: what makes the picture, and how its colours and size are meant.
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_KEPT_CHUNKS = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"bKGD"}
    | {b"pHYs", b"cICP"}
)


def clean_jpeg(content: bytes) -> bytes:
    """The picture's own segments, and the way up it is to be shown. UnreadableError."""
    kept, orientation, has_frame, has_scan = [_START], _UPRIGHT, False, False
    for marker, segment in _segments(content):
        if marker in _FRAMES:
            height, width = struct.unpack(">HH", segment[5:9])
            _refuse_floods(width, height)
            has_frame = True
        has_scan = has_scan or marker == _SCAN
        if marker == _EXIF:
            orientation = _orientation(segment[4:]) or orientation
        if (part := _kept_segment(marker, segment)) is not None:
            kept.append(part)
    if not (has_frame and has_scan):
        raise UnreadableError("no picture")
    if orientation != _UPRIGHT:
        # Right after the start: what stands before it says how the file is to be read.
        kept.insert(1, _only_orientation(orientation))
    return b"".join([*kept, _END])


def _segments(content: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each segment up to the end of the picture; a scan with its data."""
    place = len(_START)
    while content[place : place + 2] != _END:
        if content[place : place + 1] != b"\xff" or place + 4 > len(content):
            raise UnreadableError("cut off")
        marker = content[place + 1]
        if marker == 0xFF:  # a marker may stand after any number of these
            place += 1
            continue
        if marker in _BARE:
            end = place + 2
        else:
            end = place + 2 + struct.unpack(">H", content[place + 2 : place + 4])[0]
        if marker == _SCAN:
            end = _end_of_scan(content, end)
        if end > len(content):
            raise UnreadableError("cut off")
        yield marker, content[place:end]
        place = end


def _end_of_scan(content: bytes, start: int) -> int:
    """Where the next marker stands that is no part of the compressed data."""
    place = content.find(b"\xff", start)
    while place != -1 and place + 1 < len(content):
        if content[place + 1] != 0 and content[place + 1] not in _BARE:
            return place
        place = content.find(b"\xff", place + 2)
    raise UnreadableError("cut off")


def _kept_segment(marker: int, segment: bytes) -> bytes | None:
    if marker == _COMMENT:
        return None
    if marker not in _APPLICATION:
        return segment
    told = segment[4:]
    if marker == 0xE0 and told.startswith(_JFIF):
        told = told[:_JFIF_WITHOUT_THUMBNAIL] + b"\0\0"
        return segment[:2] + struct.pack(">H", len(told) + 2) + told
    is_needed = (marker == 0xE2 and told.startswith(_PROFILE)) or (
        marker == 0xEE and told.startswith(_ADOBE)
    )
    return segment if is_needed else None


def _orientation(told: bytes) -> int | None:
    """Which way up, from the first directory of the EXIF data; None where it does not say."""
    if not told.startswith(b"Exif\0\0"):
        return None
    tiff = told[6:]
    order = {b"II": "<", b"MM": ">"}.get(tiff[:2])
    if order is None or len(tiff) < 8:
        return None
    start = struct.unpack(order + "I", tiff[4:8])[0]
    number = int.from_bytes(tiff[start : start + 2], "little" if order == "<" else "big")
    for entry in range(start + 2, min(start + 2 + 12 * number, len(tiff) - 11), 12):
        tag, _kind, _count, value = struct.unpack(order + "HHIH", tiff[entry : entry + 10])
        if tag == _ORIENTATION:
            return value if value in _ORIENTATIONS else None
    return None


def _only_orientation(orientation: int) -> bytes:
    entry = struct.pack(">HHIHH", _ORIENTATION, 3, 1, orientation, 0)
    directory = struct.pack(">H", 1) + entry + struct.pack(">I", 0)
    told = b"Exif\0\0MM\0*" + struct.pack(">I", 8) + directory
    return bytes((0xFF, _EXIF)) + struct.pack(">H", len(told) + 2) + told


def clean_png(content: bytes) -> bytes:
    """The chunks that make the picture. UnreadableError."""
    kept, place, kind = [_SIGNATURE], len(_SIGNATURE), b""
    while kind != b"IEND":
        length = int.from_bytes(content[place : place + 4], "big")
        kind, end = content[place + 4 : place + 8], place + 12 + length
        if not kind or end > len(content):
            raise UnreadableError("cut off")
        if (place == len(_SIGNATURE)) != (kind == b"IHDR"):
            raise UnreadableError("no picture")
        if kind == b"IHDR":
            _refuse_floods(*struct.unpack(">II", content[place + 8 : place + 16]))
        if kind in _KEPT_CHUNKS:
            kept.append(content[place:end])
        place = end
    if not any(chunk[4:8] == b"IDAT" for chunk in kept[1:]):
        raise UnreadableError("no picture")
    return b"".join(kept)


def _refuse_floods(width: int, height: int) -> None:
    if not 0 < width * height <= MAX_PIXELS:
        raise UnreadableError("too many pixels")
