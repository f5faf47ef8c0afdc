#!/usr/bin/env python3
"""Make the fonts of our PDF files out of the vendored Inter, which a PDF writer cannot read.

Run it after `tools/vendor.py` has brought a new Inter: `python tools/paper_fonts.py`.
"""

from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

ROOT = Path(__file__).resolve().parent.parent
VENDORED = ROOT / "app" / "static" / "vendor" / "fonts"
FONTS = ROOT / "app" / "exports" / "fonts"

FAMILIES = {"inter-latin": "Inter", "inter-latin-ext": "Inter Extended"}
"""One family for each vendored part, so that a text falls from the first to the second."""
WEIGHTS = {"Regular": 400, "Bold": 700}
_NAMES_OF_VARIABLE_FONTS = (16, 17, 21, 22, 25)
_WINDOWS, _UNICODE, _ENGLISH = 3, 1, 0x409


def make(source: Path, family: str, style: str) -> None:
    """Write one weight of one part as a plain TrueType font."""
    weight = WEIGHTS[style]
    font = instancer.instantiateVariableFont(TTFont(source), {"wght": weight})
    names = font["name"]
    for number in _NAMES_OF_VARIABLE_FONTS:
        names.removeNames(nameID=number)
    plain = family.replace(" ", "")
    called = {1: family, 2: style, 3: f"{family} {style}", 4: f"{family} {style}"}
    for number, name in (called | {6: f"{plain}-{style}"}).items():
        names.setName(name, number, _WINDOWS, _UNICODE, _ENGLISH)
    is_bold = style == "Bold"
    font["OS/2"].usWeightClass = weight
    font["OS/2"].fsSelection = 0x20 if is_bold else 0x40
    font["head"].macStyle = int(is_bold)
    font.flavor = None
    font.save(FONTS / f"{plain}-{style}.ttf")


def main() -> None:
    """Every weight of every part."""
    for name, family in FAMILIES.items():
        for style in WEIGHTS:
            make(VENDORED / f"{name}.woff2", family, style)


if __name__ == "__main__":
    main()
