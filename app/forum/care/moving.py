"""Messages that go to another topic: merging two, or making one out of some messages of another.

Those that come from elsewhere are put after the last message of the topic that receives them, in
their order: no message that was there changes its number, so no link to it breaks.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, insert, select, update

from app.accounts.actor import Actor
from app.clock import now
from app.contributions import actions as contributions
from app.contributions.events import ContributionDeleted
from app.contributions.models import (
    Citation,
    Contribution,
    FormDraft,
    State,
    contribution_terms,
    contribution_territories,
)
from app.database import db
from app.errors import Forbidden, Invalid
from app.events import publish as tell
from app.forum.care.actions import Given, note, take_in_hand
from app.forum.care.models import CareAct, MovedPost
from app.forum.care.permissions import can_care_for_topic, is_within
from app.forum.events import TopicMerged, TopicSplit
from app.forum.models import KIND, Post, Topic
from app.forum.posting import follow
from app.i18n import gettext as _
from app.markup import clean_line, excerpt

REPLY_PLACE = "forum.reply."


def merge_topics(actor: Actor, topic: Topic, into: Topic, given: Given) -> None:
    """Put all messages of a topic after those of another; its address leads there from now on."""
    if topic.id == into.id:
        raise Invalid(_("Choisissez un autre sujet que celui-ci."))
    # Both are held in the order of their numbers: two merges across never wait for each other.
    for one in sorted((topic, into), key=lambda each: each.id):
        db.session.refresh(one, ["last_number"], with_for_update=True)
    reason = take_in_hand(actor, topic, given)
    if not can_care_for_topic(actor, into):
        raise Forbidden(_("Vous ne pouvez pas réunir des messages dans ce sujet."))
    if not is_within(topic, into):
        raise Invalid(
            _(
                "L’autre sujet est ouvert à plus de personnes\u00a0: "
                "elles liraient ce qui n’est pas pour elles."
            )
        )
    accepted = topic.accepted_number
    mapping = _carry(_posts_of(topic), topic, into)
    if into.accepted_number is None and accepted and into.is_question:
        into.accepted_number = mapping.get(accepted)
    _carry_citations(topic, into)
    _carry_drafts(topic, into)
    topic.deleted_at, topic.replaced_by_id = now(), into.id
    topic.accepted_number = topic.pinned_at = None
    earlier = update(Contribution).where(Contribution.replaced_by_id == topic.id)
    db.session.execute(earlier.values(replaced_by_id=into.id))
    follow(topic)
    follow(into)
    note(actor, topic, CareAct.MERGE, reason, into)
    note(actor, into, CareAct.RECEIVE, reason, topic)
    tell(TopicMerged(topic_id=topic.id, into_id=into.id, mapping=mapping, actor_id=actor.id))
    tell(ContributionDeleted(contribution_id=topic.id, kind=KIND))


def split_topic(
    actor: Actor, topic: Topic, title: str, numbers: Collection[int], given: Given
) -> Topic:
    """Make a new topic of these messages, for the same readers; both say where the rest is."""
    reason = take_in_hand(actor, topic, given)
    if not clean_line(title):
        raise Invalid(_("Donnez un titre au nouveau sujet."))
    posts = [one for one in _posts_of(topic) if one.number in set(numbers) and not one.is_first]
    if not posts:
        raise Invalid(_("Choisissez au moins un message, autre que le premier."))
    new = _begin(topic, posts, title)
    accepted = topic.accepted_number
    mapping = _carry(posts, topic, new)
    if accepted in mapping:
        topic.accepted_number = None
    follow(topic)
    follow(new)
    note(actor, topic, CareAct.SPLIT, reason, new)
    note(actor, new, CareAct.RECEIVE, reason, topic)
    tell(TopicSplit(topic_id=topic.id, into_id=new.id, mapping=mapping, actor_id=actor.id))
    return new


def _posts_of(topic: Topic) -> Sequence[Post]:
    return db.session.scalars(
        select(Post).where(Post.topic_id == topic.id).order_by(Post.number)
    ).all()


def _carry(posts: Sequence[Post], topic: Topic, into: Topic) -> dict[int, int]:
    """Give these messages their numbers in the other topic, and remember those they had."""
    mapping = {post.number: into.last_number + n for n, post in enumerate(posts, 1)}
    if posts:
        left = [{"topic_id": topic.id, "number": one.number, "post_id": one.id} for one in posts]
        db.session.execute(insert(MovedPost), left)
    for post in posts:
        post.topic_id, post.number = into.id, mapping[post.number]
    into.last_number += len(posts)
    db.session.flush()  # the counters are read again from the messages
    return mapping


def _begin(topic: Topic, posts: Sequence[Post], title: str) -> Topic:
    first = posts[0]
    new = Topic(
        author_id=first.author_id,
        structure_id=first.structure_id,
        group_id=topic.group_id,
        visibility=topic.visibility,
        state=State.PUBLISHED,
        category_id=topic.category_id,
        nature=topic.nature,
        summary=excerpt(first.text),
        created_at=first.created_at,
        published_at=first.created_at,
        posts_count=0,
        last_number=0,
        acts_count=0,
        care_lines=[],
        is_demo=topic.is_demo,
        coauthors=[],
        category=topic.category,
    )
    contributions.rename(new, title)
    db.session.add(new)
    db.session.flush()  # the messages need its id
    for table, column in (
        (contribution_terms, "term_id"),
        (contribution_territories, "territory_id"),
    ):
        of_topic = select(new.id, table.c[column]).where(table.c.contribution_id == topic.id)  # type: ignore[call-overload]
        db.session.execute(insert(table).from_select(["contribution_id", column], of_topic))
    return new


def _carry_citations(topic: Topic, into: Topic) -> None:
    """Make what one topic cited, and what cited it, the other's; once each."""
    for mine, others in (
        (Citation.source_id, Citation.target_id),
        (Citation.target_id, Citation.source_id),
    ):
        there = {
            (row.other, row.kind)
            for row in db.session.execute(
                select(others.label("other"), Citation.kind).where(mine == into.id)
            )
        }
        for citation in db.session.scalars(select(Citation).where(mine == topic.id)).all():
            other = getattr(citation, others.key)
            if (other, citation.kind) not in there and other != into.id:
                setattr(citation, mine.key, into.id)
    db.session.flush()  # what stays is removed with one statement
    db.session.execute(
        delete(Citation).where((Citation.source_id == topic.id) | (Citation.target_id == topic.id))
    )


def _carry_drafts(topic: Topic, into: Topic) -> None:
    """Let answers being written wait in the form of the other topic, where there is none yet."""
    old, new = f"{REPLY_PLACE}{topic.id}", f"{REPLY_PLACE}{into.id}"
    busy = select(FormDraft.member_id).where(FormDraft.place == new)
    db.session.execute(
        update(FormDraft)
        .where(FormDraft.place == old, FormDraft.member_id.not_in(busy))
        .values(place=new)
        .execution_options(synchronize_session=False)
    )
