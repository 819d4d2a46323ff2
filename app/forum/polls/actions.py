"""Polls: putting one in a message, voting, closing."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.actor import Actor
from app.clock import now
from app.database import db
from app.errors import Conflict, Forbidden, Invalid
from app.forum.models import Post, Topic
from app.forum.polls.counting import points_of
from app.forum.polls.models import Ballot, Poll, PollKind, ResultsShown
from app.forum.polls.permissions import can_close_poll, can_vote
from app.forum.polls.queries import find_poll
from app.forum.posting import get_post
from app.i18n import gettext as _

FEWEST, MOST = 2, 12


@dataclass(frozen=True, kw_only=True)
class PollFields:
    """What the author of a poll wrote and chose."""

    question: str
    options: Sequence[str]
    kind: PollKind = PollKind.SINGLE
    is_anonymous: bool = False
    results: ResultsShown = ResultsShown.ALWAYS
    closes_at: datetime | None = None


def put_poll(actor: Actor, topic: Topic, number: int, fields: PollFields | None) -> Poll | None:
    """Give one's message this poll, change it, or take it away, until somebody votes."""
    post, poll = get_post(topic, number), find_poll(topic.id, number)
    if fields is None and poll is None:
        return None
    if post.author_id != actor.id:
        raise Forbidden(_("Seule la personne qui a écrit le message lui donne un sondage."))
    if poll is not None:
        _lock(poll)
        if poll.ballots_count:
            raise Conflict(_("Quelqu’un a déjà voté\u00a0: ce sondage ne change plus."))
    if fields is None:
        db.session.delete(poll)
        return None
    if not FEWEST <= len(fields.options) <= MOST:
        raise Invalid(_("Un sondage a de deux à douze choix."))
    poll = poll or Poll(post_id=post.id)
    poll.question, poll.options = fields.question, list(fields.options)
    poll.kind, poll.results = fields.kind, fields.results
    poll.is_anonymous, poll.closes_at = fields.is_anonymous, fields.closes_at
    poll.points, poll.ballots_count = [0] * len(fields.options), 0
    db.session.add(poll)
    return poll


def vote(actor: Actor, topic: Topic, number: int, choices: Sequence[int]) -> Poll:
    """Vote, or vote otherwise as long as the poll is open."""
    post = get_post(topic, number)
    if not can_vote(actor, post, topic):
        raise Forbidden(_("Ce sondage n’est pas ouvert à votre vote."))
    poll = _open_poll(topic, number)
    _check(poll, choices)
    ballot = db.session.scalar(
        select(Ballot).where(Ballot.poll_id == poll.id, Ballot.member_id == actor.id)
    )
    if ballot is None:
        ballot = Ballot(poll_id=poll.id, member_id=actor.id)
        db.session.add(ballot)
    ballot.choices, ballot.cast_at = list(choices), now()
    db.session.flush()  # the ballots are counted below
    count_votes(poll)
    return poll


def close_poll(actor: Actor, topic: Topic, number: int) -> Poll:
    """End a poll before its day; its results are shown from now on."""
    post: Post = get_post(topic, number)
    if not can_close_poll(actor, post, topic):
        raise Forbidden(_("Seule la personne qui a ouvert ce sondage le clôt."))
    poll = _open_poll(topic, number)
    poll.closed_at = now()
    return poll


def count_votes(poll: Poll) -> None:
    """Write the points of a poll again from its ballots."""
    ballots = db.session.scalars(select(Ballot.choices).where(Ballot.poll_id == poll.id)).all()
    poll.points = points_of(poll.kind, len(poll.options), ballots)
    poll.ballots_count = len(ballots)


def _open_poll(topic: Topic, number: int) -> Poll:
    poll = find_poll(topic.id, number)
    if poll is None:
        raise Invalid(_("Ce message n’a pas de sondage."))
    _lock(poll)
    if poll.is_closed:
        raise Conflict(
            _("Ce sondage est clos\u00a0: votre vote n’a pas été compté, le résultat est affiché.")
        )
    return poll


def _lock(poll: Poll) -> None:
    """Two votes at once: the second waits for the first, and counts it."""
    db.session.refresh(poll, with_for_update=True)


def _check(poll: Poll, choices: Sequence[int]) -> None:
    if not choices:
        raise Invalid(_("Choisissez au moins une réponse, puis votez."))
    if len(set(choices)) != len(choices) or not set(choices) <= set(range(len(poll.options))):
        raise Invalid(_("Ce vote ne correspond pas aux choix du sondage. Votez de nouveau."))
    if poll.kind is PollKind.SINGLE and len(choices) > 1:
        raise Invalid(_("Ce sondage n’attend qu’une réponse."))
