"""Members' text: Markdown in, safe HTML or plain text out. The only place that makes `Markup`.

People write here as they write an e-mail: one newline is a new line, a list may follow its sentence
at once, an address is a link, HTML shows as it was typed. A first pass (`layout`) lays lines out
strictly, within bounds, so that Python-Markdown (quadratic or recursive on hostile text) only meets
what it reads quickly; a text over the bounds is shown as it was written. Python-Markdown gives a
tree, the tree is mended (`tree`: links, images, titles, typography), and bleach has the last word.
"""

import re
from collections.abc import Iterator
from xml.etree.ElementTree import Element, tostring

import bleach
from markupsafe import Markup, escape

from app.markup.layout import MAX_LENGTH, TooMuch
from app.markup.references import CLASS
from app.markup.tree import INLINE_TAGS, LINK_REL, SCHEMES, read
from app.markup.typography import clean_line, printable, typeset

__all__ = [
    "MAX_LENGTH",
    "VERSION",
    "clean_line",
    "excerpt",
    "plain_text",
    "printable",
    "render",
    "shorten",
    "stored",
    "typeset",
]

VERSION = 2
"""Goes up when the same text gives other HTML: what is stored is then made again by a job."""

_TAGS = frozenset(
    {"a", "blockquote", "br", "code", "div", "em", "hr", "img", "li", "ol", "p", "pre", "strong"}
    | {"h1", "h2", "h3", "h4", "h5", "h6", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
_ATTRIBUTES = {  # tag -> attribute -> what its whole value must be
    "a": {"href": r".+", "rel": LINK_REL, "class": CLASS},
    "div": {"class": "scroll", "tabindex": "0", "role": "group", "aria-label": "Tableau"},
    "img": {"src": r"/fichiers/.+", "alt": r"[\s\S]*", "loading": "lazy"},
    "ol": {"start": r"\d{1,3}"},
    "pre": {"tabindex": "0"},
    "td": {"class": "num"},
    "th": {"scope": "col", "class": "num"},
}
_MAX_SIGNS = 8000  # tags and entities: bleach is linear, but slow
_END_OF_EXCERPT = " \u00a0\u202f,;:.!?«(–—-"


def render(text: str, *, headings_from: int = 3) -> Markup:
    """Turn a member's Markdown into HTML that a page may print, its titles from h3 down."""
    text = printable(text)
    try:
        root = read(text, headings_from)
    except (TooMuch, RecursionError):
        return _as_written(text)
    html = "\n".join(tostring(child, "unicode", method="html") for child in root)
    if html.count("<") + html.count("&") > _MAX_SIGNS:
        return _as_written(text)
    clean = bleach.clean(html, tags=_TAGS, attributes=_is_allowed, protocols=SCHEMES, strip=True)
    return Markup(clean)


def plain_text(text: str) -> str:
    """Say the text without its marks: one line a paragraph, « - » before the items of a list."""
    text = printable(text)
    try:
        root = read(text, headings_from=1)
    except (TooMuch, RecursionError):
        return text.strip()
    lines = [line.rstrip() for line in "".join(_said(root)).split("\n")]
    return "\n".join(line for line in lines if line).replace("\n-\n", "\n- ").removeprefix("-\n")


def excerpt(text: str, length: int = 240) -> str:
    """Say the beginning of a text on one line, cut between two words."""
    # Marks make a text longer than what it says, links above all: four times is plenty.
    beginning = plain_text(text[: 4 * length + 400])
    return shorten(re.sub(r"[ \n]+", " ", re.sub(r"(?m)^- ", "", beginning)), length)


def shorten(line: str, length: int) -> str:
    """Say the beginning of a line that holds no marks, cut between two words."""
    if len(line) <= length:
        return line
    cut = line[: length + 1].rpartition(" ")[0] or line[:length]
    return cut.rstrip(_END_OF_EXCERPT) + "…"


def stored(html: str) -> Markup:
    """Declare safe what `render` made and the database kept. Give it nothing else."""
    return Markup(html)


def _as_written(text: str) -> Markup:
    lines = str(escape(text.strip("\n"))).replace("\n", "<br>")
    return Markup("".join(f"<p>{part}</p>" for part in re.split("(?:<br>){2,}", lines)))


def _is_allowed(tag: str, name: str, value: str) -> bool:
    pattern = _ATTRIBUTES.get(tag, {}).get(name)
    return pattern is not None and re.fullmatch(pattern, value) is not None


def _said(node: Element) -> Iterator[str]:
    """Yield what an element says, each block on a line of its own."""
    is_block = node.tag not in INLINE_TAGS and node.tag not in ("td", "th")
    if is_block:
        yield "\n- " if node.tag == "li" else "\n"
    yield node.get("alt", "") if node.tag == "img" else node.text or ""
    for child in node:
        if child.tag in ("td", "th") and child is not node[0]:
            yield " | "
        yield from _said(child)
        yield child.tail or ""
    if is_block or node.tag == "br":
        yield "\n"
