"""The time: always aware, in UTC; days are those of the network, in Europe/Paris."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
_frozen: ContextVar[datetime | None] = ContextVar("frozen", default=None)


def now() -> datetime:
    """Return the present moment, or the frozen one inside `frozen_at`."""
    return _frozen.get() or datetime.now(UTC)


def today() -> date:
    """Return the day it is in Paris, where the members work."""
    return now().astimezone(PARIS).date()


@contextmanager
def frozen_at(moment: datetime) -> Iterator[None]:
    """Make `now()` say this moment: for loading dated content, and for tests."""
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=PARIS)
    token = _frozen.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _frozen.reset(token)
