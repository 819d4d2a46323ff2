"""Who is acting: a member, with the structures and groups that decide what they may read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, TypeAlias, cast

from sqlalchemy import CompoundSelect, Integer, Select, bindparam, literal, union_all

from app.accounts.models import Member, MemberStatus
from app.clock import today
from app.database import db

ACTIVE_STRUCTURE = "active_structure"
STRUCTURE = "structure"
GROUP = "group"
COUNT = "count:"


@dataclass(frozen=True)
class Actor:
    """A member in one request. Equality is that of the member."""

    member: Member
    structure_ids: frozenset[int] = frozenset()
    active_structure_ids: frozenset[int] = frozenset()
    group_ids: frozenset[int] = frozenset()
    # The small numbers of the frame: they come with the circles, so that no page asks for them.
    counts: Mapping[str, int] = field(default_factory=dict, compare=False)

    @property
    def id(self) -> int:
        return self.member.id

    @property
    def name(self) -> str:
        return self.member.name

    @property
    def is_facilitator(self) -> bool:
        return self.member.is_facilitator or self.member.is_administrator

    @property
    def is_administrator(self) -> bool:
        return self.member.is_administrator

    @property
    def is_network_member(self) -> bool:
        """A member of an active structure, or somebody who runs the site; never a guest."""
        if self.member.status is not MemberStatus.ACTIVE:
            return False
        return bool(self.active_structure_ids) or self.is_facilitator

    @property
    def home_structure_id(self) -> int | None:
        """The structure under whose name this member publishes."""
        return min(self.active_structure_ids, default=None)


Reader: TypeAlias = Actor | None
Affiliation = Callable[[int], Select[Any]]
_affiliations: list[tuple[str, Affiliation]] = []


def affiliation(kind: str) -> Callable[[Affiliation], Affiliation]:
    """Register how the ids of one kind of circle are read for a member's id."""

    def register(select_ids: Affiliation) -> Affiliation:
        _affiliations.append((kind, select_ids))
        return select_ids

    return register


def counted(name: str) -> Callable[[Affiliation], Affiliation]:
    """Register how one number of the frame is counted for a member's id."""
    return affiliation(f"{COUNT}{name}")


@lru_cache(maxsize=2)
def _circles_of_some_member(
    _day: date, _affiliations_known: int
) -> CompoundSelect[*tuple[Any, ...]]:
    """Build the statement of `actor_for`, once a day: some circles depend on the day it is."""
    member_id = cast(int, bindparam("member_id", type_=Integer))
    return union_all(
        *(
            select_ids(member_id).add_columns(literal(kind).label("kind"))
            for kind, select_ids in _affiliations
        )
    )


def actor_for(member: Member) -> Actor:
    """Read, in one statement, every circle the member belongs to, and what the frame counts."""
    circles: dict[str, set[int]] = {}
    if _affiliations:
        statement = _circles_of_some_member(today(), len(_affiliations))
        for identity, kind in db.session.execute(statement, {"member_id": member.id}):
            circles.setdefault(kind, set()).add(identity)
    return Actor(
        member=member,
        structure_ids=frozenset(circles.get(STRUCTURE, ())),
        active_structure_ids=frozenset(circles.get(ACTIVE_STRUCTURE, ())),
        group_ids=frozenset(circles.get(GROUP, ())),
        counts={
            kind.removeprefix(COUNT): max(ids)
            for kind, ids in circles.items()
            if kind.startswith(COUNT)
        },
    )
