"""Dates and times as people say them. Shown twenty times a page, so French is written out here."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import lru_cache

from babel.dates import format_date, format_time
from markupsafe import escape

from app import clock, markup
from app.i18n import current_locale
from app.i18n import gettext as _

FRENCH = "fr"
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
SHORT_MONTHS = (
    "janv.", "févr.", "mars", "avr.", "mai", "juin",
    "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
DAYS_SHOWN_RELATIVE = 7


def day(value: date | datetime | None) -> str:
    """« 3 mars 2026 »."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(clock.PARIS).date()
    if current_locale() != FRENCH:
        return format_date(value, format="long", locale=current_locale())
    number = "1er" if value.day == 1 else str(value.day)
    return f"{number}\u00a0{MONTHS[value.month - 1]} {value.year}"


def exact(value: datetime | None) -> str:
    """« 3 mars 2026 à 18 h 12 »."""
    if value is None:
        return ""
    return _("%(day)s à %(time)s", day=day(value), time=clock_time(value))


def clock_time(value: datetime) -> str:
    """« 18 h 12 »."""
    local = value.astimezone(clock.PARIS)
    if current_locale() == FRENCH:
        return f"{local.hour}\u00a0h\u00a0{local.minute:02d}"
    return format_time(local.time(), format="short", locale=current_locale())


def relative(value: datetime) -> str:
    """« hier, 18 h 12 », « jeudi, 9 h 05 » within a week, then « 21 sept. », « 21 sept. 2024 »."""
    local, today = value.astimezone(clock.PARIS).date(), clock.today()
    if local == today:
        return _("aujourd’hui, %(time)s", time=clock_time(value))
    if local == today - timedelta(days=1):
        return _("hier, %(time)s", time=clock_time(value))
    if timedelta(0) < today - local < timedelta(days=DAYS_SHOWN_RELATIVE):
        return _("%(weekday)s, %(time)s", weekday=_weekday(local), time=clock_time(value))
    return _short(local, with_year=local.year != today.year)


def brief(value: datetime) -> str:
    """« 18 h 12 » today, « hier », « jeudi » within a week, then « 21 sept. »: for columns."""
    local, today = value.astimezone(clock.PARIS).date(), clock.today()
    if local == today:
        return clock_time(value)
    if local == today - timedelta(days=1):
        return _("hier")
    if timedelta(0) < today - local < timedelta(days=DAYS_SHOWN_RELATIVE):
        return _weekday(local)
    return _short(local, with_year=local.year != today.year)


def moment(value: datetime | None) -> str:
    """A moment as people say it, exact on hover and in print; already safe HTML."""
    return "" if value is None else _kept(relative, value, clock.today(), current_locale())


def brief_moment(value: datetime | None) -> str:
    """The same in few letters."""
    return "" if value is None else _kept(brief, value, clock.today(), current_locale())


@lru_cache(maxsize=8192)
def _kept(say: Callable[[datetime], str], value: datetime, _today: date, _locale: str) -> str:
    """A moment is said the same way all day long in one language."""
    return _time(value, say(value))


def _time(value: datetime, text: str) -> str:
    return markup.stored(
        f'<time datetime="{value.isoformat(timespec="seconds")}" title="{escape(exact(value))}">'
        f"{escape(text)}</time>"
    )


def _weekday(value: date) -> str:
    if current_locale() == FRENCH:
        return WEEKDAYS[value.weekday()]
    return format_date(value, format="EEEE", locale=current_locale())


def _short(value: date, *, with_year: bool) -> str:
    if current_locale() != FRENCH:
        return format_date(value, "d MMM y" if with_year else "d MMM", locale=current_locale())
    number = "1er" if value.day == 1 else str(value.day)
    text = f"{number}\u00a0{SHORT_MONTHS[value.month - 1]}"
    return f"{text} {value.year}" if with_year else text
