from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True, kw_only=True)
class PostEvent(Event):
    """Something happened to one message of a topic."""

    topic_id: int
    number: int


@dataclass(frozen=True, kw_only=True)
class ReplyPosted(PostEvent):
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class PostEdited(PostEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class PostDeleted(PostEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class PostRestored(PostEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class AnswerAccepted(PostEvent):
    """The asker, or a facilitator, says which reply helped."""

    actor_id: int


@dataclass(frozen=True, kw_only=True)
class AnswerReleased(PostEvent):
    """That reply is no longer said to be the one that helped."""


@dataclass(frozen=True, kw_only=True)
class MembersMentioned(PostEvent):
    """A message names members who may read it; told once a member and message."""

    actor_id: int
    member_ids: tuple[int, ...]
