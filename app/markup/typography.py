"""Plain text, before any markup: which characters may stand in it, and French typography.

No-break spaces are chosen as printers do: U+202F (thin) before ; ! ? and in numbers, U+00A0 before
the colon and inside « ».
"""

import re
import unicodedata

EDGE = "\x14"
"""Stands where an emphasis begins or ends: no width, so the letters around it are neighbours."""
OPAQUE = "\x15"
"""Stands for a piece of code or an address, never touched, yet a neighbour like a letter."""

_UNPRINTABLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2060\u2066-\u2069\ufeff\ufff9-\ufffb"
    "\ud800-\udfff]"
)
_DIRECTION_MARKS = re.compile("[\u00ad\u061c\u200e\u200f]")
_LONGEST_COMPOSED = 2000  # putting combining marks in order is quadratic on hostile text

_TYPOGRAPHY = [
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"(?<!\.)\.\.\.(?!\.)", "…"),
        (rf"(?<=[^\W\d_])'(?=[^\W_]|[«“{EDGE}{OPAQUE}])", "’"),
        (r"«[ \u00a0\u202f]*(?=\S)", "«\u00a0"),
        (r"(?<=\S)[ \u00a0\u202f]*»", "\u00a0»"),
        # With a space before it, wherever it stands; without one, only where a sentence would.
        (r"(?<=\S)[ \u00a0\u202f]+(?=[;?]|!(?!\[))", "\u202f"),
        (r"(?<=\S)[ \u00a0\u202f]+(?=:)", "\u00a0"),
        (rf"(?<=[\w)\]»…%’{EDGE}{OPAQUE}])(?=(?:[!?]+|;)(?:[\s{EDGE}]|$))", "\u202f"),
        (rf"(?<=[\w)\]»…%’{EDGE}{OPAQUE}])(?=:(?:[\s{EDGE}]|$))", "\u00a0"),
        (r"(?<![\d.,])(\d{1,3}) (?=\d{3}(?!\d))", "\\1\u202f"),
        (r"(?<=\d) (?=[%€])", "\u00a0"),
    )
]
_BEFORE_OPENING = " \n\u00a0\u202f([{«—–-/'’"
_AFTER_CLOSING = " \n\u00a0\u202f)]}»—–-/.,;:!?…"


def printable(text: str) -> str:
    """Return the text with plain newlines and spaces, and nothing that hides or turns letters."""
    text = re.sub("\r\n?|[\u2028\u2029\x0b\x0c\x85]", "\n", text)
    return _UNPRINTABLE.sub("", text).expandtabs(4)


def clean_line(text: str) -> str:
    """Return a title or a name as one line, or nothing when there is nothing to see in it."""
    text = _DIRECTION_MARKS.sub("", _UNPRINTABLE.sub("", re.sub(r"\s", " ", text)))
    if len(text) <= _LONGEST_COMPOSED:
        text = unicodedata.normalize("NFC", text)
    line = " ".join(text.split())
    return line if any(unicodedata.category(char)[0] not in "CZ" for char in line) else ""


def typeset(text: str) -> str:
    """Give a text French typography: no-break spaces, apostrophes, quotation marks, ellipses."""
    text = _french_quotes(text)
    for pattern, replacement in _TYPOGRAPHY:
        text = pattern.sub(replacement, text)
    return text


def _french_quotes(text: str) -> str:
    """Turn straight quotes into « » when each one plainly opens or closes, else leave them all."""
    places = [match.start() for match in re.finditer('"', text)]
    if not places or len(places) % 2:
        return text
    if not all(_opens_or_closes(text, place, n % 2 == 0) for n, place in enumerate(places)):
        return text
    opening = set(places[::2])
    return re.sub('"', lambda m: "«\u00a0" if m.start() in opening else "\u00a0»", text)


def _opens_or_closes(text: str, place: int, opens: bool) -> bool:
    before = text[max(place - 8, 0) : place].rstrip(EDGE)[-1:]
    after = text[place + 1 : place + 9].lstrip(EDGE)[:1]
    outside, inside = (before, after) if opens else (after, before)
    allowed = _BEFORE_OPENING if opens else _AFTER_CLOSING
    return inside.strip(' \n"') != "" and outside in allowed  # nothing outside: an end of the text
