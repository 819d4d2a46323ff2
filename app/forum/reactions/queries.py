"""Who reacted to the messages of a page, read with the messages themselves."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Label, Row, String, cast, func, select

from app.accounts.models import Member
from app.database import db
from app.forum.models import Post
from app.forum.reactions.models import Reaction, ReactionKind

_BETWEEN, _END = "\t", "\n"  # no name holds them


def reactions_of_post() -> Label[str]:
    """Select the reactions to a message as one text: no statement beside that of the messages."""
    one = cast(Reaction.member_id, String) + _BETWEEN + cast(Reaction.kind, String)
    return (
        select(func.aggregate_strings(one + _BETWEEN + Member.name, _END))
        .select_from(Reaction)
        .join(Member, Member.id == Reaction.member_id)
        .where(Reaction.post_id == Post.id)
        .correlate(Post)
        .scalar_subquery()
        .label("reactions")
    )


def read_reactions(text: str | None) -> Mapping[ReactionKind, dict[int, str]]:
    """Return who reacted, in which way: their names by their ids."""
    found: dict[ReactionKind, dict[int, str]] = {kind: {} for kind in ReactionKind}
    for line in (text or "").split(_END):
        if line:
            member_id, kind, name = line.split(_BETWEEN, 2)
            found[ReactionKind(kind)][int(member_id)] = name
    return found


def reactions_to(post_id: int) -> Row[*tuple[Any, ...]]:
    """Return of one message what the template of its reactions needs."""
    return db.session.execute(
        select(
            Post.id,
            Post.number,
            Post.author_id,
            Post.deleted_at,
            Post.useful_count,
            Post.thanks_count,
            reactions_of_post(),
        ).where(Post.id == post_id)
    ).one()
