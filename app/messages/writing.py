"""Writing a message: the form, what was kept of it, and its files."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import request, url_for

from app.accounts.actor import Actor
from app.contributions.actions import save_draft
from app.contributions.drafting import Drafted, drafted, opens, typed_fields
from app.database import db, row_id, transaction
from app.errors import DomainError, Invalid, NotFound, TooManyRequests
from app.files.uploads import FIELD, KEPT_FIELD, Uploads, find_kept, take_uploads
from app.i18n import gettext as _
from app.messages import queries
from app.messages.actions import count_message
from app.messages.forms import ConversationForm, MessageForm
from app.messages.models import Message

NEW = "messages.new"
SAY = "messages.say"
TOO_MANY = 429
REFUSED = 422


@dataclass
class Writing:
    """The form of a message, and its files."""

    drafted: Drafted[MessageForm] | Drafted[ConversationForm]
    uploads: Uploads
    offered: frozenset[int] = frozenset()  # those to whom a first message may go
    status: int = REFUSED  # what to answer when it is not accepted

    @property
    def form(self) -> MessageForm:
        return self.drafted.form

    @property
    def text(self) -> str:
        return self.form.text.data or ""

    @property
    def file_ids(self) -> list[int]:
        return [file.id for file in self.uploads.files]

    @property
    def is_preview(self) -> bool:
        """Whether a look at the message was asked for."""
        return "_preview" in request.form

    def send(self, actor: Actor, write: Callable[[], Message]) -> Message | None:
        """Send it, or say in the form why not and keep all of it."""
        if self.is_preview:
            self.status = 200
            return None
        if not self.form.validate() or self.uploads.problems:
            return None
        try:
            count_message(actor, begins=isinstance(self.form, ConversationForm))
            message = write()
        except NotFound:
            raise
        except DomainError as refusal:
            self._refuse(actor, refusal)
            return None
        self.drafted.sent(actor)
        return message

    def _refuse(self, actor: Actor, refusal: DomainError) -> None:
        self.keep(actor)
        if isinstance(refusal, TooManyRequests):
            self.status = TOO_MANY
        self.form.text.errors = [
            _("%(why)s Votre texte est gardé dans ce formulaire.", why=refusal.message)
        ]

    def keep(self, actor: Actor) -> None:
        """Keep what was typed, whatever becomes of the request."""
        db.session.rollback()
        try:
            with transaction():
                save_draft(actor, self.drafted.place, typed_fields())
        except Invalid:
            return  # too long to be kept; the page shows it all the same


def open_new(actor: Actor, chosen: list[int]) -> Writing:
    """Return the form of a first message; one to somebody in particular has a draft of its own."""
    sent = _take_sent(actor)
    place = f"{NEW}.{chosen[0]}" if len(chosen) == 1 else NEW
    known = queries.people_to_write_to(actor)
    writing = drafted(ConversationForm, actor, place, known=known, chosen=chosen)
    offered = frozenset(identity for identity, _name, _structure in known)
    return Writing(writing, sent or _kept(writing.kept, actor), offered)


def open_answer(actor: Actor, conversation_id: int) -> Writing:
    """Return the form of a message in a conversation."""
    sent = _take_sent(actor)
    writing = drafted(MessageForm, actor, f"{SAY}.{conversation_id}")
    return Writing(writing, sent or _kept(writing.kept, actor))


def _take_sent(actor: Actor) -> Uploads | None:
    if request.method != "POST":
        return None
    # Files first: what is received is committed by itself.
    sent, kept = request.files.getlist(FIELD), request.form.getlist(KEPT_FIELD)
    return take_uploads(sent, kept, actor)


def _kept(fields: object, actor: Actor) -> Uploads:
    ids = fields.get(KEPT_FIELD, []) if isinstance(fields, dict) else []
    return Uploads(find_kept(ids, actor), [])


@opens(NEW)
def _begun(_actor: Actor, rest: str) -> tuple[str, str] | None:
    to = row_id(rest)
    return _("Un message"), url_for("messages.new", a=to) if to else url_for("messages.new")


@opens(SAY)
def _answered(actor: Actor, rest: str) -> tuple[str, str] | None:
    number = row_id(rest)
    if number is None:
        return None
    try:
        queries.get_conversation(actor, number)
    except NotFound:
        return None
    address = url_for("messages.conversation", conversation_id=number)
    return _("Un message dans une conversation"), f"{address}#ecrire"
