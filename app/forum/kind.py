"""What the shared pages of contributions need to know of topics."""

from collections.abc import Sequence

from sqlalchemy import exists, select

from app.accounts.actor import Reader
from app.contributions.kinds import ContributionKind, register_kind
from app.contributions.models import Contribution, Visibility
from app.database import db
from app.forum.actions import publish_topic
from app.forum.models import KIND, Category, Post, Topic
from app.forum.permissions import visibilities_in
from app.i18n import lazy_gettext as _l


def address(topic_id: int, slug: str) -> str:
    """Return the address of a topic."""
    return f"/forum/sujets/{topic_id}-{slug}"


def edit_address(topic_id: int, slug: str) -> str:
    """Return where the author of a topic changes it."""
    return f"{address(topic_id, slug)}/modifier"


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
        visibilities=visibilities,
    )
)
