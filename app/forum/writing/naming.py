"""Members whom a message names: told when they may read it, and only once."""

import re
from collections.abc import Collection, Sequence

from sqlalchemy import func, select

from app.accounts.actor import Actor, actor_for
from app.accounts.models import Member, MemberStatus
from app.contributions.models import State
from app.database import db
from app.events import publish as tell
from app.forum.events import MembersMentioned
from app.forum.models import Post, Topic
from app.forum.permissions import can_see_topic
from app.markup.references import members_named_in

MOST = 20
# « @sylvain-c », typed by hand; with its number it says who.
_BARE = re.compile(r"(?<![\w/.&=@#-])@([a-z0-9]+(?:-[a-z0-9]+)+)(?![\w-]|\.\d)")


def with_numbers(text: str) -> str:
    """Add their number to names typed by hand that only one member has."""
    slugs = sorted(set(_BARE.findall(text)))[:MOST]
    if not slugs:
        return text
    rows = db.session.execute(
        select(Member.slug, func.min(Member.id))
        .where(Member.slug.in_(slugs), Member.status == MemberStatus.ACTIVE)
        .group_by(Member.slug)
        .having(func.count() == 1)
    )
    numbers = {slug: number for slug, number in rows}  # noqa: C416 - rows are no pairs to mypy

    def say(match: re.Match[str]) -> str:
        number = numbers.get(match[1])
        return match[0] if number is None else f"{match[0]}.{number}"

    return _BARE.sub(say, text)


def tell_named(actor: Actor, topic: Topic, post: Post, before: str = "") -> None:
    """Publish whom a message newly names; `before` is the HTML that it replaces."""
    if topic.state is State.DRAFT:
        return
    named = set(members_named_in(post.html)) - set(members_named_in(before)) - {actor.id}
    told = [member.id for member in _members(named) if _may_read(member, topic)]
    if told:
        tell(
            MembersMentioned(
                topic_id=topic.id, number=post.number, actor_id=actor.id, member_ids=tuple(told)
            )
        )


def unable_to_read(topic: Topic, html: str) -> list[str]:
    """Return the names of those whom a message names and who may not read its topic."""
    if topic.state is State.DRAFT:
        return []
    return [one.name for one in _members(members_named_in(html)) if not _may_read(one, topic)]


def _members(ids: Collection[int]) -> Sequence[Member]:
    if not ids:
        return []
    return db.session.scalars(
        select(Member)
        .where(Member.id.in_(sorted(ids)[:MOST]), Member.status == MemberStatus.ACTIVE)
        .order_by(Member.id)
    ).all()


def _may_read(member: Member, topic: Topic) -> bool:
    return can_see_topic(actor_for(member), topic)
