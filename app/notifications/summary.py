"""The weekly summary: rooms say what was new, each reader gets what they may read of it, once.

A room registers its part: `summary_part(position)(lines)`, where `lines(reader, span)` returns a
`Section` or None. The job writes each member's summary in a transaction with the row that says it
was written, so that a week is never told twice, killed in the middle or not.
"""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from app.accounts.actor import Actor
from app.clock import PARIS, now

log = logging.getLogger(__name__)
MOST_LINES = 15
FROM_HOUR = 7
LAST_DAY = 1  # Tuesday: later than that, a summary of last week is no news


@dataclass(frozen=True)
class Span:
    """The week that is told: from its Monday to the next, which names it."""

    since: datetime
    until: datetime


@dataclass(frozen=True)
class SummaryLine:
    title: str
    url: str  # a path of the site


@dataclass(frozen=True)
class Section:
    """What one room has to say."""

    title: str
    lines: Sequence[SummaryLine]


Part = Callable[[Actor, Span], Section | None]
_parts: list[tuple[int, Part]] = []


def summary_part(position: int) -> Callable[[Part], Part]:
    """Register what says one section of the summary, at this place."""

    def register(part: Part) -> Part:
        _parts.append((position, part))
        _parts.sort(key=lambda one: one[0])
        return part

    return register


def due_week(moment: datetime | None = None) -> date | None:
    """Return the Monday whose summary is due, None when it is too early or too late."""
    here = (moment or now()).astimezone(PARIS)
    if here.weekday() > LAST_DAY or (here.weekday() == 0 and here.hour < FROM_HOUR):
        return None
    return here.date() - timedelta(days=here.weekday())


def span_before(week: date) -> Span:
    """Return the seven days before this Monday, in the hours of Paris."""
    until = datetime.combine(week, time(), PARIS)
    return Span(datetime.combine(week - timedelta(days=7), time(), PARIS), until)


def sections_for(reader: Actor, span: Span) -> list[Section]:
    """Return what this reader may read of the week, fifteen lines at most, nothing empty."""
    left = MOST_LINES
    found = []
    for _position, part in _parts:
        section = part(reader, span) if left else None
        if section is not None and section.lines:
            lines = section.lines[:left]
            left -= len(lines)
            found.append(Section(section.title, lines))
    return found
