"""Who may take care of a topic, and where it may go: never to readers it was not written for."""

from app.accounts.actor import Reader
from app.contributions.models import State, Visibility
from app.forum.models import Category, Topic
from app.forum.permissions import can_see_topic, can_start_topic, visibilities_in

_WIDTH = {Visibility.GROUP: 0, Visibility.NETWORK: 2, Visibility.PUBLIC: 3}


def can_care_for_topic(actor: Reader, topic: Topic) -> bool:
    """Facilitators take care of the topics that they read, once published."""
    if actor is None or not actor.is_facilitator or topic.state is State.DRAFT:
        return False
    return can_see_topic(actor, topic)


def is_within(topic: Topic, other: Topic) -> bool:
    """Say whether all who read the other one read this one: its words may then go there."""
    if other.visibility is Visibility.GROUP:
        return topic.visibility is not Visibility.GROUP or topic.group_id == other.group_id
    return _width(other.visibility) <= _width(topic.visibility)


def visibility_once_in(topic: Topic, category: Category) -> Visibility | None:
    """Return who reads a topic moved to this category; None where that would be more people."""
    allowed = visibilities_in(category)
    if topic.visibility is Visibility.GROUP:
        same = Visibility.GROUP in allowed and topic.group_id == category.group_id
        return Visibility.GROUP if same else None
    if topic.visibility in allowed:
        return topic.visibility
    narrower = [one for one in allowed if _width(one) <= _width(topic.visibility)]
    return max(narrower, key=_width, default=None)


def can_move_topic(actor: Reader, topic: Topic, category: Category) -> bool:
    """Say whether this facilitator may put the topic in this category."""
    return can_care_for_topic(actor, topic) and can_start_topic(actor, category)


def _width(visibility: Visibility) -> int:
    return _WIDTH.get(visibility, 1)
