"""What a person reads of their conversations; nobody else's can be asked for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Row, Select, and_, func, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.accounts.actor import Actor, Reader
from app.accounts.models import Member, MemberStatus
from app.database import db
from app.errors import NotFound
from app.files.models import StoredFile
from app.messages.models import (
    Conversation,
    ConversationMember,
    MemberBlock,
    Message,
    MessageKind,
    MessageWish,
    OpenTo,
    message_files,
)
from app.messages.permissions import (
    can_be_written_to_by,
    is_in,
    may_write_messages,
    messages_visible_to,
)
from app.notifications.counters import counter
from app.organisations.queries import structure_names
from app.paging import Cursor, Page, as_page, newest_first

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
MESSAGES_A_PAGE = 20
UNREAD = "messages"  # the number beside « Messages », on every page
SHORTEST_SEARCH = 2


@counter(UNREAD)
def unread_conversations(member_id: int) -> Select[Any]:
    """Select in how many conversations, those in silence left out, something is unread."""
    return (
        select(func.count())
        .select_from(ConversationMember)
        .join(Conversation, Conversation.id == ConversationMember.conversation_id)
        .where(
            ConversationMember.member_id == member_id,
            ConversationMember.left_at.is_(None),
            ConversationMember.is_muted.is_(False),
            ConversationMember.last_read < Conversation.last_said,
        )
    )


@dataclass(frozen=True)
class Opened:
    """A conversation, as one of its people has it before them."""

    conversation: Conversation
    mine: ConversationMember


@dataclass(frozen=True)
class Person:
    """Somebody of a conversation."""

    id: int
    name: str
    slug: str
    is_usable: bool
    is_present: bool
    last_read: int
    is_blocked: bool  # by the reader


@dataclass(frozen=True)
class MessagesPage:
    """Some lines of a conversation, the earliest first."""

    messages: Sequence[AnyRow]
    files: Mapping[int, list[StoredFile]]  # by the id of their message
    before: int | None  # the number from which earlier ones go on, when there are some
    is_last: bool


def get_conversation(actor: Actor, conversation_id: int) -> Opened:
    """Return a conversation of this person; NotFound for anybody else, whatever their role."""
    row = db.session.execute(
        select(Conversation, ConversationMember)
        .join(ConversationMember, ConversationMember.conversation_id == Conversation.id)
        .where(Conversation.id == conversation_id, is_in(actor))
    ).one_or_none()
    if row is None:
        raise NotFound
    return Opened(row[0], row[1])


def find_pair(actor: Actor, member_id: int) -> Conversation | None:
    """Return the conversation that this person has alone with somebody."""
    return db.session.scalar(
        select(Conversation).where(Conversation.pair == pair_of(actor.id, member_id))
    )


def pair_of(one: int, other: int) -> str:
    """Name the conversation of two people."""
    return f"{min(one, other)}-{max(one, other)}"


def list_conversations(actor: Actor, after: Cursor | None) -> Page[AnyRow]:
    """Return a page of this person's conversations, the last spoken in first."""
    author, about = aliased(Member), aliased(Member)
    statement = (
        select(
            Conversation.id,
            Conversation.subject,
            Conversation.last_at,
            (Conversation.last_said > ConversationMember.last_read).label("is_unread"),
            ConversationMember.is_muted,
            Message.kind,
            Message.excerpt,
            Message.author_id,
            Message.deleted_at,
            Message.hidden_at,
            author.name.label("author"),
            about.name.label("about"),
        )
        .join(ConversationMember, ConversationMember.conversation_id == Conversation.id)
        .join(
            Message,
            and_(
                Message.conversation_id == Conversation.id,
                Message.number == Conversation.last_number,
            ),
        )
        .outerjoin(author, author.id == Message.author_id)
        .outerjoin(about, about.id == Message.about_id)
        .where(is_in(actor))
    )
    rows = db.session.execute(
        newest_first(statement, (Conversation.last_at, Conversation.id), after)
    ).all()
    return as_page(rows, lambda row: Cursor(row.last_at, row.id), after)


def people_of(actor: Actor, conversation_ids: Collection[int]) -> Mapping[int, list[Person]]:
    """Return everybody who is or was in these conversations, in the order they came."""
    if not conversation_ids:
        return {}
    rows = db.session.execute(
        select(
            ConversationMember.conversation_id,
            Member.id,
            Member.name,
            Member.slug,
            Member.status,
            ConversationMember.left_at,
            ConversationMember.last_read,
            MemberBlock.blocked_id,
        )
        .join(Member, Member.id == ConversationMember.member_id)
        .outerjoin(
            MemberBlock,
            and_(MemberBlock.member_id == actor.id, MemberBlock.blocked_id == Member.id),
        )
        .where(ConversationMember.conversation_id.in_(conversation_ids))
        .order_by(ConversationMember.joined_at, Member.id)
    )
    found: dict[int, list[Person]] = {one: [] for one in conversation_ids}
    for row in rows:
        found[row.conversation_id].append(
            Person(
                id=row.id,
                name=row.name,
                slug=row.slug,
                is_usable=row.status is MemberStatus.ACTIVE,
                is_present=row.left_at is None,
                last_read=row.last_read,
                is_blocked=row.blocked_id is not None,
            )
        )
    return found


