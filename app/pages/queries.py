from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, func, select

from app.accounts.actor import Actor, Reader
from app.accounts.models import Member
from app.contributions.models import Contribution, State
from app.contributions.permissions import contributions_written_by
from app.contributions.queries import SHOWN_WITH, latest_of_each
from app.database import db
from app.forum.models import KIND as TOPIC
from app.forum.models import Category, Nature, Post, Topic
from app.forum.permissions import published_topics_visible_to
from app.organisations.models import Structure, StructureStatus

DRAFTS_SHOWN = 4
KIND_ORDER = ("sheet", "resource", TOPIC)
READ_A_MINUTE = 1000


@dataclass(frozen=True)
class Waiting:
    """A question without an answer: what the home page asks of who has ten minutes."""

    id: int
    slug: str
    title: str
    category: str
    author: str
    published_at: datetime | None
    minutes: int
    kind: str = TOPIC


def count_structures() -> int:
    """Count the active structures of the network."""
    return (
        db.session.scalar(select(func.count()).where(Structure.status == StructureStatus.ACTIVE))
        or 0
    )


def waiting_questions(reader: Actor, limit: int) -> list[Waiting]:
    """Return the questions of others that nobody has answered, the oldest of the latest first.

    Minutes are what it takes to read them at 1,000 characters a minute, and two more to answer.
    """
    rows = db.session.execute(
        select(
            Topic.id,
            Topic.slug,
            Topic.title,
            Category.title,
            Member.name,
            Topic.published_at,
            func.length(Post.text),
        )
        .join(Category, Category.id == Topic.category_id)
        .join(Member, Member.id == Topic.author_id)
        .join(Post, and_(Post.topic_id == Topic.id, Post.number == 1))
        .where(
            published_topics_visible_to(reader),
            Topic.nature == Nature.QUESTION,
            Topic.posts_count == 1,
            Topic.author_id != reader.id,
        )
        .order_by(Topic.published_at.desc(), Topic.id.desc())
        .limit(limit)
    )
    return [
        Waiting(
            id=identity,
            slug=slug,
            title=title,
            category=category,
            author=author,
            published_at=published_at,
            minutes=2 + length // READ_A_MINUTE,
        )
        for identity, slug, title, category, author, published_at, length in rows
    ]


def latest_of_each_kind(reader: Reader, limit: int) -> list[Contribution]:
    """Return the last published of each kind: what was done first, then tools, then questions."""
    rows = latest_of_each(reader, KIND_ORDER, limit=limit)
    return sorted(rows, key=lambda one: KIND_ORDER.index(one.kind))


def my_drafts(actor: Actor) -> Sequence[Contribution]:
    """Return the drafts to take up again, the latest first."""
    return db.session.scalars(
        select(Contribution)
        .where(
            contributions_written_by(actor),
            Contribution.state == State.DRAFT,
            Contribution.deleted_at.is_(None),
        )
        .order_by(Contribution.updated_at.desc(), Contribution.id.desc())
        .options(*SHOWN_WITH)
        .limit(DRAFTS_SHOWN)
    ).all()
