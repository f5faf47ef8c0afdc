"""Markdown from anybody becomes harmless HTML, quickly, and nothing else."""

import re
import sys
from itertools import product

import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from app.core.markdown import MAX_MARKDOWN, plain_excerpt, render_markdown

ALLOWED = {
    "p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "hr",
    "h3", "h4", "h5", "h6",
}  # fmt: skip
ATTRIBUTES = {"a": {"href", "title", "rel"}, "ol": {"start"}}

ADDRESSES = [
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "&#106;avascript:alert(1)",
    "&#x6a;avascript:alert(1)",
    "javascript&colon;alert(1)",
    "javascript%3Aalert(1)",
    "data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==",
    "data:image/svg+xml,<svg onload=alert(1)>",
    "vbscript:msgbox(1)",
    "file:///etc/passwd",
    "blob:x",
]
LINKS = [
    "[x]({})",
    "[x](<{}>)",
    "<{}>",
    "[x][a]\n\n[a]: {}",
    "![x]({})",
    '[x]({} "onclick=alert(1)")',
]
BLOCKS = [
    "<script>alert(1)</script>",
    "<ScRiPt src=//evil.example></sCrIpT>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    "<svg/onload=alert(1)>",
    "<svg><animate onbegin=alert(1) attributeName=x dur=1s>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<object data=javascript:alert(1)>",
    "<embed src=javascript:alert(1)>",
    "<form action=javascript:alert(1)><button>x",
    "<details open ontoggle=alert(1)>",
    "<video><source onerror=alert(1)>",
    "<body onload=alert(1)>",
    "<style>@import 'javascript:alert(1)'</style>",
    "<link rel=stylesheet href=//evil.example>",
    "<meta http-equiv=refresh content='0;url=javascript:alert(1)'>",
    "<base href=//evil.example>",
    "<template><script>alert(1)</script></template>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<!--><img src=x onerror=alert(1)>-->",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php echo 1 ?><script>alert(1)</script>",
    "<p style='background:url(javascript:alert(1))'>x</p>",
    "<x onclick=alert(1)>x</x>",
    "```<script>\nalert(1)\n```",
    '```" onmouseover="alert(1)\nx\n```',
    "`<script>alert(1)</script>`",
    "# <script>alert(1)</script>",
    "> <script>alert(1)</script>",
    "- <img src=x onerror=alert(1)>",
    "| <script>alert(1)</script> |\n|--|\n| x |",
    '[x](/ "\\" onclick=\\"alert(1)")',
    "[<img src=x onerror=alert(1)>](/)",
    "[x](/%22onclick=alert(1))",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "\x00<script>alert(1)</script>",
    "<script>alert(1)</script >",
    "{{7*7}}{% include 'x' %}${7*7}",
]
CORPUS = [link.format(address) for link, address in product(LINKS, ADDRESSES)] + BLOCKS


# As browsers read an address: leading control characters and blanks do not count.
SCHEME = re.compile(r"[\x00-\x20]*([a-zA-Z][a-zA-Z0-9+.-]*):")


def assert_harmless(html: str) -> None:
    for element in BeautifulSoup(html, "html.parser").find_all(True):
        assert element.name in ALLOWED
        assert set(element.attrs) <= ATTRIBUTES.get(element.name, set())
        scheme = SCHEME.match(re.sub(r"[\t\r\n]", "", str(element.get("href", ""))))
        assert not scheme or scheme[1].lower() in ("http", "https", "mailto")


@pytest.mark.parametrize("attack", CORPUS)
def test_in3_in4_nothing_that_runs_comes_out(attack):
    assert_harmless(render_markdown(attack))
    assert_harmless(render_markdown(f"Tekst {attack} etter"))


@given(st.text(alphabet="<>[]()!\"'`&#;:/*_-=\n\\ ajxsvcript", max_size=300))
def test_in3_nothing_that_runs_comes_out_of_noise(noise):
    assert_harmless(render_markdown(noise))


