"""Writing to one another: conversations, what is said in them, who comes and goes."""

from collections.abc import Collection, Sequence

from sqlalchemy import delete, exists, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from app import markup
from app.accounts.actor import Actor
from app.accounts.models import Member, MemberStatus
from app.accounts.throttling import Bucket, Limit, count_try
from app.clock import now
from app.database import db
from app.errors import Forbidden, Invalid
from app.events import publish as tell
from app.files.actions import attach, detach
from app.i18n import gettext as _
from app.messages.events import ConversationRead, MemberAdded, MessageDeleted, MessageSent
from app.messages.models import (
    Conversation,
    ConversationMember,
    Message,
    MessageKind,
    MessageReport,
    message_files,
)
from app.messages.permissions import may_write_messages
from app.messages.queries import Opened, find_pair, get_message, may_write_to, pair_of
from app.messages.wishes import refuse_unwished

MOST_PEOPLE = 10
LONGEST_SUBJECT = 120
EXCERPT = 160
MESSAGES = (Limit(20, 1), Limit(300, 24 * 60))
BEGINNINGS = (Limit(20, 60), Limit(60, 24 * 60))


def count_message(actor: Actor, *, begins: bool = False) -> None:
    """Count one more message of this person, for good; raise TooManyRequests."""
    buckets = [Bucket(f"message:{actor.id}", MESSAGES)]
    if begins:
        buckets.append(Bucket(f"conversation:{actor.id}", BEGINNINGS))
    count_try(*buckets)


def begin(
    actor: Actor,
    member_ids: Collection[int],
    text: str,
    *,
    subject: str = "",
    file_ids: Sequence[int] = (),
) -> Message:
    """Write to some members; what two people say alone goes on in the conversation they have."""
    wanted = set(member_ids) - {actor.id}
    _check_people(actor, wanted, MOST_PEOPLE - 1)
    if len(wanted) == 1:
        present = find_pair(actor, next(iter(wanted)))
        if present is not None:
            return say(actor, open_as(actor, present), text, file_ids)
    refuse_unwished(actor, wanted, is_new=True)
    conversation = _open(actor, wanted)
    conversation.subject = conversation.subject or markup.clean_line(subject)[:LONGEST_SUBJECT]
    return _write(actor, conversation, text, file_ids)


def say(actor: Actor, opened: Opened, text: str, file_ids: Sequence[int] = ()) -> Message:
    """Write in a conversation one is in."""
    others = others_of(actor, opened.conversation)
    if not may_write_messages(actor) or not others:
        raise Forbidden(_("Il n’y a plus personne à qui écrire dans cette conversation."))
    if opened.conversation.pair:
        refuse_unwished(actor, others, is_new=False)
    return _write(actor, opened.conversation, text, file_ids)


def open_as(actor: Actor, conversation: Conversation) -> Opened:
    """Return a conversation with the place of this person in it."""
    mine = db.session.get_one(ConversationMember, (conversation.id, actor.id))
    return Opened(conversation, mine)


def others_of(actor: Actor, conversation: Conversation) -> set[int]:
    """Return the others who are in a conversation and may still read it."""
    return set(
        db.session.scalars(
            select(ConversationMember.member_id)
            .join(Member, Member.id == ConversationMember.member_id)
            .where(
                ConversationMember.conversation_id == conversation.id,
                ConversationMember.member_id != actor.id,
                ConversationMember.left_at.is_(None),
                Member.status == MemberStatus.ACTIVE,
            )
        )
    )


def add_member(actor: Actor, opened: Opened, member_id: int) -> None:
    """Bring somebody into a conversation; they read what is said from then on."""
    conversation = opened.conversation
    _check_people(actor, {member_id}, 1)
    refuse_unwished(actor, {member_id}, is_new=True)
    _lock(conversation)
    row = db.session.get(ConversationMember, (conversation.id, member_id))
    if row is not None and row.left_at is None:
        return
    if len(_present(conversation)) >= MOST_PEOPLE:
        raise Invalid(_("Une conversation réunit dix personnes au plus."))
    line = _line(actor, conversation, MessageKind.JOINED, about_id=member_id)
    if row is None:
        row = ConversationMember(conversation_id=conversation.id, member_id=member_id)
        db.session.add(row)
    row.left_at, row.is_muted = None, False
    row.joined_at = line.created_at
    row.after_number = row.last_read = line.number - 1
    conversation.pair = None
    conversation.last_said = line.number
    opened.mine.last_read = line.number
    tell(
        MemberAdded(
            conversation_id=conversation.id,
            number=line.number,
            actor_id=actor.id,
            member_id=member_id,
        )
    )


def leave(actor: Actor, opened: Opened) -> None:
    """Go out of a conversation: one no longer reads it, the others see a line."""
    conversation, mine = opened.conversation, opened.mine
    _lock(conversation)
    mine.left_at = now()
    conversation.pair = None
    _line(actor, conversation, MessageKind.LEFT)
    db.session.flush()  # who stays is read below
    if not _present(conversation):
        _erase(conversation)


def mute(opened: Opened, *, is_muted: bool) -> None:
    """Be told of a conversation no longer, or again."""
    opened.mine.is_muted = is_muted


def delete_message(actor: Actor, opened: Opened, number: int) -> None:
    """Take back one's own words, for everybody and for good."""
    message = get_message(actor, opened.conversation.id, number)
    if message.author_id != actor.id:
        raise Forbidden(_("Seule la personne qui l’a écrit supprime ce message."))
    if message.deleted_at is not None:
        return
    message.deleted_at = now()
    message.text = message.html = message.excerpt = ""
    if not _is_reported(message.id):
        _release_files([message.id])
    tell(MessageDeleted(conversation_id=opened.conversation.id, number=number))


