"""Who may do what in the forum. A topic is for those of its visibility who read its category."""

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select

from app.accounts.actor import Actor, Reader
from app.clock import now
from app.contributions.models import Contribution, State, Visibility
from app.contributions.permissions import (
    RESTORABLE_DAYS,
    can_contribute,
    can_edit,
    can_see,
    contributions_visible_to,
    published_visible_to,
)
from app.database import db
from app.files.readers import file_rule
from app.forum.models import Category, Post, Topic, post_files


def can_see_category(reader: Reader, category: Category) -> bool:
    """Say whether the reader may read what is said in this category."""
    if category.visible_to is Visibility.PUBLIC:
        return True
    if reader is None:
        return False
    if category.visible_to is Visibility.GROUP:
        return category.group_id in reader.group_ids
    return reader.is_network_member


def categories_visible_to(reader: Reader) -> ColumnElement[bool]:
    """The twin of `can_see_category`."""
    public = Category.visible_to == Visibility.PUBLIC
    if reader is None:
        return public
    in_group = and_(
        Category.visible_to == Visibility.GROUP, Category.group_id.in_(reader.group_ids)
    )
    if not reader.is_network_member:
        return or_(public, in_group)
    return or_(public, in_group, Category.visible_to == Visibility.NETWORK)


def can_see_topic(reader: Reader, topic: Topic) -> bool:
    """Say whether the reader may read this topic; its `category` must have been loaded."""
    return can_see(reader, topic) and can_see_category(reader, topic.category)


def topics_visible_to(reader: Reader) -> ColumnElement[bool]:
    """The twin of `can_see_topic`."""
    return and_(contributions_visible_to(reader), _in_a_visible_category(reader))


def published_topics_visible_to(reader: Reader) -> ColumnElement[bool]:
    """What lists and search show: like `topics_visible_to`, without one's own drafts."""
    return and_(published_visible_to(reader), _in_a_visible_category(reader))


def in_a_visible_category(reader: Reader) -> ColumnElement[bool]:
    """Say, of contributions that are topics, which are in a category this reader may read."""
    topics = select(Topic.__table__.c.id).where(
        Topic.__table__.c.category_id.in_(select(Category.id).where(categories_visible_to(reader)))
    )
    return Contribution.id.in_(topics)


def _in_a_visible_category(reader: Reader) -> ColumnElement[bool]:
    return Topic.category_id.in_(select(Category.id).where(categories_visible_to(reader)))


def can_start_topic(actor: Reader, category: Category) -> bool:
    """Say whether this person may open a topic in this category."""
    return can_contribute(actor) and can_see_category(actor, category)


def can_reply(actor: Reader, topic: Topic) -> bool:
    """Members answer what they read, as long as the discussion is not suspended."""
    return not topic.is_closed and can_write_in(actor, topic)


def can_write_in(actor: Reader, topic: Topic) -> bool:
    """Members write in what they read; a guest writes in the group that invited them."""
    if actor is None or topic.state is not State.PUBLISHED or not can_see_topic(actor, topic):
        return False
    return can_contribute(actor) or topic.visibility is Visibility.GROUP


def can_edit_post(actor: Reader, post: Post, topic: Topic) -> bool:
    """Authors change their own message; the first one goes with its topic."""
    if actor is None or post.author_id != actor.id or post.deleted_at is not None:
        return False
    return can_edit(actor, topic) if post.is_first else can_write_in(actor, topic)


def can_delete_post(actor: Reader, post: Post, topic: Topic) -> bool:
    """Authors delete their own reply; the first message goes with its topic."""
    return not post.is_first and can_edit_post(actor, post, topic)


def can_restore_post(actor: Reader, post: Post, topic: Topic) -> bool:
    """Undo the deletion of one's own reply within thirty days."""
    if actor is None or post.deleted_at is None or post.author_id != actor.id:
        return False
    in_time = now() - post.deleted_at <= timedelta(days=RESTORABLE_DAYS)
    return in_time and can_write_in(actor, topic)


def can_accept_answers(actor: Reader, topic: Topic) -> bool:
    """The asker, or a facilitator, says which reply to a question helped."""
    if not isinstance(actor, Actor) or not topic.is_question or not can_write_in(actor, topic):
        return False
    return topic.author_id == actor.id or actor.is_facilitator


def posts_readable_by(reader: Reader) -> ColumnElement[bool]:
    """Select messages that were neither deleted nor hidden from this reader; the topic is apart."""
    shown: ColumnElement[bool] = Post.hidden_at.is_(None)
    if reader is not None:
        shown = or_(shown, Post.author_id == reader.id)
    return and_(Post.deleted_at.is_(None), shown)


def can_hide_post(actor: Reader, post: Post, topic: Topic) -> bool:
    """Facilitators hide a reply; the first message goes with its topic."""
    if actor is None or not actor.is_facilitator or post.is_first:
        return False
    return post.deleted_at is None and topic.published_at is not None


def visibilities_in(category: Category) -> tuple[Visibility, ...]:
    """Return whom a topic of this category may be for, the usual first, never wider than it."""
    if category.visible_to is Visibility.PUBLIC:
        return (Visibility.NETWORK, Visibility.PUBLIC)
    return (category.visible_to,)


@file_rule
def can_read_file_of_a_post(reader: Reader, file_id: int) -> bool:
    """Say whether a message that this reader may read holds the file."""
    held = (
        select(Post.id)
        .join(post_files, post_files.c.post_id == Post.id)
        .join(Topic, Topic.id == Post.topic_id)
        .where(
            post_files.c.file_id == file_id, posts_readable_by(reader), topics_visible_to(reader)
        )
    )
    return bool(db.session.scalar(select(exists(held))))
