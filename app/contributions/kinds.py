"""The kinds of contribution: each room registers its own, so that shared pages can reach it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from sqlalchemy import ColumnElement

from app.accounts.actor import Reader
from app.contributions.models import Contribution, Visibility

OFFERED = (Visibility.PUBLIC, Visibility.NETWORK, Visibility.STRUCTURE)


class Addressed(Protocol):
    """Whatever has the three columns that an address needs."""

    id: Any
    kind: Any
    slug: Any


def _always(_contribution: Contribution) -> bool:
    return True


def _as_offered(_reader: Reader, _contribution: Contribution) -> Sequence[Visibility]:
    return OFFERED


@dataclass(frozen=True, kw_only=True)
class ContributionKind:
    """How the site speaks of one kind, and where its pages are."""

    name: str
    label: Any  # « Fiche », lazily translated
    plural: Any  # « Fiches »
    address: Callable[[int, str], str]
    edit_address: Callable[[int, str], str]
    publish: Callable[[Any, Contribution], None] | None = None
    may_purge: Callable[[Contribution], bool] = field(default=_always)
    # Where one message of it is, and whom the room refuses beyond the rule of contributions.
    part_address: Callable[[int, str, int], str] | None = None
    part_exists: Callable[[int, int], bool] | None = None
    narrower: Callable[[Reader], ColumnElement[bool]] | None = None
    visibilities: Callable[[Reader, Contribution], Sequence[Visibility]] = field(
        default=_as_offered
    )
    summarised: bool = True  # by the weekly summary, under the common rule of reading


_kinds: dict[str, ContributionKind] = {}


def register_kind(kind: ContributionKind) -> ContributionKind:
    """Make a kind known to the shared pages."""
    _kinds[kind.name] = kind
    return kind


def kind_named(name: str) -> ContributionKind:
    """Return a kind by its name; an unknown name is a programming error."""
    return _kinds[name]


def all_kinds() -> Collection[ContributionKind]:
    """Return the kinds in the order in which the rooms registered them."""
    return _kinds.values()


def address_of(contribution: Addressed) -> str:
    """Return the address of the page of a contribution."""
    return kind_named(contribution.kind).address(contribution.id, contribution.slug)
