from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True, kw_only=True)
class MessageSent(Event):
    """Somebody wrote in a conversation."""

    conversation_id: int
    number: int
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class MessageDeleted(Event):
    """Its author took a message back, or a facilitator hid it."""

    conversation_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class MemberAdded(Event):
    """Somebody was brought into a conversation."""

    conversation_id: int
    number: int
    actor_id: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class ConversationRead(Event):
    """Somebody read a conversation as far as this line."""

    conversation_id: int
    number: int
    member_id: int


@dataclass(frozen=True, kw_only=True)
class MessageReported(Event):
    """A reader shows one message, and nothing else, to the facilitators."""

    message_id: int
    reporter_id: int
    reason: str
    text: str
