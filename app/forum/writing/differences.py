"""What changed between two versions of a text, word by word, in bounded time."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

SAME, ADDED, REMOVED = "same", "added", "removed"
MOST_LINES = 1_000_000  # lines before × lines after; beyond, what differs is replaced as a whole
MOST_WORDS = 250_000
KEPT_AROUND = 160
_WORDS = re.compile(r"\w+|\s+|[^\w\s]")


class Piece(NamedTuple):
    """Some words, and what became of them; `cut` where a long stretch of the same is left out."""

    fate: str
    text: str
    cut: bool = False


def differences(before: str, after: str) -> list[Piece]:
    """Return what stayed, went and came, in the order of the text."""
    pieces: list[Piece] = []
    lines = before.splitlines(keepends=True), after.splitlines(keepends=True)
    for piece in _by_lines(*lines):
        if not piece.text:
            continue
        if pieces and pieces[-1].fate == piece.fate:
            pieces[-1] = Piece(piece.fate, pieces[-1].text + piece.text)
        else:
            pieces.append(piece)
    return [part for n, piece in enumerate(pieces) for part in _shortened(piece, n, len(pieces))]


def _by_lines(before: Sequence[str], after: Sequence[str]) -> Iterator[Piece]:
    start, end = _shared(before, after)
    yield Piece(SAME, "".join(before[:start]))
    old, new = before[start : len(before) - end], after[start : len(after) - end]
    if len(old) * len(new) > MOST_LINES:
        yield from _replaced(old, new)
    else:
        left = MOST_WORDS
        for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
            if tag == "equal":
                yield Piece(SAME, "".join(old[a:b]))
                continue
            went, came = _words(old[a:b]), _words(new[c:d])
            first, last = _shared(went, came)
            yield Piece(SAME, "".join(went[:first]))
            middle = went[first : len(went) - last], came[first : len(came) - last]
            left -= len(middle[0]) * len(middle[1])
            yield from _by_words(*middle) if left > 0 else _replaced(*middle)
            yield Piece(SAME, "".join(went[len(went) - last :]))
    yield Piece(SAME, "".join(before[len(before) - end :]))


def _by_words(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    for tag, a, b, c, d in SequenceMatcher(None, old, new).get_opcodes():
        if tag == "equal":
            yield Piece(SAME, "".join(old[a:b]))
        else:
            yield from _replaced(old[a:b], new[c:d])


def _replaced(old: Sequence[str], new: Sequence[str]) -> Iterator[Piece]:
    if old:
        yield Piece(REMOVED, "".join(old))
    if new:
        yield Piece(ADDED, "".join(new))


def _words(lines: Sequence[str]) -> list[str]:
    return _WORDS.findall("".join(lines))


def _shared(before: Sequence[str], after: Sequence[str]) -> tuple[int, int]:
    """Count the lines or words that are the same at the start and at the end."""
    most = min(len(before), len(after))
    start = 0
    while start < most and before[start] == after[start]:
        start += 1
    end = 0
    while end < most - start and before[-1 - end] == after[-1 - end]:
        end += 1
    return start, end


def _shortened(piece: Piece, place: int, count: int) -> Iterator[Piece]:
    """Keep of what is the same only what stands around a change."""
    text = piece.text
    if piece.fate != SAME or len(text) <= 3 * KEPT_AROUND:
        yield piece
        return
    if place:
        yield Piece(SAME, text[:KEPT_AROUND])
    yield Piece(SAME, "", cut=True)
    if place < count - 1:
        yield Piece(SAME, text[-KEPT_AROUND:])
