"""Saying « merci » or « utile » of a message; its counts follow in the same transaction."""

from sqlalchemy import func, select, update

from app.accounts.actor import Actor
from app.database import db
from app.errors import Forbidden, Invalid
from app.forum.models import Post, Topic
from app.forum.posting import get_post
from app.forum.reactions.models import Reaction, ReactionKind
from app.forum.reactions.permissions import can_react
from app.i18n import gettext as _


def react(
    actor: Actor, topic: Topic, number: int, kind: ReactionKind | None, *, wanted: bool
) -> Post:
    """Say it, or take it back; said twice, it is said once."""
    post = get_post(topic, number)
    if post.author_id == actor.id:
        raise Forbidden(_("C’est votre message\u00a0: laissez les autres en juger."))
    if not can_react(actor, post, topic):
        raise Forbidden(_("Ce message n’attend pas de réaction de votre part."))
    if kind is None:
        raise Invalid(_("Choisissez «\u00a0merci\u00a0» ou «\u00a0utile\u00a0»."))
    # Two clicks at once: the second waits here, then sees what the first wrote.
    db.session.refresh(post, ["deleted_at"], with_for_update=True)
    held = db.session.scalar(
        select(Reaction).where(
            Reaction.post_id == post.id, Reaction.member_id == actor.id, Reaction.kind == kind
        )
    )
    if wanted and held is None:
        db.session.add(Reaction(post_id=post.id, member_id=actor.id, kind=kind))
    elif held is not None and not wanted:
        db.session.delete(held)
    db.session.flush()  # the reactions are counted below
    count_reactions(post.id)
    db.session.refresh(post, ["useful_count", "thanks_count"])
    return post


def count_reactions(post_id: int | None = None) -> None:
    """Write the counts of a message again from its reactions; of every message without one."""
    statement = update(Post).values(
        useful_count=_count(ReactionKind.USEFUL), thanks_count=_count(ReactionKind.THANKS)
    )
    if post_id is not None:
        statement = statement.where(Post.id == post_id)
    db.session.execute(statement, execution_options={"synchronize_session": False})


def _count(kind: ReactionKind) -> object:
    return (
        select(func.count())
        .select_from(Reaction)
        .where(Reaction.post_id == Post.id, Reaction.kind == kind)
        .scalar_subquery()
    )
