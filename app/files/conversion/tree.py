"""A document as pandoc's tree, cleared of all that could reach a file, a program or raw markup."""

from dataclasses import dataclass
from typing import Any

Node = Any  # pandoc's own JSON: {"t": tag, "c": content} and lists of them
NO_ATTRIBUTES: list[Any] = ["", [], []]
SAFE_ADDRESSES = ("http://", "https://", "mailto:")
TOP_LEVEL = 1


@dataclass(frozen=True, kw_only=True)
class Details:
    """What stands around a document: in its properties, above its text and at its foot."""

    title: str
    author: str = ""
    date: str = ""
    rights: str = ""
    lang: str = "fr-FR"


def clean(tree: Node) -> None:
    """Clear the tree in place: no raw markup, images as their description, links checked."""
    tree["meta"] = {}
    tree["blocks"] = _clean(tree["blocks"])


def _clean(node: Node) -> Node:
    if isinstance(node, list):
        cleaned: list[Node] = []
        for item in node:
            cleaned.extend(_clean_tagged(item) if _is_tagged(item) else [_clean(item)])
        return cleaned
    if isinstance(node, dict):
        return {key: _clean(value) for key, value in node.items()}
    return node


def _is_tagged(node: Node) -> bool:
    return isinstance(node, dict) and "t" in node


def _clean_tagged(node: Node) -> list[Node]:
    """Return what stands instead of one node: nothing, itself, or what it held."""
    tag, content = node["t"], node.get("c")
    if tag in ("RawInline", "RawBlock"):
        return []
    if tag in ("Image", "Span", "Div"):
        return list(_clean(content[1]))
    if tag == "Link":
        return _clean_link(content)
    return [node if content is None else {"t": tag, "c": _clean_content(tag, content)}]


def _clean_content(tag: str, content: Node) -> Node:
    if tag in ("Code", "CodeBlock"):
        return [NO_ATTRIBUTES, content[1]]
    if tag == "Header":
        return [content[0], NO_ATTRIBUTES, _clean(content[2])]
    return _clean(content)


def _clean_link(content: Node) -> list[Node]:
    _attributes, text, (address, _title) = content
    text = _clean(text)
    if not address.lower().startswith(SAFE_ADDRESSES):
        return list(text)
    return [{"t": "Link", "c": [NO_ATTRIBUTES, text, [address, ""]]}]


def take_title(tree: Node) -> str:
    """Take the heading that opens the text, when it is the only one of its level, as its title."""
    blocks = tree["blocks"]
    tops = [block for block in blocks if _level(block) == TOP_LEVEL]
    if not blocks or len(tops) != 1 or tops[0] is not blocks[0]:
        return ""
    tree["blocks"] = blocks[1:]
    for block in tree["blocks"]:
        if _level(block):
            block["c"][0] -= 1
    return plain(tops[0]["c"][2])


def _level(block: Node) -> int:
    return int(block["c"][0]) if block["t"] == "Header" else 0


def plain(inlines: Node) -> str:
    """Return the words of a heading."""
    if isinstance(inlines, list):
        return "".join(plain(inline) for inline in inlines)
    if not _is_tagged(inlines):
        return ""
    match inlines["t"]:
        case "Str":
            return str(inlines["c"])
        case "Space" | "SoftBreak" | "LineBreak":
            return " "
        case "Code":
            return str(inlines["c"][1])
    return plain(inlines.get("c"))


def describe(tree: Node, details: Details, heading: str) -> None:
    """Write the details into the properties of the document, as plain strings."""
    values = {
        "title": heading or details.title,
        "author": details.author,
        "date": details.date,
        "rights": details.rights,
        "lang": details.lang,
    }
    tree["meta"] = {
        name: {"t": "MetaString", "c": value} for name, value in values.items() if value
    }
