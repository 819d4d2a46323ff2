"""Lists paged by key: the next page starts after the last row seen, whatever was added."""

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar, cast

from sqlalchemy import Integer, Select, and_, bindparam, or_
from sqlalchemy.orm import InstrumentedAttribute

from app.database import UtcDateTime

T = TypeVar("T")
S = TypeVar("S", bound=Select[*tuple[Any, ...]])
PAGE_SIZE = 30


@dataclass(frozen=True)
class Cursor:
    """The place in a list: the moment and the id of the last row that was shown."""

    moment: datetime
    id: int

    def __str__(self) -> str:
        text = f"{self.moment.isoformat()}|{self.id}"
        return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str | None) -> "Cursor | None":
        """Read a cursor from an address; anything unreadable means the first page."""
        if not text:
            return None
        try:
            padded = text + "=" * (-len(text) % 4)
            moment, _, number = base64.urlsafe_b64decode(padded).decode().partition("|")
            read = datetime.fromisoformat(moment)
            return cls(read, int(number)) if read.tzinfo else None
        except (ValueError, binascii.Error):
            return None


# The cursor of a statement prepared once: `cursor_values` gives what it stands for.
AFTER = Cursor(
    cast(datetime, bindparam("after_moment", type_=UtcDateTime)),
    cast(int, bindparam("after_id", type_=Integer)),
)


def cursor_values(after: Cursor | None) -> dict[str, Any]:
    """Return the values of `AFTER` for one page."""
    return {} if after is None else {"after_moment": after.moment, "after_id": after.id}


@dataclass(frozen=True)
class Page(Generic[T]):
    """One page of a list, newest first; `older` is the cursor of the next page, or None."""

    items: Sequence[T]
    older: str | None
    is_first: bool = True


def newest_first(
    statement: S,
    keys: tuple[InstrumentedAttribute[Any], InstrumentedAttribute[int]],
    after: Cursor | None,
    size: int = PAGE_SIZE,
) -> S:
    """Order by (moment, id) downwards, start after the cursor, and read one row more than asked."""
    moment, identity = keys
    if after is not None:
        statement = statement.where(
            or_(moment < after.moment, and_(moment == after.moment, identity < after.id))
        )
    return statement.order_by(moment.desc(), identity.desc()).limit(size + 1)


def as_page(
    rows: Sequence[T],
    cursor_of: Callable[[T], Cursor],
    after: Cursor | None,
    size: int = PAGE_SIZE,
) -> Page[T]:
    """Make a page of what `newest_first` read: the row too many says that there is more."""
    items = rows[:size]
    older = str(cursor_of(items[-1])) if len(rows) > size else None
    return Page(items, older, is_first=after is None)
