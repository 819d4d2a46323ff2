"""Statements built once: what a reader may read is written with names, and given with their values.

Building a statement that holds the rule of visibility takes longer than running it. The rule only
depends on three kinds of readers (a visitor, a member of the network, another account); the ids of
the person, of their structures and groups are parameters.

    _titles = Prepared(lambda reader: select(Topic.title).where(topics_visible_to(reader)))
    db.session.scalars(_titles.for_(reader), values_of(reader))
"""

from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import BindParameter, bindparam

from app.accounts.actor import Actor, Reader

S = TypeVar("S")


@dataclass(frozen=True)
class _SomeMember:
    """What the rules of visibility ask of an actor, in place of an actor."""

    is_network_member: bool
    id: BindParameter[int]
    structure_ids: BindParameter[int]
    group_ids: BindParameter[int]


def _some_member(*, is_network_member: bool) -> Actor:
    stand_in = _SomeMember(
        is_network_member,
        bindparam("reader_id"),
        bindparam("reader_structures", expanding=True),
        bindparam("reader_groups", expanding=True),
    )
    return cast(Actor, stand_in)


_STAND_INS = {
    is_network: _some_member(is_network_member=is_network) for is_network in (True, False)
}


def values_of(reader: Reader, **others: object) -> Mapping[str, Any]:
    """Return the values that a prepared statement needs of this reader, beside others."""
    if reader is None:
        return others
    return {
        "reader_id": reader.id,
        "reader_structures": list(reader.structure_ids),
        "reader_groups": list(reader.group_ids),
        **others,
    }


class Prepared(Generic[S]):
    """A statement for each kind of reader and each choice of its parts, built when first needed."""

    def __init__(self, build: Callable[..., S]) -> None:
        self._build = build
        self._built: dict[Hashable, S] = {}

    def for_(self, reader: Reader, *choices: Hashable) -> S:
        """Return the statement for this kind of reader; `choices` go on to the building."""
        kind = None if reader is None else reader.is_network_member
        key = (kind, *choices)
        if key not in self._built:
            stand_in = None if kind is None else _STAND_INS[kind]
            self._built[key] = self._build(stand_in, *choices)
        return self._built[key]
