#!/usr/bin/env python3
"""Copy the pinned front-end files into app/static/vendor, or check that they are untouched.

`python tools/vendor.py` needs `npm ci --ignore-scripts` in frontend/ first;
`--check` needs no node.
"""

import argparse
import hashlib
import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
MODULES = FRONTEND / "node_modules"
VENDOR = ROOT / "app" / "static" / "vendor"
SUMS = VENDOR / "SHA256SUMS"
INTER = MODULES / "@fontsource-variable/inter"
ICONS = MODULES / "@navikt/aksel-icons/dist/svg"

FILES = {
    "designsystemet.css": MODULES / "@digdir/designsystemet-css/dist/src/index.css",
    "designsystemet-web.js": MODULES / "@digdir/designsystemet-web/dist/umd/index.js",
    "dugnad.css": FRONTEND / "theme/dugnad.css",
    "htmx.min.js": MODULES / "htmx.org/dist/htmx.min.js",
    "fonts/inter-latin.woff2": INTER / "files/inter-latin-wght-normal.woff2",
    "fonts/inter-latin-ext.woff2": INTER / "files/inter-latin-ext-wght-normal.woff2",
    "licences/designsystemet.txt": MODULES / "@digdir/designsystemet-css/LICENSE",
    "licences/designsystemet-web.txt": MODULES / "@digdir/designsystemet-web/LICENSE",
    "licences/htmx.txt": MODULES / "htmx.org/LICENSE",
    "licences/inter.txt": INTER / "LICENSE",
    # The icon package carries no licence file, so its text is kept beside the lock.
    "licences/aksel-icons.txt": FRONTEND / "licences/aksel-icons.txt",
}

SOURCE_MAP = re.compile(rb"\s*(//# sourceMappingURL=\S+|/\*# sourceMappingURL=.*?\*/)\s*$")


def collect() -> dict[str, bytes]:
    """Every file to vendor, by its path below app/static/vendor."""
    names = (FRONTEND / "icons.txt").read_text().split()
    sources = FILES | {f"icons/{name}.svg": ICONS / f"{name}.svg" for name in names}
    return {target: _clean(target, source.read_bytes()) for target, source in sources.items()}


def _clean(target: str, content: bytes) -> bytes:
    # A source map that is not served makes the browser's console complain.
    return SOURCE_MAP.sub(b"\n", content) if target.endswith((".js", ".css")) else content


def write(contents: dict[str, bytes]) -> None:
    """Replace the vendored tree by exactly these files and note their sums."""
    shutil.rmtree(VENDOR, ignore_errors=True)
    for target, content in contents.items():
        path = VENDOR / target
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    lines = (f"{_sum(contents[target])}  {target}\n" for target in sorted(contents))
    SUMS.write_text("".join(lines), encoding="utf-8")


def faults() -> list[str]:
    """What differs between the tree and its list of sums; empty when all is well."""
    lines = (line.split("  ", 1) for line in SUMS.read_text().splitlines())
    expected = {name: digest for digest, name in lines}
    files = (path for path in VENDOR.rglob("*") if path.is_file() and path != SUMS)
    present = {str(path.relative_to(VENDOR)): _sum(path.read_bytes()) for path in files}
    missing = [f"missing: {name}" for name in sorted(expected.keys() - present.keys())]
    unlisted = [f"not listed: {name}" for name in sorted(present.keys() - expected.keys())]
    both = sorted(expected.keys() & present.keys())
    changed = [f"changed: {name}" for name in both if present[name] != expected[name]]
    return missing + unlisted + changed


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def main() -> int:
    """Copy, or check and say what is wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="verify the committed files")
    if not parser.parse_args().check:
        write(collect())
    found = faults()
    for fault in found:
        print(fault, file=sys.stderr)
    print(f"{len(SUMS.read_text().splitlines())} vendored files, {len(found)} fault(s)")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
