"""What people of the demonstration did without writing: reactions, votes."""

from collections.abc import Callable
from typing import Any

from app.accounts.actor import Actor
from app.forum.polls.actions import PollFields, put_poll, vote
from app.forum.polls.models import PollKind, ResultsShown
from app.forum.queries import get_topic
from app.forum.reactions.actions import react
from app.forum.reactions.models import ReactionKind
from app.markup import typeset

ActorNamed = Callable[[str], Actor]


def answer_as_written(front: dict[str, Any], topic_id: int, named: ActorNamed) -> None:
    """React to the messages of a topic and vote in its poll, as its front matter says."""
    for number, by_kind in (front.get("reactions") or {}).items():
        for kind, people in by_kind.items():
            for name in people:
                actor = named(name)
                topic = get_topic(actor, topic_id)
                react(actor, topic, int(number), ReactionKind(kind), wanted=True)
    if front.get("sondage"):
        _load_poll(front["sondage"], topic_id, named, named(front["auteur"]))


def _load_poll(poll: dict[str, Any], topic_id: int, named: ActorNamed, author: Actor) -> None:
    fields = PollFields(
        question=typeset(poll["question"]),
        options=[typeset(option) for option in poll["choix"]],
        kind=PollKind(poll["vote"]),
        results=ResultsShown(poll["resultats"]),
        is_anonymous=bool(poll.get("anonyme")),
    )
    put_poll(author, get_topic(author, topic_id), 1, fields)
    for name, choices in poll["voix"].items():
        actor = named(name)
        vote(actor, get_topic(actor, topic_id), 1, [one - 1 for one in choices])
