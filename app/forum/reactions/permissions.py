"""Who may react to a message: whoever may answer it, except its author."""

from app.accounts.actor import Reader
from app.forum.models import Post, Topic
from app.forum.permissions import can_reply


def can_react(actor: Reader, post: Post, topic: Topic) -> bool:
    """Say whether this person may say « merci » or « utile » of this message."""
    if actor is None or post.author_id == actor.id or post.deleted_at is not None:
        return False
    if post.hidden_at is not None:
        return False
    return can_reply(actor, topic)
