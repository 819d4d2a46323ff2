"""Search as a page sees it: what this reader may read, in words and addresses.

The index filters on rights; every hit is then read again through the rule of visibility of its
room, so that an index a second late shows nothing that was hidden since.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from app.accounts.actor import Reader
from app.search import kinds
from app.search.analysis import words
from app.search.audiences import audiences_of
from app.search.engine import (
    PAGE,
    Found,
    FoundThing,
    Mended,
    Passage,
    Question,
    Segment,
    territory_label,
)
from app.search.extracts import highlight
from app.search.facets import KIND, STAGE, TERRITORY, THEME, Facet, facets_of
from app.search.kinds import Part, SearchHit
from app.search.whoosh_engine import WhooshEngine


@dataclass(frozen=True, kw_only=True)
class SearchRequest:
    """What a reader asks for; terms and territories by their ids."""

    text: str = ""
    kinds: frozenset[str] = frozenset()
    themes: frozenset[int] = frozenset()
    stages: frozenset[int] = frozenset()
    territories: frozenset[int] = frozenset()
    newest_first: bool = False
    after: str = ""
    as_written: bool = False
    limit: int = PAGE

    @property
    def filter_count(self) -> int:
        """How many filters are on."""
        return sum(map(len, (self.kinds, self.themes, self.stages, self.territories)))


@dataclass(frozen=True, kw_only=True)
class ShownPassage:
    """Another place of the same thing where the words stand."""

    heading: str
    url: str
    extract: list[Segment]


@dataclass(frozen=True, kw_only=True)
class ShownHit:
    """One line of the results; `other_count` says how many more passages match."""

    kind: str
    kind_label: str
    title: list[Segment]
    url: str
    heading: str
    extract: list[Segment]
    meta: list[str]
    others: list[ShownPassage] = field(default_factory=list)
    other_count: int = 0


@dataclass(frozen=True, kw_only=True)
class SearchResult:
    """One page of results; `total` is 0 when only what comes near could be found."""

    hits: list[ShownHit]
    total: int
    facets: list[Facet]
    next_after: str
    unfiltered_total: int
    mended: Mended | None


def search(engine: WhooshEngine, reader: Reader, request: SearchRequest) -> SearchResult:
    """Return what this reader may see of the answer, best first, with the counts around it."""
    found = engine.find(_question(reader, request))
    hits = [hit for hit in _shown(found, reader) if hit is not None]
    hidden = len(found.things) - len(hits)
    return SearchResult(
        hits=hits,
        total=0 if found.near else found.total - hidden,
        facets=facets_of(
            found,
            {
                KIND: request.kinds,
                THEME: request.themes,
                STAGE: request.stages,
                TERRITORY: request.territories,
            },
        ),
        next_after="" if found.near else found.next_after,
        unfiltered_total=0 if found.near else found.unfiltered_total,
        mended=found.mended,
    )


def _question(reader: Reader, request: SearchRequest) -> Question:
    return Question(
        text=request.text,
        audiences=audiences_of(reader),
        kinds=request.kinds,
        labels={
            THEME: request.themes,
            STAGE: request.stages,
            TERRITORY: frozenset(map(territory_label, request.territories)),
        },
        newest_first=request.newest_first,
        after=request.after,
        limit=request.limit,
        as_written=request.as_written,
    )


def _shown(found: Found, reader: Reader) -> list[ShownHit | None]:
    parts: dict[str, list[Part]] = {}
    for thing in found.things:
        parts.setdefault(thing.key.kind, []).extend(
            (thing.key.object_id, passage.part) for passage in thing.passages
        )
    readable: dict[str, Mapping[Part, SearchHit]] = {}
    for name, wanted in parts.items():
        kind = kinds.kind_named(name)
        readable[name] = kind.links(reader, wanted) if kind else {}
    return [_hit(thing, readable[thing.key.kind], found) for thing in found.things]


def _hit(thing: FoundThing, readable: Mapping[Part, SearchHit], found: Found) -> ShownHit | None:
    linked = [
        (passage, readable[thing.key.object_id, passage.part])
        for passage in thing.passages
        if (thing.key.object_id, passage.part) in readable
    ]
    kind = kinds.kind_named(thing.key.kind)
    if not linked or kind is None:
        return None
    (best, hit), *others = linked
    gone = len(thing.passages) - len(linked)
    return ShownHit(
        kind=hit.kind,
        kind_label=str(kind.label),
        title=highlight(hit.title, found.marks),
        url=hit.url,
        heading=best.heading,
        extract=best.extract,
        meta=hit.meta,
        others=_others(best, others) if found.marks else [],
        other_count=thing.passage_count - gone - 1 if found.marks else 0,
    )


def _others(best: Passage, others: Sequence[tuple[Passage, SearchHit]]) -> list[ShownPassage]:
    return [
        ShownPassage(heading=passage.heading, url=hit.url, extract=passage.extract)
        for passage, hit in others
        if passage.part != best.part
    ]


def has_words(text: str) -> bool:
    """Say whether anything in this text can be looked for."""
    return bool(words(text))
