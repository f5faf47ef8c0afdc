"""Markdown from people made into safe HTML, or into a short plain text.

Two independent guards: the parser knows no raw HTML, and what it makes is cleaned by an allow-list.
"""

from collections.abc import Iterator
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

# Some seven pages. It bounds the time of the worst input to well under 200 ms.
MAX_MARKDOWN = 20_000
# A list page shows the same few hundred texts to everybody.
RENDERED_REMEMBERED = 512
# The page owns h1 and h2; a person's «#» starts below them.
HEADING_SHIFT = 2
LOWEST_HEADING = 6

_TAGS = {
    "a", "blockquote", "br", "code", "em", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "pre",
    "strong", "ul",
}  # fmt: skip
_ATTRIBUTES = {"a": {"href", "title"}, "ol": {"start"}}
_SCHEMES = {"http", "https", "mailto"}
_REL = "nofollow noopener noreferrer ugc"

# Lists six deep. The time for a text of nothing but «[» grows with it: 140 ms at 10.
MAX_NESTING = 12

# The strict preset: no tables, no bare addresses made into links.
_PARSER = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": MAX_NESTING})
_PARSER.disable(["image", "html_block", "html_inline"])


@lru_cache(maxsize=RENDERED_REMEMBERED)
def render_markdown(text: str) -> Markup:
    """Safe HTML of `text`, of which the first MAX_MARKDOWN characters count."""
    tokens = _PARSER.parse(text[:MAX_MARKDOWN])
    for token in tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1]) + HEADING_SHIFT, LOWEST_HEADING)}"
    html = _PARSER.renderer.render(tokens, _PARSER.options, {})
    return Markup(
        nh3.clean(html, tags=_TAGS, attributes=_ATTRIBUTES, url_schemes=_SCHEMES, link_rel=_REL)
    )


def plain_excerpt(text: str, length: int = 300) -> str:
    """The words of `text` without its marks, on one line, at most `length` characters.

    Cut between words where one ends in the last third, and then with «…».
    """
    words = " ".join(" ".join(_plain(_PARSER.parse(text[:MAX_MARKDOWN]))).split())
    if len(words) <= length:
        return words
    cut = words[: length - 1]
    last_space = cut.rfind(" ") if words[length - 1] != " " else len(cut)
    return cut[: last_space if last_space > length * 2 // 3 else len(cut)].rstrip(" ,;:–-") + "…"


def _plain(tokens: list[Token]) -> Iterator[str]:
    """What each block says; the inline parts of one block are one text."""
    for token in tokens:
        if token.type == "inline":
            yield "".join(
                " " if part.type in ("softbreak", "hardbreak") else part.content
                for part in token.children or []
            )
        elif token.type in ("fence", "code_block"):
            yield token.content


def markdown_parts(text: str) -> Iterator[tuple[str, str]]:
    """Each block of `text` as its kind and its words, for files that are no HTML.

    The kinds are `text`, `heading` and `point`. A link keeps its address, in brackets.
    """
    around: list[str] = []
    for token in _PARSER.parse(text[:MAX_MARKDOWN]):
        if token.nesting > 0:
            around.append(token.type)
        elif token.nesting < 0:
            around.pop()
        elif token.type == "inline":
            yield _kind_of(around), _words_of(token)
        elif token.type in ("fence", "code_block"):
            yield "text", token.content.rstrip("\n")


def _kind_of(around: list[str]) -> str:
    if "heading_open" in around:
        return "heading"
    return "point" if "list_item_open" in around else "text"


def _words_of(block: Token) -> str:
    said: list[str] = []
    address = ""
    for part in block.children or []:
        if part.type == "link_open":
            address = str(part.attrGet("href") or "")
        elif part.type == "link_close":
            said.append(f" ({address})")
        elif part.type in ("softbreak", "hardbreak"):
            said.append("\n" if part.type == "hardbreak" else " ")
        else:
            said.append(part.content)
    return "".join(said)
