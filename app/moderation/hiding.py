"""Hiding and showing again: the act of the room of the thing, asked for from a case."""

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.accounts.actor import Actor
from app.contributions import actions as contributions
from app.contributions.models import Contribution
from app.database import db
from app.errors import Invalid
from app.forum.care import actions as care
from app.forum.models import Post, Topic
from app.i18n import gettext as _
from app.messages.reporting import hide_reported, show_reported
from app.moderation.models import Case


def hide_meanwhile(case: Case, reason: str) -> None:
    """Hide the thing of a case until somebody has reviewed it; a profile is never hidden so."""
    if case.post_id is not None:
        topic, post = _post(case.post_id)
        care.hide_post_until_reviewed(topic, post.number, reason)
    elif case.contribution_id is not None:
        thing = db.session.get_one(Contribution, case.contribution_id)
        contributions.hide_until_reviewed(thing, reason)


def hide(actor: Actor, case: Case, reason: str) -> None:
    """Take the thing from everybody but its author, who reads why."""
    if case.post_id is not None:
        topic, post = _post(case.post_id)
        care.hide_post(actor, topic, post.number, reason)
    elif case.message_id is not None:
        hide_reported(actor, case.message_id)
    elif case.contribution_id is not None:
        contributions.hide(actor, db.session.get_one(Contribution, case.contribution_id), reason)
    else:
        raise Invalid(_("Un profil ne se masque pas\u00a0: écrivez à la personne."))


def show_again(actor: Actor, case: Case, reason: str) -> None:
    """Give the thing back to its readers, when it was hidden."""
    if case.post_id is not None:
        topic, post = _post(case.post_id)
        if post.hidden_at is not None:
            care.show_post_again(actor, topic, post.number, reason)
    elif case.message_id is not None:
        show_reported(actor, case.message_id)
    elif case.contribution_id is not None:
        thing = db.session.get_one(Contribution, case.contribution_id)
        if thing.hidden_at is not None:
            contributions.show_again(actor, thing, reason)


def _post(post_id: int) -> tuple[Topic, Post]:
    post = db.session.scalars(
        select(Post).where(Post.id == post_id).options(joinedload(Post.topic))
    ).one()
    return post.topic, post
