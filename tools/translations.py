"""Keeps the nynorsk and English texts complete: merges fragments, and tells what is missing.

The source text (msgid) is bokmål and stands in the code. Translations live in small files,
one per feature: `app/translations/<language>/<feature>.po`. They are merged into the one
`messages.mo` that the application reads, which is built and never committed.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import click
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

ROOT = Path(__file__).resolve().parent.parent
LANGUAGES = ("nn", "en")
# `_l` and `N_` mark texts that are translated later than where they are written.
KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "_l": None,
    "N_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
}
# As the templates are set up in the application; {% trans %} needs the i18n extension.
JINJA_OPTIONS = {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "silent": "false"}
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml", ".svg"}
PLACEHOLDER = re.compile(r"%(?:%|\(\w+\)[a-z])")
LONE_PERCENT = re.compile(r"%(?!%|\(\w+\)[a-z])")

Texts = tuple[str, ...]  # (singular,) or (singular, plural)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text stands: a file below the root and a line."""

    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line}"


def texts_of(message: str | Sequence[str | None]) -> Texts:
    """The singular, and the plural where there is one."""
    parts = (message,) if isinstance(message, str) else message
    return tuple(part for part in parts if part)


def source_files(root: Path) -> Iterator[tuple[str, Path]]:
    """Each file that may hold texts shown to people, with the extractor that reads it."""
    for file in sorted((root / "app").rglob("*.py")):
        yield "python", file
    for file in sorted((root / "templates").rglob("*")):
        if file.suffix in TEMPLATE_SUFFIXES:
            yield "jinja2", file


def texts_in_use(root: Path = ROOT) -> dict[Texts, list[Place]]:
    """Every text in code and templates, with all the places where it stands."""
    found: dict[Texts, list[Place]] = defaultdict(list)
    for method, file in source_files(root):
        options = JINJA_OPTIONS if method == "jinja2" else None
        with file.open("rb") as source:
            for line, message, _comments, _context in extract(
                method, source, keywords=KEYWORDS, options=options
            ):
                if texts := texts_of(message):
                    found[texts].append(Place(str(file.relative_to(root)), line))
    return found


@dataclass(frozen=True, slots=True)
class Entry:
    """One translated text and the fragment it stands in."""

    texts: Texts
    translations: Texts
    fuzzy: bool
    place: Place


def translations_of(message: Message) -> Texts:
    found = message.string or ""
    return (found,) if isinstance(found, str) else tuple(found)


def read_fragment(file: Path, language: str, root: Path) -> Iterator[Entry]:
    """The entries of one fragment.

    `read_po` merges repeated entries silently; they are counted in `repeated_in` instead.
    """
    with file.open("rb") as source:
        catalog = read_po(source, locale=language, charset="utf-8", abort_invalid=True)
    for message in catalog:
        if message.id:
            place = Place(str(file.relative_to(root)), message.lineno or 0)
            yield Entry(texts_of(message.id), translations_of(message), message.fuzzy, place)


def fragments(language: str, root: Path) -> list[Path]:
    return sorted((root / "app" / "translations" / language).glob("*.po"))


def entries(language: str, root: Path = ROOT) -> list[Entry]:
    """All entries of a language, in the order of the fragments."""
    return [
        entry for file in fragments(language, root) for entry in read_fragment(file, language, root)
    ]


def placeholders(text: str) -> set[str]:
    return {mark for mark in PLACEHOLDER.findall(text) if mark != "%%"}


def faults_in(entry: Entry) -> Iterator[str]:
    """What is wrong with one entry, seen alone."""
    if entry.fuzzy:
        yield f"{entry.place}: marked fuzzy: «{entry.texts[0]}»"
    if not entry.translations or not all(text.strip() for text in entry.translations):
        yield f"{entry.place}: empty translation of «{entry.texts[0]}»"
        return
    if (len(entry.texts) > 1) != (len(entry.translations) > 1):
        yield f"{entry.place}: singular and plural do not match: «{entry.texts[0]}»"
    allowed = set().union(*map(placeholders, entry.texts))
    # The singular may say «one» in words, so only the last form must use every placeholder.
    if placeholders(entry.translations[-1]) != placeholders(entry.texts[-1]):
        yield f"{entry.place}: other placeholders than «{entry.texts[-1]}»"
    for text in entry.translations:
        if placeholders(text) - allowed:
            yield f"{entry.place}: unknown placeholder in «{text}»"
        if allowed and LONE_PERCENT.search(text):
            yield f"{entry.place}: a lone % in «{text}» (write %%)"


