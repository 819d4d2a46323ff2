"""What members are told of private messages: that somebody wrote, never the words."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select

from app.accounts.actor import Actor, actor_for
from app.accounts.models import Member, MemberStatus
from app.database import db
from app.events import on
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.messages.events import ConversationRead, MemberAdded, MessageDeleted, MessageSent
from app.messages.models import ConversationMember, Message
from app.messages.permissions import has_blocked, messages_visible_to
from app.notifications.actions import notify, read_group, take_back
from app.notifications.kinds import NoticeKind, Shown, register_notice_kind
from app.notifications.models import Notice

WRITTEN = "message"
ADDED = "conversation"


def _readable(reader: Actor, notices: Sequence[Notice]) -> Mapping[int, Shown]:
    """Return where each message is; its subject stays in the conversation, not in a mail."""
    wanted = {(notice.thing_id, notice.number): notice for notice in notices}
    rows = db.session.execute(
        select(Message.conversation_id, Message.number).where(
            Message.conversation_id.in_({conversation for conversation, _number in wanted}),
            Message.number.in_({number for _conversation, number in wanted}),
            Message.deleted_at.is_(None),
            Message.hidden_at.is_(None),
            messages_visible_to(reader),
        )
    )
    there = {(row.conversation_id, row.number) for row in rows}
    return {
        notice.id: Shown(_("Messages privés"), notice.url)
        for notice in notices
        if (notice.thing_id, notice.number) in there
    }


register_notice_kind(
    NoticeKind(
        name=WRITTEN,
        label=_l("On m’écrit un message privé"),
        sentence=_l("%(name)s vous a écrit"),
        resolve=_readable,
        strength=50,
        icon="mail",
    )
)
register_notice_kind(
    NoticeKind(
        name=ADDED,
        label=_l("On m’ajoute à une conversation privée"),
        sentence=_l("%(name)s vous a ajouté·e à une conversation"),
        resolve=_readable,
        strength=45,
        icon="users",
    )
)


@on(MessageSent)
def _tell_the_others(event: MessageSent) -> None:
    others = db.session.scalars(
        select(ConversationMember.member_id)
        .join(Member, Member.id == ConversationMember.member_id)
        .where(
            ConversationMember.conversation_id == event.conversation_id,
            ConversationMember.left_at.is_(None),
            ConversationMember.is_muted.is_(False),
            ConversationMember.member_id != event.actor_id,
            ConversationMember.member_id.not_in(has_blocked(event.actor_id)),
            Member.status == MemberStatus.ACTIVE,
        )
    ).all()
    _notify(WRITTEN, others, event)


@on(MemberAdded)
def _tell_who_was_added(event: MemberAdded) -> None:
    _notify(ADDED, [event.member_id], event)


def _notify(kind: str, members: Iterable[int], event: MessageSent | MemberAdded) -> None:
    notify(
        kind,
        members,
        group_key=_group(event.conversation_id),
        number=event.number,
        url=f"/messages/{event.conversation_id}/messages/{event.number}",
        actor_id=event.actor_id,
    )


@on(ConversationRead)
def _they_know(event: ConversationRead) -> None:
    member = db.session.get(Member, event.member_id)
    if member is not None:
        read_group(actor_for(member), _group(event.conversation_id), up_to=event.number)


@on(MessageDeleted)
def _forget(event: MessageDeleted) -> None:
    take_back(_group(event.conversation_id), event.number)


def _group(conversation_id: int) -> str:
    return f"conversation:{conversation_id}"
