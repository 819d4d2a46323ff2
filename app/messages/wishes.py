"""What each member wishes of messages: from everybody or not, and from whom no more.

A refusal is said in the same words whatever the wish: nobody learns that they were blocked.
"""

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, or_, select
from sqlalchemy.orm import aliased

from app.accounts.actor import Actor
from app.accounts.models import Member
from app.database import db
from app.errors import Forbidden, Invalid, NotFound
from app.i18n import gettext as _
from app.messages.models import ConversationMember, MemberBlock, MessageWish, OpenTo
from app.messages.permissions import has_blocked, takes_nothing_new
from app.messages.queries import may_write_to


def refuse_unwished(actor: Actor, member_ids: Collection[int], *, is_new: bool) -> None:
    """Raise Forbidden when one of these members does not take this person's messages now."""
    unwished: ColumnElement[bool] = Member.id.in_(has_blocked(actor.id))
    if is_new:
        unwished = or_(unwished, Member.id.in_(takes_nothing_new()))
    names = _names(select(Member.name).where(Member.id.in_(member_ids), unwished))
    if names:
        raise Forbidden(
            _("%(names)s ne prend pas de nouveaux messages pour le moment.", names=names)
        )
    own = select(MemberBlock.blocked_id).where(MemberBlock.member_id == actor.id)
    names = _names(select(Member.name).where(Member.id.in_(member_ids), Member.id.in_(own)))
    if names:
        raise Forbidden(
            _(
                "Vous ne recevez plus les messages de %(names)s. Pour écrire, acceptez-les de "
                "nouveau dans vos réglages de messages.",
                names=names,
            )
        )


def _names(statement: Select[Any]) -> str:
    return ", ".join(db.session.scalars(statement))


def block(actor: Actor, member_id: int) -> None:
    """Receive no new message of somebody any more."""
    if member_id == actor.id:
        raise Invalid(_("C’est votre propre compte."))
    if not (may_write_to(actor, [member_id]) or _have_met(actor, member_id)):
        raise NotFound  # the list of one's blocks would tell the name of who is hidden
    if db.session.get(MemberBlock, (actor.id, member_id)) is None:
        db.session.add(MemberBlock(member_id=actor.id, blocked_id=member_id))


def _have_met(actor: Actor, member_id: int) -> bool:
    mine, theirs = aliased(ConversationMember), aliased(ConversationMember)
    together = (
        select(mine.conversation_id)
        .join(theirs, theirs.conversation_id == mine.conversation_id)
        .where(mine.member_id == actor.id, theirs.member_id == member_id)
    )
    return bool(db.session.scalar(select(exists(together))))


def unblock(actor: Actor, member_id: int) -> None:
    """Receive the messages of somebody again."""
    present = db.session.get(MemberBlock, (actor.id, member_id))
    if present is not None:
        db.session.delete(present)


def choose_wish(actor: Actor, open_to: OpenTo) -> None:
    """Say who may begin a conversation with oneself."""
    wish = db.session.get(MessageWish, actor.id)
    if wish is None:
        db.session.add(MessageWish(member_id=actor.id, open_to=open_to))
    else:
        wish.open_to = open_to
