"""Filters, globals and strictness of the templates."""

from datetime import date, datetime

from babel.dates import format_date, format_time
from babel.numbers import format_decimal
from flask import Flask, current_app
from flask_babel import get_locale
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from app import clock, markup
from app.i18n import gettext as _
from app.settings import current_settings
from app.web import facts, once
from app.web.assets import static_url

DAYS_SHOWN_RELATIVE = 7
KIBI = 1024


def _locale() -> str:
    return str(get_locale() or "fr")


def day(value: date | datetime | None) -> str:
    """« 3 mars 2026 »."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(clock.PARIS).date()
    text = format_date(value, format="long", locale=_locale())
    return "1er" + text[1:] if text.startswith("1 ") and _locale() == "fr" else text


def exact(value: datetime | None) -> str:
    """« 3 mars 2026 à 18 h 12 »."""
    if value is None:
        return ""
    return _("%(day)s à %(time)s", day=day(value), time=clock_time(value))


def clock_time(value: datetime) -> str:
    """« 18 h 12 »."""
    local = value.astimezone(clock.PARIS)
    if _locale() == "fr":
        return f"{local.hour}\u00a0h\u00a0{local.minute:02d}"
    return format_time(local, format="short", locale=_locale())


def relative(value: datetime) -> str:
    """« hier, 18 h 12 », « jeudi, 9 h 05 » within a week, then « 21 sept. » and « 21 sept. 2024 »."""
    local = value.astimezone(clock.PARIS).date()
    today = clock.today()
    ago = (today - local).days
    if ago == 0:
        return _("aujourd’hui, %(time)s", time=clock_time(value))
    if ago == 1:
        return _("hier, %(time)s", time=clock_time(value))
    if 0 < ago < DAYS_SHOWN_RELATIVE:
        weekday = format_date(local, format="EEEE", locale=_locale())
        return _("%(weekday)s, %(time)s", weekday=weekday, time=clock_time(value))
    pattern = "d MMM" if local.year == today.year else "d MMM y"
    return format_date(local, format=pattern, locale=_locale())


def moment(value: datetime | None) -> Markup:
    """A moment as people say it, exact on hover and in print."""
    if value is None:
        return markup.stored("")
    return markup.stored(
        f'<time datetime="{value.isoformat(timespec="seconds")}" title="{escape(exact(value))}">'
        f"{escape(relative(value))}</time>"
    )


def number(value: float) -> str:
    """« 12 345 »."""
    return format_decimal(value, locale=_locale())


def filesize(size: int) -> str:
    """« 18 ko », « 2,4 Mo »."""
    if size < KIBI:
        return _("%(n)s octets", n=size)
    if size < KIBI * KIBI:
        return _("%(n)s ko", n=number(round(size / KIBI)))
    return _("%(n)s Mo", n=number(round(size / KIBI / KIBI, 1)))


def endpoint_exists(name: str) -> bool:
    """Say whether a page of this name is part of the site."""
    return name in current_app.view_functions


def _site() -> dict[str, object]:
    settings = current_settings()
    return {"site_name": settings.site_name, "base_url": settings.base_url}


def init_app(app: Flask) -> None:
    """Make templates strict and give them the site's words."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        day=day,
        moment=moment,
        exact=exact,
        clock_time=clock_time,
        number=number,
        filesize=filesize,
        stored_html=markup.stored,
        excerpt=markup.excerpt,
    )
    app.jinja_env.globals.update(
        static_url=static_url,
        csrf_token=generate_csrf,
        new_once_key=once.new_key,
        endpoint_exists=endpoint_exists,
        is_demo_site=facts.is_demo,
    )
    app.context_processor(_site)
