"""What may be flagged, as the pages of this room show it: a contribution, a reply, a profile."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.accounts.queries import find_member
from app.contributions.kinds import address_of, kind_named
from app.contributions.models import Contribution
from app.contributions.queries import get_visible
from app.database import db
from app.errors import NotFound
from app.files.models import StoredFile
from app.forum import kind
from app.forum.models import KIND, Post, Topic
from app.forum.permissions import posts_readable_by
from app.forum.queries import get_topic
from app.i18n import gettext as _
from app.messages.reporting import read_reported
from app.moderation.models import Case


@dataclass(frozen=True, kw_only=True)
class Thing:
    """One thing that was, or is to be, flagged."""

    key: dict[str, int]  # the column of a case that names it
    label: str  # « Message 4 de « Recyclerie » »
    kind_label: str
    address: str
    author: Member | None
    author_ids: frozenset[int]
    html: str = ""  # rendered when it was saved
    summary: str = ""
    is_hidden: bool = False
    can_be_hidden: bool = False
    contribution_id: int | None = None
    number: int | None = None
    files: tuple[StoredFile, ...] = ()


def thing_of_contribution(actor: Actor, contribution_id: int) -> Thing:
    """Return a contribution that this person reads."""
    contribution = get_visible(Contribution, actor, contribution_id)
    if contribution.kind == KIND:
        get_topic(actor, contribution_id)  # its category narrows who reads it
    return _contribution(contribution)


def thing_of_post(actor: Actor, topic_id: int, number: int) -> Thing:
    """Return a message that this person reads; the first one is its topic."""
    topic = get_topic(actor, topic_id)
    post = db.session.scalar(
        select(Post)
        .where(Post.topic_id == topic.id, Post.number == number, posts_readable_by(actor))
        .options(joinedload(Post.author))
    )
    if post is None:
        raise NotFound
    return _contribution(topic) if post.is_first else _post(topic, post)


def thing_of_member(member: Member) -> Thing:
    """Return the page of a member, that the caller knows to be readable."""
    return Thing(
        key={"member_id": member.id},
        label=_("Profil de %(name)s", name=member.name),
        kind_label=_("Profil"),
        address=url_for("network.member", member_id=member.id, slug=member.slug),
        author=member,
        author_ids=frozenset({member.id}),
        summary=member.presentation,
    )


def thing_of(actor: Actor, case: Case) -> Thing:
    """Return the thing of a case, whoever may read it: its flags opened it to the facilitators."""
    if case.message_id is not None:
        return _message(actor, case.message_id)
    if case.contribution_id is not None:
        found = db.session.scalars(
            select(Contribution)
            .where(Contribution.id == case.contribution_id)
            .options(joinedload(Contribution.author), selectinload(Contribution.coauthors))
        ).one()
        return _contribution(found)
    if case.post_id is not None:
        post = db.session.scalars(
            select(Post)
            .where(Post.id == case.post_id)
            .options(joinedload(Post.author), joinedload(Post.topic))
        ).one()
        return _post(post.topic, post)
    if case.member_id is not None:
        member = find_member(case.member_id)
        if member is not None:
            return thing_of_member(member)
    raise NotFound


def _message(actor: Actor, message_id: int) -> Thing:
    """A private message: read as it was when it was reported, nothing of its conversation."""
    message = read_reported(actor, message_id)
    author = find_member(message.author_id) if message.author_id is not None else None
    return Thing(
        key={"message_id": message_id},
        label=_("Message privé de %(name)s", name=message.author),
        kind_label=_("Message privé"),
        address="",
        author=author,
        author_ids=_ids(message.author_id),
        html=message.written,
        files=tuple(message.files),
        is_hidden=message.is_hidden,
        can_be_hidden=not message.is_deleted,
    )


def _contribution(contribution: Contribution) -> Thing:
    word = str(kind_named(contribution.kind).label)
    return Thing(
        key={"contribution_id": contribution.id},
        label=_("%(kind)s «\u00a0%(title)s\u00a0»", kind=word, title=contribution.title),
        kind_label=word,
        address=address_of(contribution),
        author=contribution.author,
        author_ids=_ids(contribution.author_id, *(one.id for one in contribution.coauthors)),
        html=_first_words(contribution),
        summary=contribution.summary,
        is_hidden=contribution.hidden_at is not None,
        can_be_hidden=contribution.deleted_at is None,
        contribution_id=contribution.id,
    )


def _first_words(contribution: Contribution) -> str:
    if contribution.kind != KIND:
        return ""
    first = select(Post.html).where(Post.topic_id == contribution.id, Post.number == 1)
    return db.session.scalar(first) or ""


def _post(topic: Topic, post: Post) -> Thing:
    return Thing(
        key={"post_id": post.id},
        label=_(
            "Message %(number)s de «\u00a0%(title)s\u00a0»", number=post.number, title=topic.title
        ),
        kind_label=_("Message"),
        address=f"{kind.address(topic.id, topic.slug)}/messages/{post.number}",
        author=post.author,
        author_ids=_ids(post.author_id),
        html=post.html if post.deleted_at is None else "",
        is_hidden=post.hidden_at is not None,
        can_be_hidden=post.deleted_at is None,
        contribution_id=topic.id,
        number=post.number,
    )


def _ids(*ids: Any) -> frozenset[int]:
    return frozenset(one for one in ids if one is not None)
