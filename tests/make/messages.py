"""Conversations, made through the real actions."""

from app.accounts.actor import Actor
from app.database import db
from app.messages import actions
from app.messages.models import Conversation, Message
from app.messages.queries import get_conversation


def make_message(
    author: Actor, *others: Actor, text: str = "Bonjour, avez-vous une minute ?", subject: str = ""
) -> Message:
    """A first message to these people, or the next one of the conversation two people have."""
    message = actions.begin(author, [one.id for one in others], text, subject=subject)
    db.session.commit()
    return message


def make_answer(author: Actor, conversation_id: int, text: str = "Oui, dites-moi.") -> Message:
    message = actions.say(author, get_conversation(author, conversation_id), text)
    db.session.commit()
    return message


def conversation_of(message: Message) -> Conversation:
    return db.session.get_one(Conversation, message.conversation_id)
