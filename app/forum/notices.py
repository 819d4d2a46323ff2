"""What members are told of the forum, and who: those answered, named, or who watch."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import Row, select, tuple_
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.actor import Actor, actor_for
from app.accounts.models import Member
from app.contributions.events import (
    ContributionChanged,
    ContributionDeleted,
    ContributionEvent,
    ContributionHidden,
    ContributionPublished,
    ContributionWithdrawn,
)
from app.contributions.watches import WatchLevel
from app.database import db
from app.events import on
from app.forum.events import (
    AnswerAccepted,
    MembersMentioned,
    PostDeleted,
    PostEvent,
    PostHidden,
    PostsMoved,
    PostTakenBack,
    ReplyPosted,
    TopicMerged,
    TopicSplit,
)
from app.forum.kind import address
from app.forum.models import KIND, Post, Topic
from app.forum.permissions import can_see_topic, published_topics_visible_to
from app.forum.watching.actions import follow_as_writer, follow_into
from app.forum.watching.queries import Attention, attention_to
from app.i18n import lazy_gettext as _l
from app.markup import excerpt
from app.notifications.actions import notify, take_back
from app.notifications.kinds import NoticeKind, Shown, register_notice_kind
from app.notifications.models import Notice
from app.notifications.withdrawing import hide_from, move_told, unread_readers

MENTION, ACCEPTED, REPLY = "mention", "accepted", "reply"
WATCHED, NEW_TOPIC = "watched", "new_topic"
WORDS_IN_A_MAIL = 600
MOST_QUOTED = 20
TELLING_OF_NEW = (WatchLevel.WATCHING, WatchLevel.FIRST_POST)


def group_of(topic_id: int) -> str:
    """Name, for the notices, all that is told of one topic."""
    return f"{KIND}:{topic_id}"


def _rows(reader: Actor, notices: Sequence[Notice]) -> Sequence[Row[*tuple[Any, ...]]]:
    pairs = sorted({(one.thing_id, one.number) for one in notices})
    return db.session.execute(
        select(Topic.id, Topic.slug, Topic.title, Topic.accepted_number, Post.number, Post.text)
        .join(Post, Post.topic_id == Topic.id)
        .where(
            tuple_(Post.topic_id, Post.number).in_(pairs),
            Post.deleted_at.is_(None),
            Post.hidden_at.is_(None),
            published_topics_visible_to(reader),
        )
    ).all()


def _readable(reader: Actor, notices: Sequence[Notice]) -> Mapping[int, Shown]:
    rows = {(row.id, row.number): row for row in _rows(reader, notices)}
    found = {}
    for one in notices:
        row = rows.get((one.thing_id, one.number))
        if row is None or (one.kind == ACCEPTED and row.accepted_number != one.number):
            continue
        # The address of the message, not a place in a page: it holds also after signing in.
        found[one.id] = Shown(row.title, f"{address(row.id, row.slug)}/messages/{row.number}")
    return found


def _words(reader: Actor, notices: Sequence[Notice]) -> Mapping[int, str]:
    rows = {(row.id, row.number): row for row in _rows(reader, notices)}
    return {
        one.id: excerpt(rows[one.thing_id, one.number].text, WORDS_IN_A_MAIL)
        for one in notices
        if (one.thing_id, one.number) in rows
    }


for name, label, sentence, strength, icon in (
    (MENTION, _l("On me mentionne"), _l("%(name)s vous mentionne"), 50, "user"),
    (ACCEPTED, _l("Ma réponse a aidé"), _l("%(name)s a retenu votre réponse"), 45, "circle-check"),
    (REPLY, _l("On me répond"), _l("%(name)s vous répond"), 40, "message-2"),
    (
        WATCHED,
        _l("On écrit dans un sujet que je surveille"),
        _l("%(name)s écrit dans un sujet que vous surveillez"),
        20,
        "messages",
    ),
    (
        NEW_TOPIC,
        _l("On ouvre un sujet dans ce que je surveille"),
        _l("%(name)s ouvre un sujet"),
        15,
        "plus",
    ),
):
    register_notice_kind(
        NoticeKind(
            name=name,
            label=label,
            sentence=sentence,
            resolve=_readable,
            words=_words,
            strength=strength,
            slot=ACCEPTED if name == ACCEPTED else "said",
            icon=icon,
        )
    )


@on(ReplyPosted)
def _tell_of_a_reply(event: ReplyPosted) -> None:
    topic = _topic(event.topic_id)
    follow_as_writer(event.actor_id, topic.id)
    attention = attention_to(topic.id, topic.category_id)
    answered = {topic.author_id, *(member.id for member in topic.coauthors)}
    answered |= _authors(topic.id, _numbers_quoted(topic.id, event.number))
    watching = {one for one, its in attention.items() if its.level is WatchLevel.WATCHING}
    _tell(REPLY, topic, event.number, event.actor_id, _listening(answered, attention))
    _tell(WATCHED, topic, event.number, event.actor_id, watching - answered)


@on(MembersMentioned)
def _tell_of_a_mention(event: MembersMentioned) -> None:
    topic = _topic(event.topic_id)
    attention = attention_to(topic.id, topic.category_id)
    named = _listening(event.member_ids, attention)
    _tell(MENTION, topic, event.number, event.actor_id, named)


@on(AnswerAccepted)
def _tell_of_an_accepted_answer(event: AnswerAccepted) -> None:
    topic = _topic(event.topic_id)
    attention = attention_to(topic.id, topic.category_id)
    answerer = _listening(_authors(topic.id, {event.number}), attention)
    _tell(ACCEPTED, topic, event.number, event.actor_id, answerer)


@on(ContributionPublished)
def _tell_of_a_new_topic(event: ContributionPublished) -> None:
    if event.kind != KIND:
        return
    topic = _topic(event.contribution_id)
    if topic.author_id is not None:
        follow_as_writer(topic.author_id, topic.id)
    attention = attention_to(topic.id, topic.category_id)
    watching = {one for one, its in attention.items() if its.level in TELLING_OF_NEW}
    _tell(NEW_TOPIC, topic, 1, event.actor_id, watching)


@on(PostDeleted, PostHidden, PostTakenBack)
def _take_back_a_message(event: PostEvent) -> None:
    take_back(group_of(event.topic_id), event.number)


@on(ContributionDeleted, ContributionHidden, ContributionWithdrawn)
def _take_back_a_topic(event: ContributionEvent) -> None:
    if event.kind == KIND:
        take_back(group_of(event.contribution_id))


@on(TopicMerged, TopicSplit)
def _follow_the_messages(event: PostsMoved) -> None:
    move_told(group_of(event.topic_id), group_of(event.into_id), event.mapping)
    if isinstance(event, TopicMerged):
        follow_into(event.topic_id, event.into_id)


@on(ContributionChanged)
def _hide_from_those_who_lost_it(event: ContributionChanged) -> None:
    """A topic moved or made narrower leaves the lists and the counts of who reads it no more."""
    if event.kind != KIND:
        return
    waiting = unread_readers(group_of(event.contribution_id))
    if waiting:
        topic = _topic(event.contribution_id)
        hide_from(group_of(topic.id), waiting - _readers(topic, waiting))


def _topic(topic_id: int) -> Topic:
    return db.session.scalars(
        select(Topic)
        .where(Topic.id == topic_id)
        .options(joinedload(Topic.category), selectinload(Topic.coauthors))
    ).one()


def _tell(
    kind: str, topic: Topic, number: int, actor_id: int, member_ids: Collection[int | None]
) -> None:
    wanted = {one for one in member_ids if one is not None and one != actor_id}
    notify(
        kind,
        _readers(topic, wanted),
        group_key=group_of(topic.id),
        number=number,
        url=f"{address(topic.id, topic.slug)[:200]}/messages/{number}",
        actor_id=actor_id,
    )


def _readers(topic: Topic, member_ids: Collection[int]) -> set[int]:
    """Keep, of these members, those who may read the topic now."""
    if not member_ids:
        return set()
    members = db.session.scalars(select(Member).where(Member.id.in_(member_ids)))
    return {
        one.id for one in members.all() if one.is_active and can_see_topic(actor_for(one), topic)
    }


def _listening(
    member_ids: Iterable[int | None], attention: Mapping[int, Attention]
) -> set[int | None]:
    silent = {one for one, its in attention.items() if its.level is WatchLevel.MUTED}
    return {one for one in member_ids if one not in silent}


def _numbers_quoted(topic_id: int, number: int) -> set[int]:
    """Return the messages of the topic whose address stands in this one: what it quotes."""
    text = db.session.scalar(
        select(Post.text).where(Post.topic_id == topic_id, Post.number == number)
    )
    found = re.findall(
        rf"/forum/sujets/{topic_id}(?:-[a-z0-9-]*)?/messages/(\d{{1,9}})", text or ""
    )
    return {int(one) for one in found[:MOST_QUOTED]}


def _authors(topic_id: int, numbers: Collection[int]) -> set[int | None]:
    if not numbers:
        return set()
    return set(
        db.session.scalars(
            select(Post.author_id).where(
                Post.topic_id == topic_id, Post.number.in_(numbers), Post.deleted_at.is_(None)
            )
        )
    )
