"""Sheets and resources whose address stands in a message: its topic cites them."""

import re
from collections.abc import Collection

from sqlalchemy import delete, func, select, tuple_

from app.accounts.actor import Actor
from app.contributions.models import Citation, CitationKind, Contribution
from app.contributions.permissions import contributions_visible_to
from app.database import db
from app.forum.models import KIND, Post, Topic

MOST = 20
# « /fiches/12-son-titre »: number and title together are of nothing else.
_ADDRESS = re.compile(r"/(\d{1,9})-([a-z0-9]+(?:-[a-z0-9]+)*)")


def follow_mentions(actor: Actor, topic: Topic, *, before: str, after: str) -> None:
    """Make the topic cite what its message now names, and no longer what only it did."""
    named = _named(actor, after)
    cited = set(
        db.session.scalars(
            select(Citation.target_id).where(
                Citation.source_id == topic.id, Citation.kind == CitationKind.MENTIONS
            )
        )
    )
    last = len(cited)
    db.session.add_all(
        Citation(
            source_id=topic.id, target_id=target, kind=CitationKind.MENTIONS, position=last + n
        )
        for n, target in enumerate(sorted(named - cited))
    )
    _forget(topic, cited & (_numbers(before) - _numbers(after)))


def _numbers(text: str) -> set[int]:
    return {int(number) for number, _slug in _ADDRESS.findall(text)}


def _named(actor: Actor, text: str) -> set[int]:
    pairs = {(int(number), slug) for number, slug in _ADDRESS.findall(text)}
    if not pairs:
        return set()
    return set(
        db.session.scalars(
            select(Contribution.id)
            .where(
                tuple_(Contribution.id, Contribution.slug).in_(sorted(pairs)[:MOST]),
                Contribution.kind != KIND,
                contributions_visible_to(actor),
            )
            .limit(MOST)
        )
    )


def _forget(topic: Topic, targets: Collection[int]) -> None:
    """Remove the citations that no message of the topic holds any more."""
    for target in targets:
        elsewhere = select(func.count()).where(
            Post.topic_id == topic.id,
            Post.deleted_at.is_(None),
            Post.text.contains(f"/{target}-", autoescape=True),
        )
        if not db.session.scalar(elsewhere):
            db.session.execute(
                delete(Citation).where(
                    Citation.source_id == topic.id,
                    Citation.target_id == target,
                    Citation.kind == CitationKind.MENTIONS,
                )
            )
