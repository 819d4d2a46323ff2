"""The page of a list of topics, with what is new in it for its reader."""

from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from flask import render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor, Reader
from app.accounts.session import current_reader
from app.errors import NotFound
from app.forum import queries
from app.forum.models import Category, Nature
from app.forum.queries import AnyRow
from app.forum.reading.gathered import readings
from app.forum.reading.lists import (
    FOR_MEMBERS,
    MOST_COUNTED,
    Solved,
    TopicFilter,
    Which,
    count_unread,
    list_topics,
)
from app.forum.reading.queries import Marks, News, marks_of, news_of
from app.forum.watching.shown import category_watch
from app.i18n import gettext as _
from app.paging import Cursor, Page
from app.themes.models import THEME
from app.themes.queries import KnownTerm, terms_by_scheme


def show_list(slug: str | None) -> ResponseReturnValue:
    """Return the topics of one category, or of all, as the address asks for them."""
    reader = current_reader()
    categories = queries.list_categories(reader)
    category = next((one for one in categories if one.slug == slug), None)
    if slug is not None and category is None:
        raise NotFound
    themes = terms_by_scheme([THEME])[THEME]
    theme = next((one for one in themes if one.slug == request.args.get("theme")), None)
    shown = _asked(reader, category, [one for one in themes if theme and _is_in(one, theme)])
    marks = marks_of(reader) if reader else None
    page = list_topics(reader, shown, Cursor.parse(request.args.get("suite")), marks)
    news = _news(reader, marks, page.items) if reader and marks else {}
    if shown.which is Which.UNREAD:
        page = _without_what_was_just_read(page, news)
    # In one category, the count of all would mislead.
    unread = "" if category else _said(reader, marks)
    return render_template(
        "forum/index.html",
        page=page,
        newest=_with_cursor(None),
        older=_with_cursor(page.older) if page.older else None,
        shown=shown,
        theme=theme,
        themes=themes,
        news=news,
        tabs=_tabs(reader, unread),
        just_marked=marks.just_made(category.id if category else None) if marks else None,
        categories=categories,
        natures=list(Nature),
        prefix=f"{url_for('forum.index')}sujets/",
        **category_watch(reader, category),
    )


def _asked(reader: Reader, category: Category | None, themes: list[KnownTerm]) -> TopicFilter:
    nature = request.args.get("nature", "")
    which, solved = request.args.get("filtre", ""), request.args.get("etat", "")
    known = which in set(Which) and (reader is not None or which not in FOR_MEMBERS)
    return TopicFilter(
        which=Which(which) if known else Which.RECENT,
        category=category,
        nature=Nature(nature) if nature in set(Nature) else None,
        solved=Solved(solved) if solved in set(Solved) else None,
        term_ids=tuple(one.id for one in themes),
    )


def _is_in(term: KnownTerm, theme: KnownTerm) -> bool:
    return theme.id in (term.id, term.parent_id)


def _news(reader: Actor, marks: Marks, rows: Sequence[AnyRow]) -> Mapping[int, News]:
    """Return what is new in the rows; what this process has still to write is read already."""
    just_read = readings.of(reader.id)
    wanted = [
        row.id
        for row in rows
        if row.last_activity_at > marks.of(row.category_id)
        and max(row.last_read or 0, just_read.get(row.id, 0)) < row.last_number
        and row.last_poster_id != reader.id
    ]
    return news_of(reader, wanted, marks.since)


def _without_what_was_just_read(page: Page[AnyRow], news: Mapping[int, News]) -> Page[AnyRow]:
    items = [row for row in page.items if row.id in news]
    return Page(items, page.older, page.is_first)


def _tabs(reader: Reader, unread: str) -> list[tuple[str, str, str]]:
    """Return the lists beside the latest: their word in the address, their name, what is new."""
    tabs = [(Which.UNANSWERED.value, _("Sans réponse"), "")]
    if reader is not None:
        tabs += [
            (Which.UNREAD.value, _("Non lus"), unread),
            (Which.MINE.value, _("Mes sujets"), ""),
            (Which.FOLLOWED.value, _("Suivis"), ""),
            (Which.WAITING.value, _("En attente"), ""),
        ]
    return tabs


def _said(reader: Reader, marks: Marks | None) -> str:
    """Return how many topics hold something new, as a tab says it."""
    count = count_unread(reader, marks) if reader and marks else 0
    if count >= MOST_COUNTED:
        return f"{MOST_COUNTED - 1}+"
    return str(count) if count else ""


def _with_cursor(cursor: str | None) -> str:
    """Return the address of this list, from another place on."""
    kept = {name: text for name, text in request.args.items() if name != "suite" and text}
    if cursor:
        kept["suite"] = cursor
    return f"{request.path}?{urlencode(kept)}" if kept else request.path
