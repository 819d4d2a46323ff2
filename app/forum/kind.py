"""What the shared pages of contributions need to know of topics."""

from collections.abc import Sequence

from flask import url_for
from sqlalchemy import exists, select

from app.accounts.actor import Actor, Reader
from app.contributions.drafting import opens
from app.contributions.kinds import ContributionKind, register_kind
from app.contributions.models import Contribution, Visibility
from app.database import db, row_id
from app.errors import Gone, NotFound
from app.forum.actions import publish_topic
from app.forum.care.queries import find_replacement
from app.forum.models import KIND, Category, Post, Topic
from app.forum.permissions import can_reply, in_a_visible_category, visibilities_in
from app.forum.queries import get_topic, page_of
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l


def address(topic_id: int, slug: str) -> str:
    """Return the address of a topic."""
    return f"/forum/sujets/{topic_id}-{slug}"


def permanent_address(topic_id: int, slug: str, number: int) -> str:
    """Return the permanent address of a message."""
    return f"{address(topic_id, slug)}/messages/{number}"


def post_exists(topic_id: int, number: int) -> bool:
    """Say whether a topic has this message, deleted or not."""
    found = select(Post.id).where(Post.topic_id == topic_id, Post.number == number)
    return db.session.scalar(found) is not None


def edit_address(topic_id: int, slug: str) -> str:
    """Return where the author of a topic changes it."""
    return f"{address(topic_id, slug)}/modifier"


def post_address(topic: Topic, number: int) -> str:
    """Return the page of a message, at its place; past the end, the last one."""
    number = max(min(number, topic.last_number), 1)
    after = page_of(number)
    query = f"?apres={after}" if after else ""
    return f"{address(topic.id, topic.slug)}{query}#message-{number}"


@opens("forum.new_topic")
def _new_topic(_actor: Actor, about_id: str) -> tuple[str, str]:
    return _("Un nouveau sujet"), url_for("forum.new_topic", sur=about_id or None)


@opens("forum.reply")
def _reply(actor: Actor, topic_id: str) -> tuple[str, str] | None:
    topic = _readable(actor, topic_id)
    if topic is None or not can_reply(actor, topic):
        return None
    last = page_of(topic.last_number)
    query = f"?apres={last}" if last else ""
    where = f"{address(topic.id, topic.slug)}{query}#repondre"
    return _("Une réponse à «\u00a0%(title)s\u00a0»", title=topic.title), where


@opens("forum.edit")
def _change(actor: Actor, rest: str) -> tuple[str, str] | None:
    topic_id, _sep, number = rest.partition(".")
    topic = _readable(actor, topic_id)
    if topic is None:
        return None
    title = _("Une modification dans «\u00a0%(title)s\u00a0»", title=topic.title)
    if not number:
        return title, edit_address(topic.id, topic.slug)
    return title, f"{address(topic.id, topic.slug)}/messages/{number}/modifier"


def _readable(actor: Actor, topic_id: str) -> Topic | None:
    number = row_id(topic_id)
    try:
        return None if number is None else get_topic(actor, number)
    except (Gone, NotFound):
        return find_replacement(actor, number or 0)  # what was begun there is sent where it went


def may_purge(topic: Contribution) -> bool:
    """What others answered is not removed with the question."""
    by_others = select(Post.id).where(
        Post.topic_id == topic.id,
        Post.author_id.is_distinct_from(topic.author_id),
        Post.deleted_at.is_(None),
    )
    return not db.session.scalar(select(exists(by_others)))


def visibilities(_reader: Reader, topic: Contribution) -> Sequence[Visibility]:
    """Offer no more than the category does."""
    category = db.session.scalar(
        select(Category).join(Topic, Topic.category_id == Category.id).where(Topic.id == topic.id)
    )
    return visibilities_in(category) if category else ()


register_kind(
    ContributionKind(
        name=KIND,
        label=_l("Sujet"),
        plural=_l("Sujets"),
        address=address,
        edit_address=edit_address,
        publish=publish_topic,
        may_purge=may_purge,
        part_address=permanent_address,
        part_exists=post_exists,
        narrower=in_a_visible_category,
        visibilities=visibilities,
        summarised=False,
    )
)
