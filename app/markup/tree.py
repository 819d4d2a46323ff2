"""From laid-out lines to a mended tree: what Python-Markdown reads, then what we make of it."""

import re
from typing import cast
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element, SubElement

from markdown import Markdown
from markdown.blockparser import BlockParser
from markdown.blockprocessors import BlockProcessor
from markdown.extensions.sane_lists import SaneListExtension
from markdown.extensions.tables import TableProcessor
from markdown.inlinepatterns import InlineProcessor
from markdown.util import AtomicString

from app.markup.layout import CODE, END, RULE, TABLE, Layout
from app.markup.references import MENTION, THING, MentionPattern, ThingPattern, is_reference
from app.markup.typography import EDGE, OPAQUE, typeset

LINK_REL = "ugc nofollow noopener"
SCHEMES = frozenset({"http", "https", "mailto"})
INLINE_TAGS = frozenset({"a", "br", "code", "em", "img", "span", "strong"})
_Found = tuple[Element, int, int]
MAX_MARKS = 2000  # stars, brackets, addresses: each one costs a copy of its paragraph

_OWN_MARKS = re.compile(f"[{CODE}{TABLE}{END}{EDGE}{OPAQUE}]")
_MARK = re.compile(r"\*+|_+|`+|\\|\[|://|www\.|[@#](?=[a-z0-9])")
_CODE_SPAN = r"(?<![`\\])(`{1,3})(?!`)(.{1,1000}?)(?<!`)\1(?!`)"
_TARGET = (
    r"\(\s{0,9}<?((?:[^\s<>()]|\([^\s<>()]{0,500}\)){1,2000})>?"
    r"(?:\s{1,9}[\"'][^\"\n]{0,300}[\"'])?\s{0,9}\)"
)
_LINK = r"(?<!!)\[((?:[^\[\]]|\[[^\[\]]{0,200}\]){0,500})\]" + _TARGET
_IMAGE = r"!\[([^\[\]]{0,500})\]" + _TARGET
_ADDRESS = (
    r"<(https?://[^\s<>\x00-\x1f]{1,2000})>"
    r"|(?<![\w/@.])((?:https?://|www\.)[^\s<>\"«»\\`{}|\x00-\x1f]{1,2000})"
)
_OWN_FILE = re.compile(r"/fichiers/[\w-]+(?:/[^\s/\\?#]+)?")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*):")
_MAILBOX = re.compile(r"mailto:[\w.+-]+@[\w.-]+", re.IGNORECASE)
_DOMAIN = re.compile(r"[\w-]+(?:\.[\w-]+)+(?:/\S*)?")


def read(text: str, headings_from: int) -> Element:
    """Return the tree of a text, ready to be written as HTML or said; `TooMuch` over the bounds."""
    layout = Layout()
    layout.read(text)
    parser = _parser(layout.codes)
    root = cast(Element, parser.parser.parseDocument(layout.lines).getroot())
    _spare_what_is_too_dense(root)
    for name in ("inline", "unescape"):
        parser.treeprocessors[name].run(root)
    _mend(root, headings_from)
    _typeset_block(root)
    _break_lines(root)
    return root


# --- What Python-Markdown reads -------------------------------------------------------------


def _parser(codes: list[list[str]]) -> Markdown:
    parser = Markdown(extensions=[SaneListExtension()])
    for name in ("code", "setextheader", "hr", "reference"):
        parser.parser.blockprocessors.deregister(name)
    parser.parser.blockprocessors.register(_SetApart(parser.parser, codes), "set_apart", 95)
    parser.parser.blockprocessors.register(_Table(parser.parser), "table", 75)
    for name in (
        *("backtick", "reference", "link", "image_link", "image_reference", "short_reference"),
        *("short_image_ref", "autolink", "automail", "linebreak", "html", "entity"),
    ):
        parser.inlinePatterns.deregister(name)
    parser.inlinePatterns.register(_CodeSpan(_CODE_SPAN, parser), "code_span", 190)
    # Before what a backslash escapes: `layout` writes one before a # that begins a line.
    parser.inlinePatterns.register(MentionPattern(MENTION, parser), "mention", 186)
    parser.inlinePatterns.register(ThingPattern(THING, parser), "thing", 185)
    parser.inlinePatterns.register(_Link(_LINK, parser), "link", 160)
    parser.inlinePatterns.register(_Image(_IMAGE, parser), "image", 150)
    parser.inlinePatterns.register(_Address(_ADDRESS, parser), "address", 120)
    parser.ESCAPED_CHARS = [*parser.ESCAPED_CHARS, "|"]
    return parser


