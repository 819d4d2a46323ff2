from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import Label, and_, select

from app.accounts.actor import Reader
from app.accounts.models import Member
from app.database import db
from app.forum.models import Post
from app.forum.polls.models import Ballot, Poll, PollKind


def poll_of_post() -> Label[Any]:
    """Select the id of the poll of a message beside the message, None when it has none."""
    return (
        select(Poll.id)
        .where(Poll.post_id == Post.id)
        .correlate(Post)
        .scalar_subquery()
        .label("poll_id")
    )


def find_poll(topic_id: int, number: int) -> Poll | None:
    """Return the poll of a message, or None."""
    return db.session.scalar(
        select(Poll)
        .join(Post, Post.id == Poll.post_id)
        .where(Post.topic_id == topic_id, Post.number == number)
    )


def polls_with_vote(
    ids: Collection[int], reader: Reader
) -> Mapping[int, tuple[Poll, Sequence[int]]]:
    """Return these polls by the id of their message, with what this reader voted."""
    me = reader.id if reader else None
    rows = db.session.execute(
        select(Poll, Ballot.choices)
        .outerjoin(Ballot, and_(Ballot.poll_id == Poll.id, Ballot.member_id == me))
        .where(Poll.id.in_(ids))
    )
    return {poll.post_id: (poll, choices or ()) for poll, choices in rows}


def vote_of(poll: Poll, reader: Reader) -> Sequence[int]:
    """Return what this reader voted, nothing when they did not."""
    if reader is None:
        return ()
    return (
        db.session.scalar(
            select(Ballot.choices).where(Ballot.poll_id == poll.id, Ballot.member_id == reader.id)
        )
        or ()
    )


def voters_of(poll: Poll) -> list[list[str]]:
    """Return who voted for each option of a named poll; of a ranking, who put it first."""
    if poll.is_anonymous:
        raise ValueError("the voters of an anonymous poll are shown to nobody")
    named: list[list[str]] = [[] for _option in poll.options]
    rows = db.session.execute(
        select(Member.name, Ballot.choices)
        .join(Member, Member.id == Ballot.member_id)
        .where(Ballot.poll_id == poll.id)
        .order_by(Member.name, Member.id)
    )
    for name, choices in rows:
        for option in choices if poll.kind is not PollKind.RANKED else choices[:1]:
            named[option].append(name)
    return named