def messages_page(opened: Opened, before: int | None) -> MessagesPage:
    """Return the last twenty lines, or those before this number."""
    conversation, first = opened.conversation, opened.mine.after_number + 1
    end = conversation.last_number + 1
    if before is not None:
        end = min(max(before, first + 1), end)
    start = max(end - MESSAGES_A_PAGE, first)
    rows = db.session.execute(
        select(
            Message.id,
            Message.number,
            Message.kind,
            Message.author_id,
            Message.about_id,
            Message.html,
            Message.created_at,
            Message.deleted_at,
            Message.hidden_at,
            StoredFile,
        )
        .outerjoin(message_files, message_files.c.message_id == Message.id)
        .outerjoin(StoredFile, StoredFile.id == message_files.c.file_id)
        .where(
            Message.conversation_id == conversation.id,
            Message.number >= start,
            Message.number < end,
        )
        .order_by(Message.number, StoredFile.id)
    ).all()
    return MessagesPage(
        messages=list({row.number: row for row in rows}.values()),
        files=_shown_files(rows),
        before=start if start > first else None,
        is_last=end > conversation.last_number,
    )


def _shown_files(rows: Sequence[AnyRow]) -> Mapping[int, list[StoredFile]]:
    """Sort the files of a page by the id of their message; what is gone shows none."""
    files: dict[int, list[StoredFile]] = {}
    for row in rows:
        if row.StoredFile is not None and row.deleted_at is None and row.hidden_at is None:
            files.setdefault(row.id, []).append(row.StoredFile)
    return files


def get_message(actor: Actor, conversation_id: int, number: int) -> Message:
    """Return what somebody wrote in a conversation of this person; raise NotFound."""
    message = db.session.scalar(
        select(Message).where(
            Message.conversation_id == conversation_id,
            Message.number == number,
            Message.kind == MessageKind.SAID,
            messages_visible_to(actor),
        )
    )
    if message is None:
        raise NotFound
    return message


def find_messages(actor: Actor, words: str, after: Cursor | None) -> Page[AnyRow]:
    """Return the messages of one's own conversations that hold these words, the newest first."""
    wanted = words.strip()
    if len(wanted) < SHORTEST_SEARCH:
        return Page([], None)
    statement = (
        select(
            Message.id,
            Message.conversation_id,
            Message.number,
            Message.author_id,
            Message.created_at,
            Message.text,
            Conversation.subject,
            Member.name.label("author"),
        )
        .join(Conversation, Conversation.id == Message.conversation_id)
        .outerjoin(Member, Member.id == Message.author_id)
        .where(
            Message.text.icontains(wanted, autoescape=True),
            Message.deleted_at.is_(None),
            Message.hidden_at.is_(None),
            messages_visible_to(actor),
        )
    )
    moment: InstrumentedAttribute[Any] = Message.created_at
    rows = db.session.execute(newest_first(statement, (moment, Message.id), after)).all()
    return as_page(rows, lambda row: Cursor(row.created_at, row.id), after)


def people_to_write_to(actor: Actor) -> list[tuple[int, str, str]]:
    """Return the id, the name and the structure of everybody this person may write to."""
    rows = db.session.execute(
        select(Member.id, Member.name)
        .where(can_be_written_to_by(actor))
        .order_by(Member.name, Member.id)
    ).all()
    names = structure_names([row.id for row in rows])
    return [(row.id, row.name, names.get(row.id, "")) for row in rows]


def may_write_to(actor: Actor, member_ids: Collection[int]) -> bool:
    """Say whether this person may write to all of these."""
    known = db.session.scalars(
        select(Member.id).where(Member.id.in_(member_ids), can_be_written_to_by(actor))
    )
    return set(known) == set(member_ids)


@dataclass(frozen=True)
class WritingTo:
    """What the page of a member offers to who reads it."""

    may_write: bool = False
    is_blocked: bool = False


def writing_to(reader: Reader, member_id: int) -> WritingTo:
    """Say whether this person may write to a member, and does not wish their messages."""
    if reader is None or reader.id == member_id or not may_write_messages(reader):
        return WritingTo()
    row = db.session.execute(
        select(Member.id, MemberBlock.blocked_id)
        .outerjoin(
            MemberBlock,
            and_(MemberBlock.member_id == reader.id, MemberBlock.blocked_id == Member.id),
        )
        .where(Member.id == member_id, can_be_written_to_by(reader))
    ).one_or_none()
    return (
        WritingTo()
        if row is None
        else WritingTo(may_write=True, is_blocked=row.blocked_id is not None)
    )


def list_blocked(actor: Actor) -> Sequence[AnyRow]:
    """Return those whose messages this person does not wish."""
    return db.session.execute(
        select(Member.id, Member.name, MemberBlock.created_at)
        .join(MemberBlock, MemberBlock.blocked_id == Member.id)
        .where(MemberBlock.member_id == actor.id)
        .order_by(Member.name, Member.id)
    ).all()


def wish_of(member_id: int) -> OpenTo:
    """Return who may begin a conversation with a member."""
    wish = db.session.get(MessageWish, member_id)
    return wish.open_to if wish else OpenTo.EVERYBODY