def test_written_html_is_shown_as_it_was_written():
    page = BeautifulSoup(render_markdown("Skriv <b>tydelig</b>"), "html.parser")
    assert page.text.strip() == "Skriv <b>tydelig</b>"


def test_what_people_use_works():
    html = render_markdown("**Viktig** og *fint*:\n\n- en\n- to\n\n> sitat\n\n3. tre\n\n`kode`")
    page = BeautifulSoup(html, "html.parser")

    assert [page.strong.text, page.em.text, page.code.text] == ["Viktig", "fint", "kode"]
    assert [item.text for item in page.ul.find_all("li")] == ["en", "to"]
    assert page.blockquote.text.strip() == "sitat"
    assert page.ol["start"] == "3"


def test_a_link_gives_nothing_away_and_no_standing():
    link = BeautifulSoup(render_markdown("[her](https://etaten.example/x)"), "html.parser").a

    assert link["href"] == "https://etaten.example/x"
    assert set(link["rel"]) == {"nofollow", "noopener", "noreferrer", "ugc"}


def test_addresses_become_links_only_where_somebody_asks_for_it():
    assert "<a" not in render_markdown("https://etaten.example")
    assert "<a" in render_markdown("<https://etaten.example>")


def test_headings_stand_below_the_headings_of_the_page():
    html = render_markdown("\n\n".join(f"{'#' * level} Nivå" for level in range(1, 7)))
    names = [element.name for element in BeautifulSoup(html, "html.parser").find_all(True)]

    assert names == ["h3", "h4", "h5", "h6", "h6", "h6"]


def test_no_picture_is_ever_fetched():
    assert "<img" not in render_markdown("![bilde](https://etaten.example/sporing.png)")


def test_only_the_first_part_of_an_endless_text_is_read():
    html = render_markdown("a" * MAX_MARKDOWN + "slutt")
    assert "slutt" not in html
    assert len(html) < MAX_MARKDOWN + 50


HEAVY = [
    "[", "![", "<a ", "*", "**a ", "_a", "`a", "> ", "- ", "1. ", "[a](", "[](", "[[]()", "[a](<",
    "[a]: b\n", "&", "\\", "<", "<!--", "<http://", "\n#", "*a**b", "a**b_c", "~~~\n",
]  # fmt: skip


def calls_to_render(text: str) -> int:
    """How many Python calls it takes: a measure of work that no other load disturbs."""
    render_markdown.cache_clear()
    calls = 0

    def count(_frame: object, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event == "call"

    sys.setprofile(count)
    try:
        render_markdown(text)
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("unit", HEAVY)
def test_do1_the_work_grows_no_faster_than_the_text(unit):
    small, large = calls_to_render((unit * 3000)[:3000]), calls_to_render((unit * 6000)[:6000])

    assert large < 2.2 * small + 500
    # Some 0.1 µs a call: at MAX_MARKDOWN characters this stays at a fraction of a second.
    assert large < 80 * 6000


def test_an_excerpt_is_plain_words_on_one_line():
    text = "# Møtefri\n\n**Fredager** uten [møter](https://etaten.example):\n\n- ro\n- `kode`"
    assert plain_excerpt(text) == "Møtefri Fredager uten møter: ro kode"


def test_an_excerpt_ends_between_words_and_never_exceeds_its_length():
    text = "Fredager uten møter gir ro til å tenke"

    assert plain_excerpt(text, 25) == "Fredager uten møter gir…"
    assert plain_excerpt(text, 24) == "Fredager uten møter gir…"
    assert plain_excerpt(text, len(text)) == text
    assert all(len(plain_excerpt(text, length)) <= length for length in range(1, 40))
    assert plain_excerpt("a" * 100, 10) == "a" * 9 + "…"


def test_an_excerpt_shows_written_html_as_text_and_leaves_escaping_to_the_page():
    assert plain_excerpt("<b>x</b> & y") == "<b>x</b> & y"
