"""The result package as a zip file: entries in a fixed order with a fixed date, hashes in front.

The same content gives the same bytes. What the entries hold is in `docs/package.md`.
"""

import zipfile
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import IO, Any

from app.domain.sealing import canonical_json, sha256_hex

FORMAT = "dugnad-package/1"
MANIFEST = "manifest.json"
DATE = (1980, 1, 1, 0, 0, 0)
READABLE = 0o644 << 16

Part = str | Iterable[str]
"""The text of an entry, whole or in pieces."""


@dataclass(frozen=True, slots=True)
class About:
    """What the manifest says besides the files' hashes."""

    edition: str
    campaign: str
    closed_at: str
    software: Mapping[str, str]


def write_package(out: IO[bytes], about: About, parts: Mapping[str, Part]) -> None:
    """Write the entries by name, each piece as it comes, and the manifest last."""
    files: dict[str, dict[str, int | str]] = {}
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for name in sorted(parts):
            files[name] = _write(package, name, parts[name])
        _write(package, MANIFEST, canonical_json(_manifest(about, files)))


def _write(package: zipfile.ZipFile, name: str, part: Part) -> dict[str, int | str]:
    entry = zipfile.ZipInfo(name, DATE)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = READABLE
    size, digest = 0, sha256()
    with package.open(entry, "w", force_zip64=True) as file:
        for piece in [part] if isinstance(part, str) else part:
            written = piece.encode()
            size += len(written)
            digest.update(written)
            file.write(written)
    return {"size": size, "sha256": digest.hexdigest()}


def _manifest(about: About, files: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "edition": about.edition,
        "campaign": about.campaign,
        "closed_at": about.closed_at,
        "software": dict(about.software),
        "files": dict(files),
        "root": sha256_hex(canonical_json(files)),
    }


def as_lines(values: Iterable[str]) -> Iterable[str]:
    """One a line, in pieces of a thousand."""
    piece: list[str] = []
    for value in values:
        piece.append(f"{value}\n")
        if len(piece) == 1_000:
            yield "".join(piece)
            piece = []
    yield "".join(piece)
