"""Filters, globals and strictness of the templates."""

from collections.abc import MutableMapping
from typing import Any

from babel.numbers import format_decimal
from flask import Flask, current_app
from flask.templating import Environment
from flask_wtf.csrf import generate_csrf
from jinja2 import StrictUndefined

from app import markup
from app.i18n import current_locale
from app.i18n import gettext as _
from app.settings import current_settings
from app.web import dates, facts, once
from app.web.assets import static_url

KIBI = 1024


class SiteEnvironment(Environment):
    """Jinja's, with the same globals for every template, settled when it is read.

    Jinja lays a template's globals over those of the site, and compares the two for every
    {% import %} of every page: twenty microseconds each time, eight times a page.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        return {**self.globals, **(d or {})}


def number(value: float) -> str:
    """« 12 345 »."""
    return format_decimal(value, locale=current_locale())


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
        day=dates.day,
        moment=dates.moment,
        brief_moment=dates.brief_moment,
        exact=dates.exact,
        clock_time=dates.clock_time,
        number=number,
        filesize=filesize,
        stored_html=markup.stored,
        excerpt=markup.excerpt,
        shorten=markup.shorten,
    )
    app.jinja_env.globals.update(
        static_url=static_url,
        current_locale=current_locale,
        csrf_token=generate_csrf,
        new_once_key=once.new_key,
        endpoint_exists=endpoint_exists,
        is_demo_site=facts.is_demo,
    )
    app.context_processor(_site)
