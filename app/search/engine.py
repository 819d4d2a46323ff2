"""What goes into the engine and what comes out: plain values, no database, no pages.

`whoosh_engine.WhooshEngine` is the engine; the rest of the room only knows these types.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from app.search.kinds import SearchDocument

PAGE = 20
LISTED_PASSAGES = 4
TERRITORY_FLAG = 1 << 30


def territory_label(territory_id: int) -> int:
    """Return the number under which a territory stands among the labels, apart from the terms."""
    return TERRITORY_FLAG | territory_id


class Key(NamedTuple):
    """Which thing: the name of its kind and its id."""

    kind: str
    object_id: int


class Segment(NamedTuple):
    """A stretch of text, and whether it is one of the words asked for."""

    text: str
    is_match: bool


@dataclass(frozen=True)
class Marks:
    """What to mark in a text: stems, each with how much it tells, and terms of several words.

    The words of such a term are marked only where they follow one another.
    """

    idf: dict[str, float]
    terms: Sequence[tuple[str, ...]] = ()

    def __bool__(self) -> bool:
        return bool(self.idf)


@dataclass(frozen=True, kw_only=True)
class Change:
    """What the index should hold about one thing from now on; no document means forget it."""

    key: Key
    documents: "list[SearchDocument]"


@dataclass(frozen=True, kw_only=True)
class Question:
    """What somebody asks the index. Choices within a filter widen, filters narrow one another.

    `as_written` looks for these very words: nothing mended, no synonym. `labels` holds one filter a
    facet (theme, stage, territory…): the chosen label numbers, or an empty set when the facet
    should only be counted.
    """

    text: str
    audiences: frozenset[str]
    kinds: frozenset[str] = frozenset()
    labels: Mapping[str, frozenset[int]] = field(default_factory=dict)
    newest_first: bool = False
    after: str = ""
    limit: int = PAGE
    as_written: bool = False


@dataclass(frozen=True, kw_only=True)
class Passage:
    """One place of a thing where the words stand."""

    part: str
    title: str
    heading: str
    extract: list[Segment]
    score: float


@dataclass(frozen=True, kw_only=True)
class FoundThing:
    """A thing with its best passages first; `passage_count` counts all that match."""

    key: Key
    passages: list[Passage]
    passage_count: int


@dataclass(frozen=True, kw_only=True)
class Mended:
    """The question as it was understood, what was mended marked, and the words as typed."""

    segments: list[Segment]
    typed: list[str]


@dataclass(frozen=True, kw_only=True)
class Found:
    """The answer: one page of things, and what the whole answer is made of.

    Each facet is counted with the other filters on and its own off, so that it shows what another
    choice would give. `near` is true when nothing holds enough of the words, and what comes
    closest is given instead. `unfiltered_total` is the total without any filter.
    """

    things: list[FoundThing] = field(default_factory=list)
    total: int = 0
    unfiltered_total: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    labels: Mapping[str, Mapping[int, int]] = field(default_factory=dict)
    next_after: str = ""
    near: bool = False
    marks: Marks = field(default_factory=lambda: Marks({}))
    mended: Mended | None = None
