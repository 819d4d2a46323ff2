"""Who votes, who closes, who sees the results."""

from app.accounts.actor import Reader
from app.forum.models import Post, Topic
from app.forum.permissions import can_reply
from app.forum.polls.models import Poll, ResultsShown


def can_vote(actor: Reader, post: Post, topic: Topic) -> bool:
    """Whoever may answer votes."""
    is_read = post.deleted_at is None and post.hidden_at is None
    return is_read and can_reply(actor, topic)


def can_close_poll(actor: Reader, post: Post, topic: Topic) -> bool:
    """Who wrote the message ends its poll early."""
    return actor is not None and post.author_id == actor.id and can_vote(actor, post, topic)


def can_see_results(poll: Poll, *, has_voted: bool) -> bool:
    """Say whether somebody who reads the topic sees the results now."""
    if poll.is_closed or poll.results is ResultsShown.ALWAYS:
        return True
    return has_voted and poll.results is ResultsShown.AFTER_VOTE