class _SetApart(BlockProcessor):
    """Blocks of code and rules, which the first pass has replaced by a mark."""

    def __init__(self, parser: BlockParser, codes: list[list[str]]) -> None:
        super().__init__(parser)
        self._codes = codes

    def test(self, parent: Element, block: str) -> bool:  # noqa: ARG002 - asked by Python-Markdown
        return block.startswith(CODE) and block.endswith(END)

    def run(self, parent: Element, blocks: list[str]) -> None:
        block = blocks.pop(0)
        if block == RULE:
            SubElement(parent, "hr")
            return
        code = SubElement(SubElement(parent, "pre", tabindex="0"), "code")
        code.text = AtomicString("\n".join(self._codes[int(block.strip(CODE + END))]))


class _Table(TableProcessor):
    """Tables, only where the first pass has seen one within bounds."""

    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser, {"use_align_attribute": True})

    def test(self, parent: Element, block: str) -> bool:
        return block.startswith(TABLE) and super().test(parent, block[1:])

    def run(self, parent: Element, blocks: list[str]) -> None:
        blocks[0] = blocks[0][1:]
        super().run(parent, blocks)


class _CodeSpan(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # type: ignore[override]  # noqa: ARG002, N802
        code = Element("code")
        code.text = AtomicString(" ".join(m[2].split("\n")).strip())
        return code, m.start(), m.end()


class _Link(InlineProcessor):
    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # type: ignore[override]  # noqa: ARG002, N802
        target = self.unescape(m[2])
        link = Element("a", href=target)
        link.text = m[1] if m[1].strip() else AtomicString(target)
        return link, m.start(), m.end()


class _Image(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # type: ignore[override]  # noqa: ARG002, N802
        image = Element("img", src=self.unescape(m[2]), alt=self.unescape(m[1]))
        return image, m.start(), m.end()


class _Address(InlineProcessor):
    """An address as one writes it in a sentence: the full stop after it is not part of it."""

    ANCESTOR_EXCLUDES = ("a",)

    def handleMatch(self, m: re.Match[str], data: str) -> _Found:  # type: ignore[override]  # noqa: ARG002, N802
        address = m[1] or _without_punctuation(m[2])
        link = Element("a", href=f"https://{address}" if address[:1] in "wW" else address)
        link.text = AtomicString(address)
        return link, m.start(), m.end() if m[1] else m.start() + len(address)


def _without_punctuation(address: str) -> str:
    while address and (
        address[-1] in ".,;:!?'*_~…’"
        or (address[-1] == ")" and address.count(")") > address.count("("))
        or (address[-1] == "]" and address.count("]") > address.count("["))
    ):
        address = address[:-1]
    return address


def _spare_what_is_too_dense(root: Element) -> None:
    """Leave as they were written the paragraphs that come after too many marks."""
    marks = 0
    for node in root.iter():
        marks += len(_MARK.findall(node.text or ""))
        if marks > MAX_MARKS and node.text:
            node.text = AtomicString(node.text)


# --- What we make of it ---------------------------------------------------------------------


def _mend(root: Element, headings_from: int) -> None:
    titles: list[int] = []
    for parent in list(root.iter()):
        for place, node in enumerate(parent):
            if re.fullmatch("h[1-6]", node.tag):
                _mend_title(node, titles, headings_from)
            elif node.tag == "table":
                parent[place] = _in_a_frame(node)
            elif node.tag in ("th", "td"):
                _mend_cell(node)
            elif node.tag == "img":
                _mend_image(node)
            if node.tag == "a":  # an image may just have become one
                _mend_link(node)


def _mend_title(title: Element, titles: list[int], headings_from: int) -> None:
    """Give a title the level after its parent's, whatever number of # its author liked."""
    written = int(title.tag[1])
    while titles and titles[-1] >= written:
        titles.pop()
    titles.append(written)
    title.tag = f"h{min(headings_from + len(titles) - 1, 6)}"


def _in_a_frame(table: Element) -> Element:
    """Let a wide table scroll by itself, also by keyboard."""
    frame = Element(
        "div", {"class": "scroll", "tabindex": "0", "role": "group", "aria-label": "Tableau"}
    )
    frame.append(table)
    return frame


def _mend_cell(cell: Element) -> None:
    if cell.tag == "th":
        if cell.text or len(cell):
            cell.set("scope", "col")
        else:
            cell.tag = "td"
    if cell.attrib.pop("align", "") == "right":
        cell.set("class", "num")


def _mend_image(image: Element) -> None:
    """Show our own files only; a picture from elsewhere would tell its host who reads what."""
    source, words = image.get("src", ""), image.get("alt", "")
    if _OWN_FILE.fullmatch(source):
        image.set("loading", "lazy")
        return
    image.tag = "a"
    image.attrib.clear()
    image.set("href", source)
    image.text = words.strip() or source


def _mend_link(link: Element) -> None:
    """Keep the link when its address is one a reader can follow safely, else only its words."""
    if is_reference(link):
        return
    for inner in link.iter("a"):
        if is_reference(inner):  # a link holds no other
            inner.attrib.clear()
            inner.tag = "span"
    target = _safe_target(link.get("href", ""))
    link.attrib.clear()
    if target is None:
        link.tag = "span"
    else:
        link.attrib.update(href=target, rel=LINK_REL)


def _safe_target(target: str) -> str | None:
    if "\\" in target or any(char <= " " for char in target):
        return None
    scheme = _SCHEME.match(target)
    if scheme is None:
        if target.startswith(("/", "#")):
            return None if target.startswith("//") else target
        return f"https://{target}" if _DOMAIN.fullmatch(target) else None
    if scheme[1].lower() == "mailto":
        return target if _MAILBOX.fullmatch(target) else None
    return target if scheme[1].lower() in SCHEMES and _has_plain_host(target) else None


def _has_plain_host(target: str) -> bool:
    """Refuse « https://banque.fr@ailleurs.net », which reads as one place and leads to another."""
    try:
        parts = urlsplit(target)
    except ValueError:
        return False
    return bool(parts.netloc) and "@" not in parts.netloc


def _typeset_block(block: Element) -> None:
    """Give each block its typography, read as one sentence across its emphases."""
    places: list[tuple[Element, str] | None] = []
    inner: list[Element] = []
    _gather(block, places, inner)
    said = [
        _OWN_MARKS.sub("", getattr(*place) or "") if place is not None else OPAQUE
        for place in places
    ]
    for place, text in zip(places, typeset(EDGE.join(said)).split(EDGE), strict=True):
        if place is not None:
            setattr(place[0], place[1], text or None)
    for child in inner:
        if child.tag != "pre":
            _typeset_block(child)


def _gather(node: Element, places: list[tuple[Element, str] | None], inner: list[Element]) -> None:
    places.append((node, "text"))
    for child in node:
        if child.tag not in INLINE_TAGS:
            inner.append(child)
        elif child.tag in ("code", "img") or _is_said_as_it_is(child):
            places.append(None)
        else:
            _gather(child, places, inner)
        places.append((child, "tail"))


def _is_said_as_it_is(node: Element) -> bool:
    return is_reference(node) or (
        bool(node.text) and node.get("href", "").endswith(node.text or "")
    )


def _break_lines(node: Element) -> None:
    """Make each newline a new line on the page, as in an e-mail."""
    if node.tag in ("pre", "code"):
        return
    children: list[Element] = []
    node.text = _broken(node.text, children)
    for child in list(node):
        _break_lines(child)
        children.append(child)
        child.tail = _broken(child.tail, children)
    node[:] = children


def _broken(text: str | None, children: list[Element]) -> str | None:
    if not text or "\n" not in text:
        return text
    first, *others = text.split("\n")
    for other in others:
        line = Element("br")
        line.tail = other
        children.append(line)
    return first
