"""Working days in France: what a question waits for is counted without week-ends and holidays."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from app.clock import PARIS

SATURDAY = 5
ONE_DAY = timedelta(days=1)
FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
# Days after Easter Sunday: its Monday, the Ascension, the Monday of Pentecost.
MOVABLE: Mapping[str, int] = {"easter_monday": 1, "ascension": 39, "pentecost_monday": 50}


def easter(year: int) -> date:
    """Return Easter Sunday, as Gauss, Meeus and Butcher count it."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


@lru_cache(maxsize=16)
def public_holidays(year: int) -> frozenset[date]:
    """Return the eleven public holidays of the labour code."""
    movable = {easter(year) + timedelta(days=days) for days in MOVABLE.values()}
    return frozenset({date(year, month, day) for month, day in FIXED} | movable)


def is_working_day(day: date) -> bool:
    """Say whether offices are open that day."""
    return day.weekday() < SATURDAY and day not in public_holidays(day.year)


def working_days_before(moment: datetime, days: int) -> datetime:
    """Return since when somebody has waited so many working days at this moment.

    Who asks on a Saturday asks, for those who answer, on Monday morning.
    """
    local = moment.astimezone(PARIS)
    day, clock = local.date(), local.time()
    if not is_working_day(day):
        day, clock = _working_day_before(day), time.max
    for _n in range(days):
        day = _working_day_before(day)
    return datetime.combine(day, clock, tzinfo=PARIS)


def _working_day_before(day: date) -> date:
    day -= ONE_DAY
    while not is_working_day(day):
        day -= ONE_DAY
    return day
