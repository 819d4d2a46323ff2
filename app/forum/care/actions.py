"""What facilitators do with a topic as it stands. Messages change place in `moving`."""

from dataclasses import dataclass
from datetime import date

from app.accounts.actor import Actor
from app.clock import now
from app.contributions import actions as contributions
from app.contributions.models import Visibility
from app.database import db
from app.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from app.events import publish as tell
from app.forum.care.models import CareAct, TopicAct
from app.forum.care.permissions import can_care_for_topic, can_move_topic, visibility_once_in
from app.forum.events import PostHidden, PostShown, TopicCared
from app.forum.models import Category, Post, Topic
from app.forum.permissions import can_hide_post
from app.forum.posting import follow, get_post
from app.i18n import gettext as _
from app.markup import clean_line

LONGEST_REASON = 500
LINES_SHOWN = 5
CHANGED_BY_OTHERS = (
    "acts_count", "category_id", "deleted_at", "replaced_by_id", "state", "updated_at",
    "visibility",
)  # fmt: skip


@dataclass(frozen=True)
class Given:
    """Why, and from which state of the topic: another state since then is a conflict."""

    reason: str
    version: str = ""


def version_of(topic: Topic) -> str:
    """Name the state of a topic that a form was made from."""
    return f"{topic.acts_count}.{topic.updated_at.isoformat()}"


def take_in_hand(actor: Actor, topic: Topic, given: Given) -> str:
    """Check the right, the reason and that nobody was first; return the reason, cleaned."""
    reason = clean_line(given.reason)[:LONGEST_REASON]
    if not reason:
        raise Invalid(_("Écrivez la raison\u00a0: elle se lit dans le sujet."))
    db.session.refresh(topic, CHANGED_BY_OTHERS, with_for_update=True)
    if topic.replaced_by_id is not None:
        raise Gone
    if not can_care_for_topic(actor, topic):
        raise Forbidden(_("Seule l’animation fait cela."))
    if given.version and given.version != version_of(topic):
        raise Conflict(_("Quelqu’un a changé ce sujet pendant que vous l’aviez sous les yeux."))
    return reason


def move_topic(actor: Actor, topic: Topic, category: Category, given: Given) -> None:
    """Put a topic in another category; fewer people may read it there, never more."""
    reason = take_in_hand(actor, topic, given)
    if not can_move_topic(actor, topic, category):
        raise Forbidden(_("Cette rubrique n’est pas ouverte à votre compte."))
    visibility = visibility_once_in(topic, category)
    if visibility is None:
        raise Invalid(
            _(
                "Ce sujet est réservé à son groupe\u00a0: dans «\u00a0%(category)s\u00a0», "
                "d’autres personnes le liraient.",
                category=category.title,
            )
        )
    topic.category, topic.visibility = category, visibility
    topic.group_id = category.group_id if visibility is Visibility.GROUP else None
    note(actor, topic, CareAct.MOVE, reason)


def close_topic(
    actor: Actor, topic: Topic, given: Given, *, reopens_on: date | None = None
) -> None:
    """Suspend the discussion: everybody reads it, nobody answers until it goes on."""
    reason = take_in_hand(actor, topic, given)
    topic.closed_at, topic.closed_reason, topic.reopens_on = now(), reason, reopens_on
    note(actor, topic, CareAct.CLOSE, reason)


def reopen_topic(actor: Actor, topic: Topic, given: Given) -> None:
    """Let the discussion go on."""
    reason = take_in_hand(actor, topic, given)
    topic.closed_at, topic.closed_reason, topic.reopens_on = None, "", None
    note(actor, topic, CareAct.REOPEN, reason)


def pin_topic(actor: Actor, topic: Topic, given: Given, *, everywhere: bool = False) -> None:
    """Show it first in its category, or in the whole forum."""
    reason = take_in_hand(actor, topic, given)
    topic.pinned_at, topic.is_pinned_everywhere = now(), everywhere
    note(actor, topic, CareAct.PIN, reason)


def unpin_topic(actor: Actor, topic: Topic, given: Given) -> None:
    """Give it back its place among the others."""
    reason = take_in_hand(actor, topic, given)
    topic.pinned_at, topic.is_pinned_everywhere = None, False
    note(actor, topic, CareAct.UNPIN, reason)


def retitle_topic(actor: Actor, topic: Topic, title: str, given: Given) -> None:
    """Say better what it is about; its old address goes on leading to it."""
    reason = take_in_hand(actor, topic, given)
    if not clean_line(title):
        raise Invalid(_("Donnez un titre."))
    contributions.rename(topic, title)
    note(actor, topic, CareAct.RETITLE, reason)


def note(actor: Actor, topic: Topic, act: CareAct, reason: str, other: Topic | None = None) -> None:
    """Write the line that the topic shows, and tell what listens."""
    topic.acts_count += 1
    line = {"act": act.value, "reason": reason, "at": now().isoformat()}
    if other is not None and other.replaced_by_id is None:
        line["other"] = str(other.id)  # no title: each reader finds there what they may read
    topic.care_lines = [line, *(topic.care_lines or ())][:LINES_SHOWN]
    db.session.add(
        TopicAct(
            topic_id=topic.id,
            act=act,
            actor_id=actor.id,
            reason=reason,
            other_id=other.id if other else None,
        )
    )
    contributions.touch(topic)
    if act is not CareAct.RECEIVE:
        tell(TopicCared(topic_id=topic.id, act=act.value, actor_id=actor.id, reason=reason))


def hide_post(actor: Actor, topic: Topic, number: int, reason: str) -> Post:
    """Take a reply from everybody but its author, who reads why."""
    post = get_post(topic, number)
    if not can_hide_post(actor, post, topic):
        raise Forbidden(_("Seule l’animation masque un message."))
    _hide(topic, post, reason, actor.id)
    return post


def hide_post_until_reviewed(topic: Topic, number: int, reason: str) -> None:
    """Hide what was flagged for a reason that does not wait; nobody has decided anything yet."""
    post = get_post(topic, number)
    if post.hidden_at is None and post.deleted_at is None and not post.is_first:
        _hide(topic, post, reason, None)


def show_post_again(actor: Actor, topic: Topic, number: int, reason: str) -> None:
    """Give back to its readers a message that was hidden."""
    post = get_post(topic, number)
    if not can_hide_post(actor, post, topic):
        raise NotFound
    post.hidden_at, post.hidden_reason = None, ""
    follow(topic)
    tell(PostShown(topic_id=topic.id, number=number, actor_id=actor.id, reason=reason))


def _hide(topic: Topic, post: Post, reason: str, actor_id: int | None) -> None:
    post.hidden_at, post.hidden_reason = now(), reason
    if topic.accepted_number == post.number:
        topic.accepted_number = None
    follow(topic)
    tell(PostHidden(topic_id=topic.id, number=post.number, actor_id=actor_id, reason=reason))
