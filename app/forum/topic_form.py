"""Writing a topic: the form, the files it holds, and what becomes of them."""

from dataclasses import dataclass

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.accounts.session import current_actor
from app.contributions.actions import save_draft
from app.contributions.drafting import BASE, Drafted, drafted, typed_fields
from app.contributions.models import Contribution, State, Visibility
from app.database import db
from app.errors import DomainError, Forbidden
from app.files.uploads import Uploads
from app.forum import actions, kind, posting, queries
from app.forum.about.queries import find_asked_about
from app.forum.about.shown import thing_shown
from app.forum.forms import TopicForm
from app.forum.models import Nature, Topic
from app.forum.neighbours import neighbours_of
from app.forum.polls.queries import find_poll
from app.forum.post_form import kept_files, take_sent_files
from app.forum.proposing import propose_themes
from app.forum.writing.warnings import warn_of_unable
from app.i18n import gettext as _
from app.markup import render

NEIGHBOURS = "_near"
TOO_MANY = 429


@dataclass
class Writing:
    """A form of a topic being written, with the files it holds."""

    drafted: Drafted[TopicForm]
    uploads: Uploads
    topic: Topic | None = None
    about: Contribution | None = None

    @property
    def is_draft(self) -> bool:
        """Whether nobody else reads it yet."""
        return self.topic is None or self.topic.state is State.DRAFT

    @property
    def form(self) -> TopicForm:
        return self.drafted.form


def open_form(actor: Actor, place: str, topic: Topic | None = None) -> Writing:
    """Return the form of a topic: what was sent, else what was kept, else the topic as it is."""
    held = [file.id for file in queries.files_of_post(topic.id, 1)] if topic else []
    sent = take_sent_files(actor, held) if request.method == "POST" else None
    about = None if topic else find_asked_about(actor, request.args.get("sur"))
    writing = drafted(
        TopicForm,
        actor,
        f"{place}.{about.id}" if about else place,
        categories=queries.categories_to_start_in(actor),
        prepare=lambda form: _prefill(form, topic, about),
    )
    writing.form.lock_poll(find_poll(topic.id, 1) if topic else None)
    return Writing(writing, sent or kept_files(writing, actor, held), topic, about)


def _prefill(form: TopicForm, topic: Topic | None, about: Contribution | None) -> None:
    """Show the topic as it is; a new one starts with what its address says."""
    if topic is None:
        form.title.data = request.args.get("titre", "")[:200]
        form.category.data = request.args.get("rubrique", "")
        chosen = form.chosen_category()
        if chosen is not None and chosen.visible_to is Visibility.GROUP:
            form.visibility.data = Visibility.GROUP.value
        if about is not None:
            terms, _territories = queries.classification_ids(about.id)
            form.themes.data = terms.get(form.themes.scheme, [])[: form.themes.max_items]
        return
    form.title.data = topic.title
    form.category.data = topic.category.slug
    form.nature.data = topic.nature.value
    form.visibility.data = topic.visibility.value
    form.expires_on.data = topic.expires_on
    form.text.data = queries.text_of(topic.id, 1)
    form.show_chosen(*queries.classification_ids(topic.id))
    form.show_poll(find_poll(topic.id, 1))


def is_accepted(writing: Writing) -> bool:
    """Check what was sent; a look at the message, or a draft, asks for less."""
    if "_draft" in request.form and writing.is_draft:
        writing.form.as_draft()
    if "_preview" in request.form or NEIGHBOURS in request.form:
        return False
    return bool(writing.form.validate()) and not writing.uploads.problems


def fields_of(writing: Writing) -> actions.TopicFields:
    """Return what was written and chosen, for the action."""
    form = writing.form
    category = form.chosen_category()
    if category is None:
        raise Forbidden(_("Cette rubrique n’est pas ouverte à votre compte."))
    return actions.TopicFields(
        title=form.title.data or "",
        category=category,
        nature=Nature(form.nature.data),
        text=form.text.data or "",
        visibility=Visibility(str(form.visibility.data)),
        term_ids=form.term_ids(),
        territory_ids=form.territories.data or [],
        expires_on=form.expires_on.data,
        about=writing.about,
        file_ids=[file.id for file in writing.uploads.files],
    )


def finish(actor: Actor, writing: Writing, topic: Topic) -> ResponseReturnValue:
    """End the writing: publish unless a draft was asked for, and show the topic."""
    if topic.state is State.DRAFT and "_draft" not in request.form:
        actions.publish_topic(actor, topic)
        flash(_("C’est publié. Merci\u00a0: les réponses arriveront ici."))
    elif topic.state is State.DRAFT:
        flash(_("Brouillon enregistré."))
    else:
        flash(_("Vos changements sont enregistrés."))
    writing.drafted.sent(actor)
    warn_of_unable(topic, posting.get_post(topic, 1).html)
    return redirect(kind.address(topic.id, topic.slug))


def show_again(writing: Writing) -> ResponseReturnValue:
    """Show the form again with all that it holds."""
    form = writing.form
    if NEIGHBOURS in request.form:
        return show_form(writing)
    if "_preview" in request.form:
        return show_form(writing, preview=str(form.text.data or ""))
    if form.themes.errors and not form.themes.data:
        form.show_proposed(propose_themes(form.title.data or "", form.text.data or ""))
    return show_form(writing), 422


def refuse_topic(actor: Actor, writing: Writing, refusal: DomainError) -> ResponseReturnValue:
    """Say why the topic was not opened; all that was typed stays in the form, and is kept."""
    save_draft(actor, writing.drafted.place, typed_fields(), request.form.get(BASE))
    db.session.commit()  # a refusal undoes the rest of the request
    writing.form.text.errors = [refusal.message]
    return show_form(writing), TOO_MANY


def show_form(writing: Writing, preview: str = "") -> str:
    """Return the page of the form, with the message as it will look when asked for."""
    form = writing.form
    title = form.title.data or ""
    is_looking = request.method == "POST" and writing.is_draft
    return render_template(
        "forum/topic_form.html",
        form=form,
        place=writing.drafted.place,
        saved_at=writing.drafted.saved_at,
        uploads=writing.uploads,
        topic=writing.topic,
        about=thing_shown(writing.about),
        is_draft=writing.is_draft,
        chosen=form.chosen_category(),
        neighbours=neighbours_of(current_actor(), title) if is_looking else [],
        has_looked=NEIGHBOURS in request.form,
        preview=render(preview) if preview.strip() else "",
    )
