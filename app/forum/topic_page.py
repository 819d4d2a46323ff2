"""The page of a topic: read more than anything else here, so made of few, chosen columns."""

from collections.abc import Iterable, Mapping
from datetime import timedelta
from functools import lru_cache

from flask import render_template, url_for

from app.accounts.session import current_reader
from app.clock import now
from app.contributions.kinds import address_of
from app.contributions.permissions import RESTORABLE_DAYS
from app.contributions.viewing import care_of, viewing_as
from app.forum import kind, queries
from app.forum.about.shown import thing_shown
from app.forum.around import read_around
from app.forum.carried import Shown, carried
from app.forum.models import Topic
from app.forum.permissions import can_accept_answers, can_reply
from app.forum.post_form import PostWriting, open_reply
from app.forum.queries import AnyRow
from app.i18n import current_locale
from app.i18n import gettext as _
from app.markup import render
from app.themes.models import PUBLIC, SECTOR, STAGE, THEME


def show_topic(
    topic: Topic,
    after: int,
    *,
    writing: PostWriting | None = None,
) -> str:
    """Return the page of the messages after this number; `writing` is a reply not accepted."""
    reader, is_preview = viewing_as(current_reader(), topic)
    page = queries.posts_page(topic, after)
    around = read_around(reader, topic, page.after)
    found = queries.classification_of(reader, topic.id)
    may_reply = can_reply(reader, topic)
    if may_reply and writing is None and reader is not None:
        writing = open_reply(reader, topic.id)
    return render_template(
        "forum/topic.html",
        reader=reader,
        topic=topic,
        address=kind.address(topic.id, topic.slug),
        page=page,
        people=_people(page.posts),
        files=queries.files_of_page(page),
        cited=[(row.kind, row.title, address_of(row)) for row in around.cited],
        near=[(row.title, kind.address(row.id, row.slug)) for row in around.near],
        summary=around.summary,
        about=thing_shown(around.about),
        classification=_named(found),
        care=care_of(reader, topic),
        is_preview=is_preview,
        may_reply=may_reply,
        restorable_since=now() - timedelta(days=RESTORABLE_DAYS),
        may_accept=can_accept_answers(reader, topic),
        accepted_page=queries.page_of(topic.accepted_number or 0),
        writing=writing,
        preview=render(writing.text) if writing and writing.is_preview else "",
        **carried(Shown(reader, topic, page, may_reply, found)),
    )


def _people(posts: Iterable[AnyRow]) -> dict[int | None, tuple[str, str, str]]:
    """Return, for each author of the page, their name, initials and page."""
    people: dict[int | None, tuple[str, str, str]] = {None: (_("Ancien membre"), "–", "")}
    for post in posts:
        if post.author_id is not None and post.author_id not in people:
            href = _member_page(post.author_id, post.slug)
            people[post.author_id] = (post.name, initials(post.name), href)
    return people


@lru_cache(maxsize=4096)
def _member_page(member_id: int, slug: str) -> str:
    return url_for("network.member", member_id=member_id, slug=slug)


@lru_cache(maxsize=4096)
def initials(name: str) -> str:
    """« SC » for Sylvain C."""
    return "".join(word[0] for word in name.replace("-", " ").split()[:2]).upper()


def _named(found: Mapping[str, list[AnyRow]]) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Return the vocabulary of a topic, in the order and with the words of the page."""
    english = current_locale() == "en"
    groups = (
        (_("Thèmes"), "theme", THEME),
        (_("Étapes du projet"), "etape", STAGE),
        (_("Publics"), "public", PUBLIC),
        (_("Secteurs"), "secteur", SECTOR),
        (_("Territoires"), "territoire", "territories"),
    )
    return [
        (
            label,
            parameter,
            [(row.slug, (english and row.label_en) or row.label) for row in found[scheme]],
        )
        for label, parameter, scheme in groups
        if scheme in found
    ]
