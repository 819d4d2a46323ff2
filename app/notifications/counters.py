"""The small numbers of the frame (notices, private messages): one statement for all of them.

A room registers `@counter("messages")` a function that gets the id of the member, as an expression,
and returns the statement that counts. The page prints `frame_counts()["messages"]`.
"""

from collections.abc import Callable
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import Integer, Select, bindparam, func, select

from app.accounts.actor import Reader
from app.database import db
from app.notifications.models import Notice

Counter = Callable[[int], Select[Any]]
_counters: dict[str, Counter] = {}


def counter(name: str) -> Callable[[Counter], Counter]:
    """Register what counts, for a member's id, one number of the frame."""

    def register(select_count: Counter) -> Counter:
        _counters[name] = select_count
        return select_count

    return register


@counter("notices")
def _unread_notices(member_id: int) -> Select[Any]:
    return select(func.count()).where(Notice.member_id == member_id, Notice.read_at.is_(None))


@lru_cache(maxsize=2)
def _all_counts(_known: int) -> Select[Any]:
    member_id = cast(int, bindparam("member_id", type_=Integer))
    return select(
        *(count(member_id).scalar_subquery().label(name) for name, count in _counters.items())
    )


def frame_counts(reader: Reader) -> dict[str, int]:
    """Return every number of the frame for this reader, by name; nothing for a visitor."""
    if reader is None:
        return {}
    row = db.session.execute(_all_counts(len(_counters)), {"member_id": reader.id}).one()
    return dict(row._mapping)  # noqa: SLF001 - the public name of SQLAlchemy
