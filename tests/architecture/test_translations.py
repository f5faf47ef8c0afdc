"""Everything shown to people exists in bokmål, nynorsk and English."""

import gettext
import re
from pathlib import Path

import pytest

from tools import translations

SOURCE = '_("Takk! %(count)s forslag", count=1)\nngettext("ett", "%(num)s stykker", 2)\n'
COMPLETE = r"""
msgid "Takk! %(count)s forslag"
msgstr "Thanks! %(count)s proposals"

msgid "ett"
msgid_plural "%(num)s stykker"
msgstr[0] "one"
msgstr[1] "%(num)s pieces"
"""


@pytest.fixture
def project(tmp_path):
    """A tiny project with one module, one template folder and one complete fragment."""
    (tmp_path / "app" / "translations" / "en").mkdir(parents=True)
    (tmp_path / "templates").mkdir()
    (tmp_path / "app" / "views.py").write_text(SOURCE)
    write_fragment(tmp_path, COMPLETE)
    return tmp_path


def write_fragment(project, text, *, name="ideas.po"):
    (project / "app" / "translations" / "en" / name).write_text(text)


def faults_of(project):
    return translations.faults_of("en", translations.texts_in_use(project), project)


@pytest.fixture(scope="module")
def texts_in_use():
    return translations.texts_in_use()


@pytest.mark.parametrize("language", translations.LANGUAGES)
def test_every_text_is_translated_and_every_translation_is_used(language, texts_in_use):
    assert translations.faults_of(language, texts_in_use) == []


def test_english_calls_a_dugnad_a_dugnad():
    fragments = Path(translations.ROOT, "app", "translations", "en").glob("*.po")
    said = [
        line
        for file in fragments
        for line in file.read_text().splitlines()
        if line.startswith(("msgstr", '"')) and re.search(r"(?<!%\()campaign", line, re.IGNORECASE)
    ]
    assert said == []


def test_no_text_is_used_with_two_different_plurals(texts_in_use):
    assert translations.clashing_sources(texts_in_use) == []


def test_a_complete_fragment_has_no_faults(project):
    assert faults_of(project) == []


@pytest.mark.parametrize(
    ("template", "text"),
    [
        ("{{ _('Send inn') }}", "Send inn"),
        ("{% trans %}Send inn{% endtrans %}", "Send inn"),
        ('<a title="{{ gettext("Send inn") }}">', "Send inn"),
        ("{{ ngettext('Send inn', '%(num)s sendt', 2) }}", "Send inn"),
    ],
)
def test_texts_in_templates_are_found(project, template, text):
    (project / "templates" / "new.html").write_text(template)

    assert any(
        f"templates/new.html:1: not translated to en: «{text}»" in f for f in faults_of(project)
    )


@pytest.mark.parametrize(
    ("before", "after", "fault"),
    [
        ('"Thanks! %(count)s proposals"', '""', "empty translation"),
        ("Thanks! %(count)s", "Thanks! %(number)s", "placeholder"),
        ("Thanks! %(count)s proposals", "Thanks for 100 % of %(count)s", "lone %"),
        ("%(num)s pieces", "many pieces", "placeholder"),
        ('\nmsgid "Takk', '\n#, fuzzy\nmsgid "Takk', "fuzzy"),
        ('msgid "Takk!', 'msgid "Ha det!', "no longer used"),
    ],
)
def test_a_fault_in_a_fragment_is_named(project, before, after, fault):
    assert before in COMPLETE
    write_fragment(project, COMPLETE.replace(before, after, 1))

    assert any(fault in found for found in faults_of(project))


def test_two_fragments_may_not_translate_one_text_differently(project):
    other = 'msgid "Takk! %(count)s forslag"\nmsgstr "Cheers! %(count)s proposals"\n'
    write_fragment(project, other, name="voting.po")

    assert any("translated otherwise" in fault for fault in faults_of(project))


def test_compiling_merges_every_fragment(project):
    write_fragment(project, 'msgid "Ja"\nmsgstr "Yes"\n', name="voting.po")

    with translations.compile_language("en", project).open("rb") as compiled:
        english = gettext.GNUTranslations(compiled)

    assert english.gettext("Ja") == "Yes"
    assert english.ngettext("ett", "%(num)s stykker", 1) == "one"
    assert english.ngettext("ett", "%(num)s stykker", 2) == "%(num)s pieces"


def test_a_fragment_that_changed_is_compiled_again(project, monkeypatch):
    monkeypatch.setattr(translations, "LANGUAGES", ("en",))
    translations.compile_if_stale(project)
    compiled = project / "app/translations/en/LC_MESSAGES/messages.mo"
    first = compiled.read_bytes()

    write_fragment(project, 'msgid "Ja"\nmsgstr "Yes"\n', name="voting.po")
    translations.compile_if_stale(project)

    assert compiled.read_bytes() != first
