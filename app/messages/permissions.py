"""Who reads and writes private messages: the people of the conversation; no role counts."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from app.accounts.actor import Actor, Reader
from app.accounts.models import Member, MemberStatus, ProfileVisibility
from app.database import db
from app.files.readers import file_rule
from app.groups.models import GroupMembership
from app.messages.models import (
    ConversationMember,
    MemberBlock,
    Message,
    MessageReport,
    MessageWish,
    OpenTo,
    message_files,
)
from app.organisations.models import Membership, Structure, StructureStatus
from app.organisations.queries import is_present


def may_write_messages(actor: Reader) -> bool:
    """Say whether this account may use messages; one under review waits."""
    return actor is not None and actor.member.status is MemberStatus.ACTIVE


def is_in(actor: Actor) -> ColumnElement[bool]:
    """The condition that a row of ConversationMember lets this person read the conversation."""
    return and_(ConversationMember.member_id == actor.id, ConversationMember.left_at.is_(None))


def messages_visible_to(actor: Actor) -> ColumnElement[bool]:
    """The condition that a message stands in a conversation of this person, since they came."""
    return exists(
        select(ConversationMember.member_id).where(
            ConversationMember.conversation_id == Message.conversation_id,
            ConversationMember.after_number < Message.number,
            is_in(actor),
        )
    )


def can_be_written_to_by(actor: Actor) -> ColumnElement[bool]:
    """The condition that a member stands in the list of those this person may write to.

    Wishes and blocks are not looked at: a list that left them out would tell them.
    """
    same_group = exists(
        select(GroupMembership.member_id).where(
            GroupMembership.member_id == Member.id, GroupMembership.group_id.in_(actor.group_ids)
        )
    )
    known: ColumnElement[bool] = same_group
    if actor.is_network_member:
        known = or_(same_group, and_(_is_of_the_network(), _shows_their_page_to(actor)))
    return and_(Member.status == MemberStatus.ACTIVE, Member.id != actor.id, known)


def _is_of_the_network() -> ColumnElement[bool]:
    active = (
        select(Membership.id)
        .join(Structure, Structure.id == Membership.structure_id)
        .where(
            Membership.member_id == Member.id,
            is_present(),
            Structure.status == StructureStatus.ACTIVE,
        )
    )
    return or_(Member.is_facilitator, Member.is_administrator, exists(active))


def _shows_their_page_to(actor: Actor) -> ColumnElement[bool]:
    """A member whose page is for their structure is not offered to others either."""
    if actor.is_facilitator:
        return Member.id.is_not(None)
    colleague = exists(
        select(Membership.id).where(
            Membership.member_id == Member.id,
            is_present(),
            Membership.structure_id.in_(actor.structure_ids),
        )
    )
    return or_(Member.profile_visibility != ProfileVisibility.STRUCTURE, colleague)


def has_blocked(actor_id: int) -> Select[Any]:
    """Select the members who do not wish the messages of this one."""
    return select(MemberBlock.member_id).where(MemberBlock.blocked_id == actor_id)


def takes_nothing_new() -> Select[Any]:
    """Select the members with whom nobody begins a conversation."""
    return select(MessageWish.member_id).where(MessageWish.open_to == OpenTo.NOBODY)


def can_read_reports(actor: Reader) -> bool:
    """Say whether this person reads the messages that were reported, and those alone."""
    return actor is not None and actor.is_facilitator


@file_rule
def can_read_file_of_a_message(reader: Reader, file_id: int) -> bool:
    """Say whether the file stands in a message this person reads, or that was reported to them."""
    if reader is None:
        return False
    shown = and_(
        Message.deleted_at.is_(None), Message.hidden_at.is_(None), messages_visible_to(reader)
    )
    if can_read_reports(reader):
        reported = exists(select(MessageReport.id).where(MessageReport.message_id == Message.id))
        shown = or_(shown, reported)
    held = (
        select(Message.id)
        .join(message_files, message_files.c.message_id == Message.id)
        .where(message_files.c.file_id == file_id, shown)
    )
    return bool(db.session.scalar(select(exists(held))))
