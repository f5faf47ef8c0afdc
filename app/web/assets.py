"""Style sheets, scripts, fonts and icons: hashed names, compressed once, cached for ever."""

import gzip
import hashlib
import os
import re
import shutil
import tempfile
from collections.abc import Mapping
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import brotli
from flask import Flask
from flask_compress import Compress
from markupsafe import Markup
from whitenoise import WhiteNoise

SOURCE = Path(__file__).resolve().parent.parent / "static"
PREFIX = "/static/"
HASH_LENGTH = 12
COMPRESSIBLE = {".css", ".js", ".svg", ".json", ".txt", ".webmanifest", ".ico"}
ICONS = SOURCE / "vendor" / "icons"
NOT_SERVED = {"SHA256SUMS", "icons", "licences"}
"""Icons are drawn inside the pages; the other two are for whoever reads the source."""
IMMUTABLE = re.compile(rf"\.[0-9a-f]{{{HASH_LENGTH}}}\.[^./]+$")
CSS_ADDRESS = re.compile(r"""url\(\s*(["']?)(?!data:|[a-z]+://|/|#)([^"')]+?)\1\s*\)""")

# Personal pages are compressed anew each time: the fastest level of each costs 0.1 to 0.3 ms
# for a list page, the best level ten times that for a tenth of the bytes.
DYNAMIC = {
    "COMPRESS_ALGORITHM": ["zstd", "br", "gzip"],
    "COMPRESS_ZSTD_LEVEL": 1,
    "COMPRESS_BR_LEVEL": 1,
    "COMPRESS_LEVEL": 1,
}

_HIDDEN = '<svg aria-hidden="true" focusable="false" '
Names = Mapping[str, str]


_folders: list[Path] = []


class UnknownAssetError(LookupError):
    """A template asked for a file that does not stand in app/static."""


def init_app(app: Flask) -> None:
    """Serve app/static under hashed names and give templates `asset(name)` and `svg(name)`."""
    names, _contents = prepared()
    folder = _folder_of_process(Path(app.config["INSTANCE_PATH"]))

    def asset(name: str) -> str:
        """The address of a file in app/static, e.g. `app.css`."""
        if name not in names:
            raise UnknownAssetError(name)
        return PREFIX + names[name]

    app.jinja_env.globals.update(asset=asset, svg=svg)
    app.extensions["assets"] = asset
    server = WhiteNoise(
        app.wsgi_app,
        root=str(folder),
        prefix=PREFIX,
        immutable_file_test=lambda _path, url: bool(IMMUTABLE.search(url)),
        add_headers_function=_add_headers,
        allow_all_origins=False,
    )
    # Flask documents this method as the place to wrap; to a type checker it is read-only.
    vars(app)["wsgi_app"] = server
    app.config.from_mapping(DYNAMIC)
    Compress(app)


@cache
def svg(name: str) -> Markup:
    """An Aksel icon to stand in the page; always decoration, so hidden from screen readers."""
    file = ICONS / f"{name}.svg"
    if not name.isalnum() or not file.is_file():
        raise UnknownAssetError(name)
    drawing = file.read_text().strip().replace("<svg ", _HIDDEN, 1)
    return Markup(drawing)


def _folder_of_process(instance: Path) -> Path:
    """Where this process has its files; compressed once, however many applications it makes."""
    if not (_folders and _folders[0].is_dir()):
        _folders[:] = [build(*prepared(), instance)]
    return _folders[0]


def _add_headers(headers: Any, _path: str, _url: str) -> None:
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Cross-Origin-Resource-Policy"] = "same-origin"


@lru_cache(maxsize=2)
def prepared(source: Path = SOURCE) -> tuple[Names, Mapping[str, bytes]]:
    """The public name of each file, and the contents by public name.

    Style sheets come last, since their own hash must cover the names of what they point to.
    """
    names: dict[str, str] = {}
    contents: dict[str, bytes] = {}
    for file in sorted(_served_files(source), key=lambda file: (file.suffix == ".css", file)):
        name = file.relative_to(source).as_posix()
        content = file.read_bytes()
        if file.suffix == ".css":
            content = _with_hashed_addresses(content, file.parent, source, names)
        names[name] = _hashed(name, content)
        contents[names[name]] = content
    return names, contents


def _served_files(source: Path) -> list[Path]:
    return [
        file
        for file in source.rglob("*")
        if file.is_file() and NOT_SERVED.isdisjoint(file.relative_to(source).parts)
    ]


def _hashed(name: str, content: bytes) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}{dot}{_hash_of(content)}.{suffix}" if dot else f"{name}.{_hash_of(content)}"


def _hash_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:HASH_LENGTH]


def _with_hashed_addresses(content: bytes, folder: Path, source: Path, names: Names) -> bytes:
    """Point url(...) in a style sheet at the hashed files; a dead one stops the start."""

    def replace(found: re.Match[str]) -> str:
        target = (folder / found[2]).resolve().relative_to(source).as_posix()
        if target not in names:
            raise UnknownAssetError(f"{found[2]} in a style sheet of {folder}")
        address = os.path.relpath(source / names[target], folder)
        return f'url("{address}")'

    return CSS_ADDRESS.sub(replace, content.decode()).encode()


def build(names: Names, contents: Mapping[str, bytes], instance: Path) -> Path:
    """Write the hashed files and their compressed forms once; returns their folder.

    The folder is named after its contents, so a later start finds it ready, and two versions
    can stand side by side while one is replaced by the other.
    """
    folder = instance / "assets" / _hash_of("\n".join(sorted(names.values())).encode())
    try:
        return folder if folder.is_dir() else _write(contents, folder)
    except OSError:  # a read-only file system: only the temporary folder can be written
        return _write(contents, Path(tempfile.mkdtemp(prefix="dugnad-assets-")) / folder.name)


def _write(contents: Mapping[str, bytes], folder: Path) -> Path:
    folder.parent.mkdir(parents=True, exist_ok=True)
    unfinished = Path(tempfile.mkdtemp(prefix=f"{folder.name}-", dir=folder.parent))
    for name, content in contents.items():
        _write_forms(unfinished / name, content)
    unfinished.chmod(0o755)
    try:
        unfinished.rename(folder)
    except OSError:  # another process was first, with the same contents
        shutil.rmtree(unfinished)
        if not folder.is_dir():
            raise
    return folder


def _write_forms(file: Path, content: bytes) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(content)
    if file.suffix not in COMPRESSIBLE:
        return
    for suffix, smaller in (
        (".gz", gzip.compress(content, compresslevel=9, mtime=0)),
        (".br", brotli.compress(content, quality=11)),
    ):
        if len(smaller) < len(content):
            file.with_name(file.name + suffix).write_bytes(smaller)