def conflicts_among(found: list[Entry]) -> Iterator[str]:
    """Texts that two fragments translate differently."""
    first: dict[str, Entry] = {}
    for entry in found:
        earlier = first.setdefault(entry.texts[0], entry)
        if (earlier.texts, earlier.translations) != (entry.texts, entry.translations):
            yield (f"{entry.place}: «{entry.texts[0]}» is translated otherwise in {earlier.place}")


def faults_of(language: str, used: dict[Texts, list[Place]], root: Path = ROOT) -> list[str]:
    """Everything that keeps a language from being complete and right."""
    try:
        found = entries(language, root)
    except (PoFileError, UnicodeDecodeError) as error:
        return [f"app/translations/{language}: unreadable fragment: {error}"]
    known = {entry.texts for entry in found}
    faults = [fault for entry in found for fault in faults_in(entry)]
    faults += conflicts_among(found)
    faults += [
        f"{entry.place}: no longer used: «{entry.texts[0]}»"
        for entry in found
        if entry.texts not in used
    ]
    faults += [
        f"{places[0]}: not translated to {language}: «{texts[0]}»"
        for texts, places in used.items()
        if texts not in known
    ]
    return faults


def clashing_sources(used: dict[Texts, list[Place]]) -> list[str]:
    """One source text used both with and without a plural cannot be told apart in a .mo file."""
    forms: dict[str, set[Texts]] = defaultdict(set)
    for texts in used:
        forms[texts[0]].add(texts)
    return [
        f"{used[max(found)][0]}: «{singular}» is used with different plurals"
        for singular, found in forms.items()
        if len(found) > 1
    ]


def compile_language(language: str, root: Path = ROOT) -> Path:
    """Merge the fragments of one language; returns the file written."""
    catalog = Catalog(locale=language, charset="utf-8", fuzzy=False)
    for entry in entries(language, root):
        if entry.fuzzy or not all(entry.translations):
            continue
        plural = len(entry.texts) > 1
        catalog.add(
            entry.texts if plural else entry.texts[0],
            entry.translations if plural else entry.translations[0],
        )
    target = root / "app" / "translations" / language / "LC_MESSAGES" / "messages.mo"
    target.parent.mkdir(parents=True, exist_ok=True)
    # Renamed into place: several test processes and the demo may compile at the same time.
    unfinished = target.with_suffix(f".{os.getpid()}.tmp")
    with unfinished.open("wb") as out:
        write_mo(out, catalog)
    return unfinished.replace(target)


def compile_if_stale(root: Path = ROOT) -> None:
    """Compile the languages whose fragments changed since they were compiled last."""
    for language in LANGUAGES:
        folder = root / "app" / "translations" / language
        compiled = folder / "LC_MESSAGES" / "messages.mo"
        # The folder's own time changes when a fragment is added or removed.
        newest = max((path.stat().st_mtime for path in (*folder.glob("*.po"), folder)), default=0)
        if not compiled.exists() or compiled.stat().st_mtime < newest:
            compile_language(language, root)


@click.group(help=__doc__)
def cli() -> None:
    pass


@cli.command("compile")
def compile_command() -> None:
    """Merge all fragments into the files that the application reads."""
    for language in LANGUAGES:
        click.echo(compile_language(language).relative_to(ROOT))


@cli.command()
def check() -> None:
    """Fail on texts that are missing, empty, fuzzy, unused or translated in two ways."""
    used = texts_in_use()
    faults = clashing_sources(used)
    for language in LANGUAGES:
        faults += faults_of(language, used)
    for fault in faults:
        click.echo(fault)
    if faults:
        raise click.ClickException(f"{len(faults)} fault(s) in the translations")
    click.echo(f"{len(used)} texts, all in {' and '.join(LANGUAGES)}")


def po_stub(texts: Texts) -> str:
    """An empty entry, ready to be pasted into a fragment."""
    quoted = [text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") for text in texts]
    if len(quoted) == 1:
        return f'msgid "{quoted[0]}"\nmsgstr ""\n'
    return f'msgid "{quoted[0]}"\nmsgid_plural "{quoted[1]}"\nmsgstr[0] ""\nmsgstr[1] ""\n'


@cli.command()
@click.option("--under", default="", help="Only texts of files whose path starts with this.")
def missing(under: str) -> None:
    """List what lacks a translation, grouped by file, as entries to paste."""
    used = texts_in_use()
    for language in LANGUAGES:
        known = {entry.texts for entry in entries(language)}
        by_file: dict[str, list[Texts]] = defaultdict(list)
        for texts, places in used.items():
            if texts not in known and places[0].file.startswith(under):
                by_file[places[0].file].append(texts)
        for file, lacking in sorted(by_file.items()):
            click.echo(f"# {language}: {file} ({len(lacking)})")
            for texts in lacking:
                click.echo(po_stub(texts))


if __name__ == "__main__":
    cli()
