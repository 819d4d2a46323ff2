"""Who and what a text names: « @sylvain-c.12 », « #fiche-34 ».

A text names things by their number alone. What is stored is a link that says no more than what was
typed; `fill` puts names and titles in, for one reader, when a page is sent. Wherever nobody fills
it, the link still leads to the thing, and still says no title.
"""

import re
from collections.abc import Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString
from markupsafe import escape

MEMBER = "membre"
THINGS = ("sujet", "ressource", "fiche")
HREF = rf"/vers/(?:{MEMBER}|{'|'.join(THINGS)})-\d{{1,9}}"
CLASS = "named"

# After a word, a slash or a dot it is part of something else: a mailbox, an address.
_BEFORE = r"(?<![\w/.&=@#-])(?<!\]\()\\?"
MENTION = _BEFORE + r"@([a-z0-9]+(?:-[a-z0-9]+)*)\.(\d{1,9})(?![\w-])"
THING = _BEFORE + rf"#({'|'.join(THINGS)})-(\d{{1,9}})(?![\w-])"
_STORED = re.compile(
    rf'<a class="{CLASS}" href="/vers/({MEMBER}|{"|".join(THINGS)})-(\d{{1,9}})">([^<]*)</a>'
)
_QUOTE = re.compile(r"<(/?)blockquote>|" + _STORED.pattern)


class Reference(NamedTuple):
    """Something a text names: « membre », « fiche »… and its number."""

    word: str
    number: int


class Named(NamedTuple):
    """How a reference reads for somebody; without an address it is no link."""

    words: str
    href: str = ""


class MentionPattern(InlineProcessor):
    """A member, by the address of their name and their number."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        return _link(f"@{m[1]}", MEMBER, m[2]), m.start(), m.end()


class ThingPattern(InlineProcessor):
    """A topic, a resource or a sheet, by its number."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[Element, int, int]:  # type: ignore[override]  # noqa: ARG002, N802
        return _link(f"#{m[1]}-{m[2]}", m[1], m[2]), m.start(), m.end()


def _link(words: str, word: str, number: str) -> Element:
    link = Element("a", {"class": CLASS, "href": f"/vers/{word}-{int(number)}"})
    link.text = AtomicString(words)
    return link


def is_reference(node: Element) -> bool:
    """Say whether a link of the tree is one of ours."""
    return node.get("class") == CLASS


def references_in(html: str) -> set[Reference]:
    """Return all that some stored HTML, or a whole page, names."""
    if f'<a class="{CLASS}"' not in html:
        return set()
    return {Reference(word, int(number)) for word, number, _said in _STORED.findall(html)}


def members_named_in(html: str) -> list[int]:
    """Return the numbers of the members that a stored text names itself, not those it quotes."""
    depth, found = 0, []
    for match in _QUOTE.finditer(html):
        if match[0].endswith("blockquote>"):
            depth += -1 if match[1] else 1
        elif match[2] == MEMBER and not depth:
            found.append(int(match[3]))
    return list(dict.fromkeys(found))


def fill(html: str, named: Mapping[Reference, Named]) -> str:
    """Put names and titles in; what `named` does not hold is left as it was typed."""

    def say(match: re.Match[str]) -> str:
        one = Reference(match[1], int(match[2]))
        if one not in named:
            return match[0]
        words, href = named[one]
        if not href:
            return f'<span class="{CLASS}">{escape(words)}</span>'
        return f'<a class="{CLASS}" href="{escape(href)}">{escape(words)}</a>'

    return _STORED.sub(say, html)
