"""The private conversations of the demonstration, told through the actions of their room."""

from collections.abc import Callable
from typing import Any

from app.accounts.actor import Actor
from app.clock import frozen_at
from app.demo import reading
from app.demo.reading import Document, moment_of
from app.markup import typeset
from app.messages.actions import begin, mark_read, say
from app.messages.queries import get_conversation

Find = Callable[[str], Actor]


def load_conversations(find: Find) -> int:
    """Load every conversation; the last message of those with a subject is still to be read."""
    documents = reading.documents("messages")
    for document in documents:
        _load(document, find)
    return len(documents)


def _load(document: Document, find: Find) -> None:
    front: dict[str, Any] = document.front
    people = [find(name) for name in (front["auteur"], *front["avec"])]
    text, answers = reading.split_replies(document.body)
    subject = typeset(front.get("objet", ""))
    with frozen_at(moment_of(front["date"])):
        message = begin(people[0], [one.id for one in people[1:]], text, subject=subject)
    conversation_id = message.conversation_id
    for answer in answers:
        actor = find(answer.author)
        with frozen_at(answer.written_at):
            message = say(actor, get_conversation(actor, conversation_id), answer.text)
    for one in people:
        mark_read(conversation_id, one.id, message.number - 1 if subject else message.number)
