"""Facts about this site that are data, not settings: for instance that it shows a demonstration.

Read on every page, changed almost never: each process keeps what it read for a few seconds.
"""

import time

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Mapped, mapped_column

from app.database import Base, CreatedAt, db

KEPT_SECONDS = 5.0
DEMO = "demo"


class SiteFact(Base):
    """One fact, by its name."""

    __tablename__ = "site_facts"

    name: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    written_at: Mapped[CreatedAt]


_kept: dict[str, str] = {}
_read_at = float("-inf")


def find_fact(name: str) -> str | None:
    """Return the value of a fact, at most a few seconds old, or None."""
    global _kept, _read_at
    if time.monotonic() - _read_at > KEPT_SECONDS:
        _kept, _read_at = _read(), time.monotonic()
    return _kept.get(name)


def _read() -> dict[str, str]:
    try:
        return {row.name: row.value for row in db.session.scalars(select(SiteFact))}
    except DBAPIError:  # the page that says so must still be shown, with what was true before
        db.session.rollback()
        return _kept


def write_fact(name: str, value: str | None) -> None:
    """Write a fact, or forget it."""
    row = db.session.get(SiteFact, name)
    if value is None:
        if row is not None:
            db.session.delete(row)
    elif row is None:
        db.session.add(SiteFact(name=name, value=value))
    else:
        row.value = value
    forget_kept()


def forget_kept() -> None:
    """Make this process read the facts again."""
    global _read_at  # noqa: PLW0603 - a cache of the process
    _read_at = float("-inf")


def is_demo() -> bool:
    """Say whether the site shows demonstration content."""
    return find_fact(DEMO) is not None
