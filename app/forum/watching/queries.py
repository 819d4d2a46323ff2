"""Who follows what, and how closely. For the lists: `followed_by`, `muted_by`."""

from dataclasses import dataclass, field

from sqlalchemy import (
    ColumnElement,
    and_,
    literal,
    or_,
    select,
    union_all,
)

from app.accounts.actor import Actor
from app.contributions.models import contribution_terms
from app.contributions.watches import ContributionWatch, TermWatch, WatchLevel
from app.database import db
from app.forum.models import Topic
from app.forum.watching.models import CategoryWatch
from app.forum.watching.rows import closest

FOLLOWED = (WatchLevel.WATCHING, WatchLevel.TRACKING)


def followed_by(actor: Actor) -> ColumnElement[bool]:
    """The topics that a member watches or follows: a condition on `Topic`, for the lists."""
    its_own = select(ContributionWatch.contribution_id).where(
        ContributionWatch.member_id == actor.id, ContributionWatch.level.in_(FOLLOWED)
    )
    categories = select(CategoryWatch.category_id).where(
        CategoryWatch.member_id == actor.id, CategoryWatch.level.in_(FOLLOWED)
    )
    themed = (
        select(contribution_terms.c.contribution_id)
        .join(TermWatch, TermWatch.term_id == contribution_terms.c.term_id)
        .where(TermWatch.member_id == actor.id, TermWatch.level.in_(FOLLOWED))
    )
    wide = or_(Topic.category_id.in_(categories), Topic.id.in_(themed))
    return or_(Topic.id.in_(its_own), and_(wide, ~_chosen_otherwise(actor)))


def _chosen_otherwise(actor: Actor) -> ColumnElement[bool]:
    return Topic.id.in_(
        select(ContributionWatch.contribution_id).where(
            ContributionWatch.member_id == actor.id,
            ContributionWatch.level.not_in(FOLLOWED),
        )
    )


def muted_by(actor: Actor) -> ColumnElement[bool]:
    """The topics that a member silenced: lists leave them out, unless they are asked for.

    A topic of a silenced category or theme stays when it is followed for itself.
    """
    its_own = select(ContributionWatch.contribution_id).where(
        ContributionWatch.member_id == actor.id, ContributionWatch.level == WatchLevel.MUTED
    )
    kept = select(ContributionWatch.contribution_id).where(
        ContributionWatch.member_id == actor.id, ContributionWatch.level != WatchLevel.MUTED
    )
    categories = select(CategoryWatch.category_id).where(
        CategoryWatch.member_id == actor.id, CategoryWatch.level == WatchLevel.MUTED
    )
    themed = (
        select(contribution_terms.c.contribution_id)
        .join(TermWatch, TermWatch.term_id == contribution_terms.c.term_id)
        .where(TermWatch.member_id == actor.id, TermWatch.level == WatchLevel.MUTED)
    )
    wide = or_(Topic.category_id.in_(categories), Topic.id.in_(themed))
    return or_(Topic.id.in_(its_own), and_(wide, Topic.id.not_in(kept)))


@dataclass
class Attention:
    """What one member chose for a topic, and for the category and themes it stands in."""

    chosen: WatchLevel | None = None
    others: list[WatchLevel] = field(default_factory=list)

    @property
    def level(self) -> WatchLevel:
        """What counts: the choice for this very topic, else the closest of the others."""
        if self.chosen is not None:
            return self.chosen
        return closest(self.others)


def attention_to(topic_id: int, category_id: int) -> dict[int, Attention]:
    """Return, by member, how closely each of those who chose something follows a topic."""
    rows = db.session.execute(
        union_all(
            select(
                ContributionWatch.member_id,
                ContributionWatch.level,
                ContributionWatch.is_chosen.label("is_chosen"),
            ).where(ContributionWatch.contribution_id == topic_id),
            select(CategoryWatch.member_id, CategoryWatch.level, literal(value=False)).where(
                CategoryWatch.category_id == category_id
            ),
            select(TermWatch.member_id, TermWatch.level, literal(value=False))
            .join(contribution_terms, contribution_terms.c.term_id == TermWatch.term_id)
            .where(contribution_terms.c.contribution_id == topic_id),
        )
    )
    found: dict[int, Attention] = {}
    for member_id, level, is_chosen in rows:
        attention = found.setdefault(member_id, Attention())
        if is_chosen:
            attention.chosen = WatchLevel(level)
        else:
            attention.others.append(WatchLevel(level))
    return found


def level_of_category(actor: Actor, category_id: int) -> WatchLevel:
    """Return how closely this member follows a category."""
    level = db.session.scalar(
        select(CategoryWatch.level).where(
            CategoryWatch.member_id == actor.id, CategoryWatch.category_id == category_id
        )
    )
    return level or WatchLevel.NORMAL
