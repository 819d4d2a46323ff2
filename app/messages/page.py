"""The page of a conversation, and how the list names each of them."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import render_template

from app.accounts.actor import Actor
from app.i18n import gettext as _
from app.markup import render
from app.messages import queries
from app.messages.actions import MOST_PEOPLE, mark_read
from app.messages.models import Conversation, MessageKind
from app.messages.queries import AnyRow, MessagesPage, Opened, Person
from app.messages.writing import Writing, open_answer
from app.web.afterwards import afterwards


@dataclass(frozen=True)
class Company:
    """The people of a conversation, seen by one of them."""

    me: int
    people: Sequence[Person]  # whoever is or was there

    @property
    def present(self) -> list[Person]:
        return [one for one in self.people if one.is_present]

    @property
    def others(self) -> list[Person]:
        return [one for one in self.present if one.id != self.me]

    @property
    def names(self) -> dict[int | None, str]:
        """The name of whoever wrote, also of who left since."""
        return {None: _("Ancien membre")} | {one.id: one.name for one in self.people}

    def readers(self, page: MessagesPage, number: int) -> list[str]:
        """Return who else has read as far as this line, its author left out."""
        author = page.messages[-1].author_id if page.messages else None
        return [one.name for one in self.others if one.id != author and one.last_read >= number]


def title_of(subject: str, others: Sequence[Person]) -> str:
    """Name a conversation: by its subject, else by those one has it with."""
    return subject or ", ".join(one.name for one in others) or _("Conversation")


def show_conversation(
    actor: Actor, opened: Opened, before: int | None, writing: Writing | None = None
) -> str:
    """Return the page of a conversation; what it shows is noted as read once it has left."""
    conversation, mine = opened.conversation, opened.mine
    company = Company(actor.id, queries.people_of(actor, [conversation.id])[conversation.id])
    page = queries.messages_page(opened, before)
    _note_read(actor, conversation, mine.last_read, page)
    may_say = any(one.is_usable for one in company.others)
    if may_say and writing is None:
        writing = open_answer(actor, conversation.id)
    unread = [one for one in page.messages if _is_unread(one, mine.last_read, actor.id)]
    said = [one.number for one in page.messages if one.kind is MessageKind.SAID]
    return render_template(
        "messages/conversation.html",
        conversation=conversation,
        mine=mine,
        title=title_of(conversation.subject, company.others),
        company=company,
        names=company.names,
        page=page,
        files=page.files,
        first_unread=unread[0].number if unread else None,
        readers=company.readers(page, said[-1]) if said and page.is_last else [],
        writing=writing,  # also when the last of the others went while this one was writing
        preview=render(writing.text) if writing and writing.is_preview else "",
        may_add=len(company.present) < MOST_PEOPLE,
    )


def _is_unread(row: AnyRow, last_read: int, me: int) -> bool:
    return bool(row.number > last_read and row.author_id != me)


def _note_read(
    actor: Actor, conversation: Conversation, last_read: int, page: MessagesPage
) -> None:
    seen = page.messages[-1].number if page.messages else 0
    if seen > last_read:
        where, who = conversation.id, actor.id
        afterwards(lambda: mark_read(where, who, seen))
