from collections.abc import Mapping
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
class PostTakenBack(PostEvent):
    """A reply was taken back within its minute: nobody is told of it, its number is free again."""


@dataclass(frozen=True, kw_only=True)
class PostRestored(PostEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class PostHidden(PostEvent):
    """Its author alone reads it; `actor_id` is None when flags hid it until it is reviewed."""

    actor_id: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class PostShown(PostEvent):
    """It was hidden, and is not any more."""

    actor_id: int
    reason: str


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


@dataclass(frozen=True, kw_only=True)
class TopicCared(Event):
    """A facilitator did something with a topic, for a reason that everybody reads there."""

    topic_id: int
    act: str  # a value of `care.models.CareAct`
    actor_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class PostsMoved(Event):
    """Messages went to another topic: `mapping` says, for each old number, the new one.

    The rows of the messages keep their ids. What is remembered by topic and number follows.
    """

    topic_id: int
    into_id: int
    mapping: Mapping[int, int]
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class TopicMerged(PostsMoved):
    """All of them went, and the address of the topic leads to the other one."""


@dataclass(frozen=True, kw_only=True)
class TopicSplit(PostsMoved):
    """Some of them became a new topic, `into_id`."""
