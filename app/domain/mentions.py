"""Who may be meant by «@Kari Nordmann» in a text: which names to look for, and nothing more."""

import re

MOST_MENTIONS = 10
"""A comment that calls on more people than this is an announcement."""
_LONGEST_NAME = 4
_WORD = r"[^\W\d_][\w'’-]*"
_MENTION = re.compile(rf"(?<![\w@./])@({_WORD}(?: {_WORD}){{0,{_LONGEST_NAME - 1}}})")


def possible_names(text: str) -> list[list[str]]:
    """For each mention the names it may hold, the longest first: where it ends is not marked."""
    found = []
    for mention in _MENTION.finditer(text):
        words = mention[1].split(" ")
        found.append([" ".join(words[:length]) for length in range(len(words), 0, -1)])
    return found[:MOST_MENTIONS]