def mark_read(conversation_id: int, member_id: int, number: int) -> None:
    """Note how far somebody has read; never back."""
    # Two tabs may end in the other order: the highest number stays.
    done = db.session.execute(
        update(ConversationMember)
        .where(
            ConversationMember.conversation_id == conversation_id,
            ConversationMember.member_id == member_id,
            ConversationMember.last_read < number,
        )
        .values(last_read=number)
    )
    if done.rowcount:  # type: ignore[attr-defined]
        tell(ConversationRead(conversation_id=conversation_id, number=number, member_id=member_id))


def render_outdated(limit: int = 200) -> int:
    """Render again the messages whose HTML was made by an older version; return how many."""
    old = db.session.scalars(
        select(Message)
        .where(Message.html_version < markup.VERSION, Message.kind == MessageKind.SAID)
        .limit(limit)
    ).all()
    for message in old:
        message.html, message.html_version = str(markup.render(message.text)), markup.VERSION
    return len(old)


def _check_people(actor: Actor, wanted: Collection[int], most: int) -> None:
    if not may_write_messages(actor):
        raise Forbidden(_("Votre compte ne permet pas encore d’écrire des messages."))
    if not wanted:
        raise Invalid(_("Choisissez à qui vous écrivez."))
    if len(wanted) > most:
        raise Invalid(_("Une conversation réunit dix personnes au plus."))
    if not may_write_to(actor, wanted):
        raise Invalid(_("Une des personnes choisies ne peut pas recevoir de message de vous."))


def _open(actor: Actor, others: Collection[int]) -> Conversation:
    """Make a conversation of these people; the same two at the same moment get the same one."""
    pair = pair_of(actor.id, next(iter(others))) if len(others) == 1 else None
    conversation = Conversation(pair=pair)
    try:
        with db.session.begin_nested():
            db.session.add(conversation)
    except IntegrityError:
        present = find_pair(actor, next(iter(others)))
        if present is None:
            raise
        return present
    db.session.add_all(
        ConversationMember(conversation_id=conversation.id, member_id=one)
        for one in sorted({actor.id, *others})
    )
    return conversation


def _write(actor: Actor, conversation: Conversation, text: str, file_ids: Sequence[int]) -> Message:
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Invalid(_("Écrivez votre message avant de l’envoyer."))
    if len(text) > markup.MAX_LENGTH:
        raise Invalid(
            _(
                "Ce message est trop long\u00a0: %(most)s caractères au plus.",
                most=markup.MAX_LENGTH,
            )
        )
    _lock(conversation)
    message = _line(actor, conversation, MessageKind.SAID)
    message.text, message.excerpt = text, markup.excerpt(text, EXCERPT)
    message.html, message.html_version = str(markup.render(text)), markup.VERSION
    db.session.flush()  # the files and the place of the writer need what was just written
    conversation.last_said = message.number
    open_as(actor, conversation).mine.last_read = message.number
    if file_ids:
        attach(actor, file_ids)
        rows = [{"message_id": message.id, "file_id": one} for one in sorted(set(file_ids))]
        db.session.execute(insert(message_files), rows)
    tell(MessageSent(conversation_id=conversation.id, number=message.number, actor_id=actor.id))
    return message


def _lock(conversation: Conversation) -> None:
    db.session.flush()  # a new conversation is read again
    # Two messages at once must not take the same number: the second waits for the first.
    db.session.refresh(conversation, ["last_number", "last_said"], with_for_update=True)


def _line(
    actor: Actor, conversation: Conversation, kind: MessageKind, *, about_id: int | None = None
) -> Message:
    """Add the next line of a conversation, which was locked."""
    message = Message(
        conversation_id=conversation.id,
        number=conversation.last_number + 1,
        kind=kind,
        author_id=actor.id,
        about_id=about_id,
        created_at=now(),
    )
    db.session.add(message)
    conversation.last_number = message.number
    conversation.last_at = message.created_at
    return message


def _present(conversation: Conversation) -> Sequence[int]:
    return db.session.scalars(
        select(ConversationMember.member_id).where(
            ConversationMember.conversation_id == conversation.id,
            ConversationMember.left_at.is_(None),
        )
    ).all()


def _is_reported(message_id: int) -> bool:
    reports = select(func.count(MessageReport.id)).where(MessageReport.message_id == message_id)
    return bool(db.session.scalar(reports))


def _erase(conversation: Conversation) -> None:
    """Nobody reads it any more: nothing stays, but what was shown to the facilitators."""
    reported = exists(select(MessageReport.id).where(MessageReport.message_id == Message.id))
    gone = db.session.scalars(
        select(Message.id).where(Message.conversation_id == conversation.id, ~reported)
    ).all()
    _release_files(gone)
    db.session.execute(delete(Message).where(Message.id.in_(gone)))
    left = select(func.count(Message.id)).where(Message.conversation_id == conversation.id)
    if not db.session.scalar(left):
        db.session.delete(conversation)


def _release_files(message_ids: Collection[int]) -> None:
    """Let go of the files of messages that nobody reads any more."""
    held = message_files.c.message_id.in_(message_ids)
    files = db.session.scalars(select(message_files.c.file_id).where(held)).all()
    db.session.execute(delete(message_files).where(held))
    detach(files)
