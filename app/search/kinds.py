"""What can be searched: the registry to which each room adds its kinds."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.accounts.actor import Reader
    from app.i18n import LazyText

Part = tuple[int, str]
"""A thing of a kind by its id, and the part of it where the words stand."""


@dataclass(frozen=True, kw_only=True)
class SearchDocument:
    """One passage of a thing: the words that find it, and who may find it.

    `part` is the anchor inside the thing (`message-12`, `fichier-3-page-2`), `title` the title of
    the thing, always set: passages without one lose to those that have one. `heading` says which
    part this is, for people, and may be empty.
    """

    part: str
    title: str
    body: str
    kind: str
    audience: frozenset[str]
    heading: str = ""
    terms: frozenset[int] = frozenset()
    territories: frozenset[int] = frozenset()
    author_id: int | None = None
    published: datetime | None = None


@dataclass(frozen=True, kw_only=True)
class SearchHit:
    """How a passage is shown and reached; `url` ends in the anchor or the page."""

    title: str
    url: str
    kind: str
    meta: list[str] = field(default_factory=list)


@dataclass(frozen=True, kw_only=True)
class SearchKind:
    """How one room feeds the index and reads its hits back.

    `documents` gives the passages of a thing, none when it should not be found. `links` reads the
    hits again through the rule of visibility: a key that it leaves out may not be seen by this
    reader. `label` names one of them (« Fiche »), `plural` several, in the filter.
    """

    name: str
    label: "str | LazyText"
    documents: Callable[[int], list[SearchDocument]]
    links: "Callable[[Reader, Collection[Part]], Mapping[Part, SearchHit]]"
    all_ids: Callable[[], Iterable[int]]
    plural: "str | LazyText" = ""


_kinds: dict[str, SearchKind] = {}


def register(kind: SearchKind) -> SearchKind:
    """Make this kind searchable; each name once."""
    if kind.name in _kinds:
        raise ValueError(f"search kind {kind.name!r} is declared twice")
    _kinds[kind.name] = kind
    return kind


def kind_named(name: str) -> SearchKind | None:
    """Return the kind of this name, None when no room declares it any more."""
    return _kinds.get(name)


def all_kinds() -> list[SearchKind]:
    """Return every kind, in the order the rooms declared them."""
    return list(_kinds.values())
