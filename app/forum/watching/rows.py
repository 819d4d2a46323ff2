"""What one reader chose to follow, as rows that come with what a topic is about."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import BindParameter, Integer, Row, Select, String, case, cast, literal, select

from app.contributions.models import contribution_terms
from app.contributions.watches import ContributionWatch, TermWatch, WatchLevel
from app.forum.models import Topic
from app.forum.watching.models import CategoryWatch

CHOSEN, OTHER = "watch:chosen", "watch:other"
# The closest wins between a category and several themes, or what follows from having written.
CLOSENESS = {
    WatchLevel.MUTED: 0,
    WatchLevel.NORMAL: 1,
    WatchLevel.FIRST_POST: 2,
    WatchLevel.TRACKING: 3,
    WatchLevel.WATCHING: 4,
}
AnySelect = Select[*tuple[Any, ...]]


def watch_rows(topic_id: BindParameter[Any], reader_id: BindParameter[Any]) -> list[AnySelect]:
    """Select, as rows of a classification, the levels that count for one reader and one topic."""
    its_own = case((ContributionWatch.is_chosen, CHOSEN), else_=OTHER)
    return [
        _as_row(its_own, ContributionWatch.level).where(
            ContributionWatch.contribution_id == topic_id, ContributionWatch.member_id == reader_id
        ),
        _as_row(literal(OTHER), CategoryWatch.level)
        .join(Topic.__table__, Topic.__table__.c.category_id == CategoryWatch.category_id)
        .where(Topic.__table__.c.id == topic_id, CategoryWatch.member_id == reader_id),
        _as_row(literal(OTHER), TermWatch.level)
        .join(contribution_terms, contribution_terms.c.term_id == TermWatch.term_id)
        .where(contribution_terms.c.contribution_id == topic_id, TermWatch.member_id == reader_id),
    ]


def _as_row(what: Any, level: Any) -> AnySelect:
    said = cast(level, String)
    return select(what, said, said, literal(""), literal(0, Integer))


def closest(levels: Sequence[WatchLevel]) -> WatchLevel:
    """Return the level that wins among those of a category and themes."""
    return max(levels, key=CLOSENESS.__getitem__, default=WatchLevel.NORMAL)


def level_in(found: Mapping[str, Sequence[Row[*tuple[Any, ...]]]]) -> WatchLevel:
    """Return how closely the reader follows the topic, from the rows of its classification."""
    if CHOSEN in found:
        return WatchLevel(found[CHOSEN][0].slug)
    return closest([WatchLevel(row.slug) for row in found.get(OTHER, ())])
