"""The small numbers of the frame (notices, private messages), read with who is reading.

A room registers, by `@counter("messages")`, a function that gets the id of the member, as an
expression, and returns the statement that counts. Templates print
`frame_counts(reader)["messages"]`.
"""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, func, select

from app.accounts.actor import Reader, counted
from app.notifications.models import Notice

Counter = Callable[[int], Select[Any]]


def counter(name: str) -> Callable[[Counter], Counter]:
    """Register what counts, for a member's id, one number of the frame."""
    return counted(name)


@counter("notices")
def _unread_notices(member_id: int) -> Select[Any]:
    return select(func.count()).where(Notice.member_id == member_id, Notice.read_at.is_(None))


def frame_counts(reader: Reader) -> Mapping[str, int]:
    """Return every number of the frame for this reader, by name; nothing for a visitor."""
    return {} if reader is None else reader.counts
