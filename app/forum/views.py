from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.accounts.session import current_actor, current_reader
from app.contributions.permissions import can_edit
from app.errors import Forbidden, Gone, NotFound, NotSignedIn, TooManyRequests
from app.forum import actions, kind, posting, queries
from app.forum.care.queries import find_moved_post, find_replacement
from app.forum.models import Post, Topic
from app.forum.permissions import can_edit_post, can_reply
from app.forum.polls.forms import put_written_poll
from app.forum.post_form import PostWriting, open_edit, open_reply
from app.forum.reading.list_page import show_list
from app.forum.topic_form import (
    Writing,
    fields_of,
    finish,
    is_accepted,
    open_form,
    refuse_topic,
    show_again,
    show_form,
)
from app.forum.topic_page import show_topic
from app.forum.writing.limits import count_message
from app.forum.writing.warnings import warn_of_unable
from app.i18n import gettext as _
from app.markup import render
from app.web import once
from app.web.access import Audience, audience
from app.web.kept_pages import same_for_visitors

bp = Blueprint("forum", __name__, url_prefix="/forum")
PERMANENTLY = 301
TOO_MANY = 429


@bp.url_value_preprocessor
def _forget_the_title(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """A title in an address is for people; only the page of the topic looks whether it is right."""
    if values and "topic_id" in values and endpoint != "forum.topic":
        values.pop("slug", None)


@bp.get("/")
@audience(Audience.PUBLIC)
@same_for_visitors
def index() -> ResponseReturnValue:
    """Every topic this reader may read, the last answered first."""
    wanted = request.args.get("rubrique")
    if wanted:
        others = {name: text for name, text in request.args.items() if name != "rubrique"}
        return redirect(f"{url_for('forum.category', slug=wanted)}?{urlencode(others)}")
    return show_list(None)


@bp.get("/<slug>/")
@audience(Audience.PUBLIC)
@same_for_visitors
def category(slug: str) -> ResponseReturnValue:
    """The topics of one category."""
    return show_list(slug)


@bp.get("/sujets/<int:topic_id>")
@bp.get("/sujets/<int:topic_id>-<slug>")
@audience(Audience.PUBLIC)
@same_for_visitors
def topic(topic_id: int, slug: str = "") -> ResponseReturnValue:
    """A topic, twenty messages a page."""
    reader = current_reader()
    try:
        found = queries.get_topic(reader, topic_id)
    except (Gone, NotFound, NotSignedIn):
        into = find_replacement(reader, topic_id)
        if into is None:
            raise
        return redirect(_address(into), PERMANENTLY)
    if slug != found.slug:
        return redirect(_address(found, request.query_string.decode()), PERMANENTLY)
    return show_topic(found, request.args.get("apres", 0, type=int))


@bp.get("/nouveau")
@audience(Audience.MEMBER)
def new_topic() -> ResponseReturnValue:
    """Ask a question, or open a discussion."""
    return show_form(open_form(current_actor(), "forum.new_topic"))


@bp.post("/nouveau")
@audience(Audience.MEMBER)
@once.guarded
def create_topic() -> ResponseReturnValue:
    """Open the topic, as a draft or for its readers; refused, show all of it again."""
    actor = current_actor()
    writing = open_form(actor, "forum.new_topic")
    if not is_accepted(writing):
        return show_again(writing)
    try:
        count_message(actor)
    except TooManyRequests as refusal:
        return refuse_topic(actor, writing, refusal)
    topic = actions.start_topic(actor, fields_of(writing))
    put_written_poll(actor, topic, 1, writing.form)
    return finish(actor, writing, topic)


@bp.get("/sujets/<int:topic_id>-<slug>/modifier")
@audience(Audience.MEMBER)
def edit_topic(topic_id: int) -> ResponseReturnValue:
    """Change a topic: its title, where it stands, its first message."""
    return show_form(_rewriting(topic_id))


@bp.post("/sujets/<int:topic_id>-<slug>/modifier")
@audience(Audience.MEMBER)
@once.guarded
def change_topic(topic_id: int) -> ResponseReturnValue:
    """Save what its author changed, and publish it when it was a draft."""
    writing = _rewriting(topic_id)
    if writing.topic is None or not is_accepted(writing):
        return show_again(writing)
    actions.edit_topic(current_actor(), writing.topic, fields_of(writing))
    put_written_poll(current_actor(), writing.topic, 1, writing.form)
    return finish(current_actor(), writing, writing.topic)


def _rewriting(topic_id: int) -> Writing:
    actor = current_actor()
    topic = queries.get_topic(actor, topic_id)
    if not can_edit(actor, topic):
        raise Forbidden(_("Seul son auteur modifie ce sujet."))
    return open_form(actor, f"forum.edit.{topic.id}", topic)


@bp.get("/sujets/<int:topic_id>-<slug>/messages/<int:number>")
@audience(Audience.PUBLIC)
def post(topic_id: int, number: int) -> ResponseReturnValue:
    """The permanent address of a message: its page, at its place."""
    reader = current_reader()
    moved = find_moved_post(reader, topic_id, number)
    if moved is not None:
        return redirect(_post_address(*moved), PERMANENTLY)
    return redirect(_post_address(queries.get_topic(reader, topic_id), number))


@bp.post("/sujets/<int:topic_id>-<slug>/messages")
@audience(Audience.SIGNED_IN)
@once.guarded
def reply(topic_id: int) -> ResponseReturnValue:
    """Answer in a topic."""
    actor = current_actor()
    writing = open_reply(actor, topic_id)
    try:
        topic = _open_topic(actor, topic_id)
    except (Gone, NotFound) as refusal:
        return _closed(writing, 410 if isinstance(refusal, Gone) else 404)
    if not can_reply(actor, topic):
        return _closed(writing, 403, topic)
    if not writing.is_accepted():
        page = show_topic(topic, topic.last_number, writing=writing)
        return page if writing.is_preview else (page, 422)
    try:
        count_message(actor)
    except TooManyRequests as refusal:
        writing.refuse(actor, refusal)
        return show_topic(_open_topic(actor, topic_id), 0, writing=writing), TOO_MANY
    topic, answer = _send(actor, topic_id, writing)
    if topic.id != topic_id:
        flash(_("Le sujet a été réuni avec celui-ci entre-temps\u00a0: votre réponse y est."))
    elif answer.is_authors_first:
        flash(_("Merci pour ce premier message\u00a0: il est en ligne, et le réseau le lit."))
    warn_of_unable(topic, answer.html)
    return redirect(_post_address(topic, answer.number))


def _send(actor: Actor, topic_id: int, writing: PostWriting) -> tuple[Topic, Post]:
    """Write the reply; counting has committed, so that the topic is read again."""
    topic = _open_topic(actor, topic_id)
    try:
        answer = posting.reply(actor, topic, writing.text, writing.file_ids)
    except Gone:  # merged since it was read, a moment ago
        topic = _open_topic(actor, topic_id)
        answer = posting.reply(actor, topic, writing.text, writing.file_ids)
    put_written_poll(actor, topic, answer.number, writing.form)
    writing.drafted.sent(actor)
    return topic, answer


def _open_topic(actor: Actor, topic_id: int) -> Topic:
    """Return the topic, or the one it was merged into while somebody was answering."""
    try:
        return queries.get_topic(actor, topic_id)
    except (Gone, NotFound):
        into = find_replacement(actor, topic_id)
        if into is None:
            raise
        return into


def _closed(writing: PostWriting, status: int, topic: Topic | None = None) -> ResponseReturnValue:
    """The topic went while somebody was answering: nothing that was typed is lost."""
    reason = topic.closed_reason if topic is not None and topic.is_closed else ""
    writing.keep(current_actor())
    page = render_template("forum/closed.html", form=writing.form, status=status, reason=reason)
    return page, status


@bp.get("/sujets/<int:topic_id>-<slug>/messages/<int:number>/modifier")
@audience(Audience.SIGNED_IN)
def edit_post(topic_id: int, number: int) -> ResponseReturnValue:
    """Change one's own message."""
    topic, message = _own_post(topic_id, number)
    if message.is_first:
        return redirect(kind.edit_address(topic.id, topic.slug))
    return _edit_page(topic, message, open_edit(current_actor(), topic, number))


@bp.post("/sujets/<int:topic_id>-<slug>/messages/<int:number>/modifier")
@audience(Audience.SIGNED_IN)
def change_post(topic_id: int, number: int) -> ResponseReturnValue:
    """Save one’s own message; readers see that it was changed."""
    actor = current_actor()
    topic, message = _own_post(topic_id, number)
    writing = open_edit(actor, topic, number)
    if not writing.is_accepted():
        page = _edit_page(topic, message, writing)
        return page if writing.is_preview else (page, 422)
    changed = posting.edit_text(actor, topic, number, writing.text, writing.file_ids)
    put_written_poll(actor, topic, number, writing.form)
    writing.drafted.sent(actor)
    flash(_("Vos changements sont enregistrés."))
    warn_of_unable(topic, changed.html)
    return redirect(_post_address(topic, number))


def _own_post(topic_id: int, number: int) -> tuple[Topic, Post]:
    actor = current_actor()
    topic = queries.get_topic(actor, topic_id)
    message = posting.get_post(topic, number)
    if not can_edit_post(actor, message, topic):
        raise Forbidden(_("Seule la personne qui l’a écrit modifie ce message."))
    return topic, message


def _edit_page(topic: Topic, message: Post, writing: PostWriting) -> str:
    return render_template(
        "forum/post_form.html",
        topic=topic,
        number=message.number,
        writing=writing,
        address=_post_address(topic, message.number),
        preview=render(writing.text) if writing.is_preview else "",
    )


@bp.post("/sujets/<int:topic_id>-<slug>/messages/<int:number>/supprimer")
@audience(Audience.SIGNED_IN)
def delete_post(topic_id: int, number: int) -> ResponseReturnValue:
    """Hide one’s own reply, for thirty days before its words go for good."""
    topic = queries.get_topic(current_actor(), topic_id)
    posting.delete_post(current_actor(), topic, number)
    flash(_("Message supprimé. Vous pouvez le restaurer pendant trente jours, à sa place."))
    return redirect(_post_address(topic, number))


@bp.post("/sujets/<int:topic_id>-<slug>/messages/<int:number>/restaurer")
@audience(Audience.SIGNED_IN)
def restore_post(topic_id: int, number: int) -> ResponseReturnValue:
    """Bring back one’s own reply, at its place."""
    topic = queries.get_topic(current_actor(), topic_id)
    posting.restore_post(current_actor(), topic, number)
    flash(_("Message restauré."))
    return redirect(_post_address(topic, number))


@bp.post("/sujets/<int:topic_id>-<slug>/messages/<int:number>/accepter")
@audience(Audience.SIGNED_IN)
def accept_answer(topic_id: int, number: int) -> ResponseReturnValue:
    """Say that this reply helped, or no longer."""
    topic = queries.get_topic(current_actor(), topic_id)
    if "retirer" in request.form:
        posting.release_answer(current_actor(), topic)
        flash(_("La question attend de nouveau une réponse."))
    else:
        posting.accept_answer(current_actor(), topic, number)
        flash(_("C’est noté : cette réponse a aidé."))
    return redirect(_post_address(topic, number))


def _post_address(topic: Topic, number: int) -> str:
    return kind.post_address(topic, number)


def _address(topic: Topic, query: str = "") -> str:
    address = kind.address(topic.id, topic.slug)
    return f"{address}?{query}" if query else address
