"""Extracts: the stretch of a text where the words asked for stand thickest, in bounded time."""

from collections.abc import Mapping
from itertools import pairwise
from typing import NamedTuple

from app.search.analysis import places
from app.search.engine import Marks, Segment

LONGEST_READ = 20_000
WIDTH = 220
LEAD = 40
REPEATED = 0.1
OTHER_TERM = 0.5
# Little words and an apostrophe stand between the words of a term; no more.
WIDEST_GAP = 14
ELLIPSIS = "…"


class _Place(NamedTuple):
    stem: str
    start: int
    end: int


def highlight(text: str, marks: Marks) -> list[Segment]:
    """Return the whole text in segments, the words asked for marked."""
    return _segments(text, _places(text, marks), 0, len(text))


def extract(text: str, marks: Marks) -> list[Segment]:
    """Return about WIDTH characters around the most telling words; the beginning when none is
    there. A word counts fully once, and a little when it comes again.
    """
    text = text[:LONGEST_READ]
    found = _places(text, marks)
    start = _best_start(found, marks.idf)
    begin = text.rfind(" ", 0, start - LEAD) + 1 if start > LEAD else 0
    end = min(len(text), begin + WIDTH)
    if end < len(text):
        space = text.rfind(" ", begin + WIDTH // 2, end)
        end = space if space > 0 else end
    segments = _segments(text, found, begin, end)
    if begin:
        segments.insert(0, Segment(f"{ELLIPSIS} ", is_match=False))
    if end < len(text):
        segments.append(Segment(f" {ELLIPSIS}", is_match=False))
    return segments


def _places(text: str, marks: Marks) -> list[_Place]:
    if not marks:
        return []
    wanted = set(marks.idf).union(*marks.terms)
    found = [_Place(*place) for place in places(text, wanted)]
    if not marks.terms:
        return found
    kept = {at for at, place in enumerate(found) if place.stem in marks.idf}
    for term in marks.terms:
        for at in range(len(found) - len(term) + 1):
            run = found[at : at + len(term)]
            if tuple(place.stem for place in run) == term and _is_close(run):
                kept.update(range(at, at + len(term)))
    return [found[at] for at in sorted(kept)]


def _is_close(run: list[_Place]) -> bool:
    return all(right.start - left.end <= WIDEST_GAP for left, right in pairwise(run))


def _best_start(places: list[_Place], idf: Mapping[str, float]) -> int:
    """Return where the window that weighs most begins, sliding over the places once."""
    best, best_weight = 0, -1.0
    held: dict[str, int] = {}
    weight, right = 0.0, 0
    for left in places:
        while right < len(places) and places[right].end <= left.start + WIDTH - LEAD:
            stem = places[right].stem
            weight += idf.get(stem, OTHER_TERM) * (REPEATED if held.get(stem) else 1)
            held[stem] = held.get(stem, 0) + 1
            right += 1
        if weight > best_weight + 1e-9:
            best, best_weight = left.start, weight
        held[left.stem] = held.get(left.stem, 1) - 1
        weight -= idf.get(left.stem, OTHER_TERM) * (REPEATED if held[left.stem] else 1)
    return best


def _segments(text: str, places: list[_Place], begin: int, end: int) -> list[Segment]:
    segments: list[Segment] = []
    position = begin
    for _, start, stop in places:
        if start < begin or stop > end:
            continue
        between = _flat(text[position:start])
        if segments and segments[-1].is_match and between.isspace():
            # Words found side by side are marked as one.
            segments[-1] = Segment(f"{segments[-1].text}{between}{text[start:stop]}", is_match=True)
            position = stop
            continue
        if between:
            segments.append(Segment(between, is_match=False))
        segments.append(Segment(text[start:stop], is_match=True))
        position = stop
    if position < end:
        segments.append(Segment(_flat(text[position:end]), is_match=False))
    return segments


def _flat(text: str) -> str:
    return text.replace("\n", " ")
