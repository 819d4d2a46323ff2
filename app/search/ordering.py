"""In which order the things of an answer stand, and where the next page begins.

Pages follow one another by the place of the last thing, never by a count, so that a thing
published meanwhile does not push another out of sight.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.search.engine import Question
from app.search.snapshot import Floats, Snapshot

CLOSEST = "p"
NEWEST = "d"


@dataclass(frozen=True)
class Page:
    """The things of one page, in order, and the mark from which the next one goes on."""

    things: list[int]
    next_after: str


def page(
    snapshot: Snapshot, order: str, things: NDArray[np.intp], best: Floats, question: Question
) -> Page:
    """Return the page of these things that follows the mark of the question."""
    ranks = best.astype(np.float64) if order == CLOSEST else snapshot.thing_published
    ranks = ranks[things].astype(np.float64)
    codes = snapshot.thing_codes[things]
    mark = _read_mark(order, question.after)
    if mark is not None:
        rank, code = mark
        behind = (ranks < rank) | ((ranks == rank) & (codes > code))
        things, ranks, codes = things[behind], ranks[behind], codes[behind]
    if len(things) > question.limit:
        floor = np.partition(ranks, -question.limit - 1)[-question.limit - 1]
        front = ranks >= floor
        things, ranks, codes = things[front], ranks[front], codes[front]
    sequence = np.lexsort((codes, -ranks))
    here = sequence[: question.limit]
    more = len(sequence) > question.limit
    next_after = _write_mark(order, ranks[here[-1]], codes[here[-1]]) if more else ""
    return Page([int(thing) for thing in things[here]], next_after)


def _write_mark(order: str, rank: np.float64, code: np.uint64) -> str:
    return f"{order}{float(rank).hex()}_{int(code):x}"


def _read_mark(order: str, mark: str) -> tuple[float, np.uint64] | None:
    """Return the rank and code of a mark; None when there is none or somebody made it up."""
    rank, _, code = mark[1:].partition("_")
    if not mark.startswith(order):
        return None
    try:
        return float.fromhex(rank), np.uint64(int(code, 16))
    except (ValueError, OverflowError):
        return None
