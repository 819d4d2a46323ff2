"""Writing a message: a reply, or the change of one, with the files it holds."""

from collections.abc import Callable, Collection
from dataclasses import dataclass

from flask import request

from app.accounts.actor import Actor
from app.contributions.actions import save_draft
from app.contributions.drafting import BASE, Drafted, F, drafted, typed_fields
from app.database import db, transaction
from app.errors import DomainError, Invalid
from app.files.uploads import FIELD, KEPT_FIELD, Uploads, find_kept, take_uploads
from app.forum import queries
from app.forum.forms import PostForm
from app.forum.models import Topic
from app.forum.polls.queries import find_poll
from app.forum.writing.quoting import quotation_of

MOST_MESSAGES = 1_000_000  # a longer number in an address is no message


@dataclass
class PostWriting:
    """The form of a message, and its files."""

    drafted: Drafted[PostForm]
    uploads: Uploads

    @property
    def form(self) -> PostForm:
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

    def is_accepted(self) -> bool:
        """Check what was sent."""
        return not self.is_preview and self.form.validate() and not self.uploads.problems

    def refuse(self, actor: Actor, refusal: DomainError) -> None:
        """Say why it was not sent, and keep it."""
        self.keep(actor)
        self.form.text.errors = [refusal.message]

    def keep(self, actor: Actor) -> None:
        """Keep what was typed, whatever becomes of the request."""
        db.session.rollback()
        try:
            with transaction():
                save_draft(actor, self.drafted.place, typed_fields(), request.form.get(BASE))
        except Invalid:
            return  # too long to be kept; the page shows it all the same


def open_reply(actor: Actor, topic_id: int) -> PostWriting:
    """Return the form of a reply: what was sent, else what was kept, else the message to quote."""

    def quote(form: PostForm) -> None:
        number = request.args.get("citer", 0, type=int)
        if 0 < number < MOST_MESSAGES:
            form.text.data = quotation_of(topic_id, number)

    return _open(actor, f"forum.reply.{topic_id}", quote)


def open_edit(actor: Actor, topic: Topic, number: int) -> PostWriting:
    """Return the form that changes a message, as it is or as it was being changed."""

    def fill(form: PostForm) -> None:
        form.text.data = queries.text_of(topic.id, number)
        form.show_poll(poll)

    poll = find_poll(topic.id, number)
    held = [file.id for file in queries.files_of_post(topic.id, number)]
    writing = _open(actor, f"forum.edit.{topic.id}.{number}", fill, held)
    writing.form.lock_poll(poll)
    return writing


def _open(
    actor: Actor, place: str, prepare: Callable[[PostForm], None], held: Collection[int] = ()
) -> PostWriting:
    # Files first: what is received is committed by itself.
    sent = take_sent_files(actor, held) if request.method == "POST" else None
    writing = drafted(PostForm, actor, place, prepare=prepare)
    return PostWriting(writing, sent or kept_files(writing, actor, held))


def take_sent_files(actor: Actor, held: Collection[int]) -> Uploads:
    """Receive the files of the form that was sent, beside those it already had."""
    sent, kept = request.files.getlist(FIELD), request.form.getlist(KEPT_FIELD)
    return take_uploads(sent, kept, actor, attached_ids=held)


def kept_files(writing: Drafted[F], actor: Actor, held: Collection[int]) -> Uploads:
    """Return the files of a form that is opened: those of its draft, else those held."""
    ids = writing.kept.get(KEPT_FIELD, []) if writing.saved_at else held
    return Uploads(find_kept(ids, actor, attached_ids=held), [])
