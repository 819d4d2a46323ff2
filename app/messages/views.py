from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import current_actor
from app.database import db, row_id
from app.errors import Forbidden, Invalid
from app.i18n import gettext as _
from app.markup import render
from app.messages import actions, queries, reporting, wishes
from app.messages.forms import AddPeopleForm, ReportForm, WishForm
from app.messages.models import Message, OpenTo
from app.messages.page import Company, show_conversation, title_of
from app.messages.permissions import may_write_messages
from app.messages.queries import MESSAGES_A_PAGE, Opened
from app.messages.writing import Writing, open_answer, open_new
from app.paging import Cursor
from app.web import once
from app.web.access import Audience, audience

bp = Blueprint("messages", __name__, url_prefix="/messages")
LARGEST_NUMBER = 1_000_000


@bp.get("/")
@audience(Audience.SIGNED_IN)
def index() -> ResponseReturnValue:
    """One’s own conversations, the last spoken in first; or the messages that hold some words."""
    actor = current_actor()
    after = Cursor.parse(request.args.get("suite"))
    words = request.args.get("q", "").strip()[:300]
    page = (
        queries.find_messages(actor, words, after)
        if words
        else queries.list_conversations(actor, after)
    )
    where = [row.conversation_id if words else row.id for row in page.items]
    people = queries.people_of(actor, set(where))
    titles = {
        number: title_of(row.subject, Company(actor.id, people[number]).others)
        for number, row in zip(where, page.items, strict=True)
    }
    kept = {"q": words} if words else {}
    return render_template(
        "messages/index.html",
        page=page,
        words=words,
        titles=titles,
        older=f"?{urlencode({**kept, 'suite': page.older})}" if page.older else None,
        newest=f"{request.path}?{urlencode(kept)}" if kept else request.path,
        may_write=may_write_messages(actor),
    )


@bp.get("/nouveau")
@audience(Audience.SIGNED_IN)
def new() -> ResponseReturnValue:
    """Write to somebody; the conversation one has with them already goes on."""
    actor = current_actor()
    chosen = _asked_for()
    if len(chosen) == 1:
        present = queries.find_pair(actor, chosen[0])
        if present is not None:
            return redirect(f"{_address(present.id)}#ecrire")
    if not may_write_messages(actor):
        raise Forbidden(_("Votre compte ne permet pas encore d’écrire des messages."))
    return _new_page(open_new(actor, chosen))


@bp.post("/nouveau")
@audience(Audience.SIGNED_IN)
@once.guarded
def begin() -> ResponseReturnValue:
    """Send the first message; refused, show all of it again."""
    actor = current_actor()
    writing = open_new(actor, _asked_for())
    form = writing.form

    def write() -> Message:
        return actions.begin(
            actor,
            form["people"].data or [],
            writing.text,
            subject=form["subject"].data or "",
            file_ids=writing.file_ids,
        )

    message = writing.send(actor, write)
    if message is None:
        return _new_page(writing), writing.status
    return redirect(_place_of(message))


def _asked_for() -> list[int]:
    """Return to whom an address of the form says that one writes."""
    found = [row_id(one) for one in request.args.getlist("a")]
    return [one for one in found if one is not None][: actions.MOST_PEOPLE]


def _new_page(writing: Writing) -> str:
    return render_template(
        "messages/new.html",
        writing=writing,
        form=writing.form,
        missing=request.method == "GET" and not set(_asked_for()) <= writing.offered,
        preview=render(writing.text) if writing.is_preview else "",
    )


@bp.get("/<int:conversation_id>")
@audience(Audience.SIGNED_IN)
def conversation(conversation_id: int) -> ResponseReturnValue:
    """A conversation, twenty lines a page, from the last."""
    actor = current_actor()
    opened = queries.get_conversation(actor, conversation_id)
    before = request.args.get("avant", type=int)
    if before is not None:
        before = min(max(before, 0), LARGEST_NUMBER)
    return show_conversation(actor, opened, before)


@bp.post("/<int:conversation_id>")
@audience(Audience.SIGNED_IN)
@once.guarded
def say(conversation_id: int) -> ResponseReturnValue:
    """Write in a conversation; refused, show all of it again."""
    actor = current_actor()
    opened = queries.get_conversation(actor, conversation_id)
    writing = open_answer(actor, conversation_id)
    message = writing.send(
        actor, lambda: actions.say(actor, opened, writing.text, writing.file_ids)
    )
    if message is None:
        return show_conversation(actor, opened, None, writing), writing.status
    return redirect(_place_of(message))


@bp.get("/<int:conversation_id>/messages/<int:number>")
@audience(Audience.SIGNED_IN)
def message(conversation_id: int, number: int) -> ResponseReturnValue:
    """The permanent address of a message: its page, at its place."""
    opened = queries.get_conversation(current_actor(), conversation_id)
    last = opened.conversation.last_number
    number = min(max(number, opened.mine.after_number + 1), last)
    before = number + MESSAGES_A_PAGE // 2
    query = f"?avant={before}" if number <= last - MESSAGES_A_PAGE else ""
    return redirect(f"{_address(conversation_id)}{query}#message-{number}")


@bp.post("/<int:conversation_id>/messages/<int:number>/supprimer")
@audience(Audience.SIGNED_IN)
def delete_message(conversation_id: int, number: int) -> ResponseReturnValue:
    """Take back one’s own words."""
    actor = current_actor()
    actions.delete_message(actor, queries.get_conversation(actor, conversation_id), number)
    flash(_("Message supprimé, pour tout le monde."))
    return redirect(url_for("messages.message", conversation_id=conversation_id, number=number))


@bp.get("/<int:conversation_id>/messages/<int:number>/signaler")
@audience(Audience.SIGNED_IN)
def ask_report(conversation_id: int, number: int) -> ResponseReturnValue:
    """Say what is wrong with a message, before the facilitators read it."""
    actor = current_actor()
    shown = reporting.get_reportable(actor, conversation_id, number)
    return _report_page(shown, ReportForm())


@bp.post("/<int:conversation_id>/messages/<int:number>/signaler")
@audience(Audience.SIGNED_IN)
def report(conversation_id: int, number: int) -> ResponseReturnValue:
    """Show this message, and nothing else, to the facilitators."""
    actor = current_actor()
    shown = reporting.get_reportable(actor, conversation_id, number)
    form = ReportForm()
    if not form.validate():
        return _report_page(shown, form), 422
    reporting.report(actor, shown, form.reason.data, form.text.data or "")
    flash(_("C’est signalé. L’animation lira ce message, et lui seul."))
    return redirect(url_for("messages.message", conversation_id=conversation_id, number=number))


def _report_page(shown: Message, form: ReportForm) -> str:
    return render_template(
        "messages/report.html",
        message=shown,
        form=form,
        hints={slug: about for slug, _title, about in reporting.reasons()},
        address=_address(shown.conversation_id),
        is_done=reporting.has_reported(current_actor(), shown.id),
    )


@bp.get("/<int:conversation_id>/quitter")
@audience(Audience.SIGNED_IN)
def ask_leave(conversation_id: int) -> ResponseReturnValue:
    """Say what goes when one leaves."""
    opened = queries.get_conversation(current_actor(), conversation_id)
    return render_template("messages/leave.html", **_named(opened))


@bp.post("/<int:conversation_id>/quitter")
@audience(Audience.SIGNED_IN)
def leave(conversation_id: int) -> ResponseReturnValue:
    """Go out of a conversation."""
    actor = current_actor()
    actions.leave(actor, queries.get_conversation(actor, conversation_id))
    flash(_("Vous avez quitté la conversation."))
    return redirect(url_for("messages.index"))


@bp.post("/<int:conversation_id>/silence")
@audience(Audience.SIGNED_IN)
def mute(conversation_id: int) -> ResponseReturnValue:
    """Be told of a conversation no longer, or again."""
    opened = queries.get_conversation(current_actor(), conversation_id)
    is_muted = "retirer" not in request.form
    actions.mute(opened, is_muted=is_muted)
    if is_muted:
        flash(
            _("Vous ne serez plus averti·e de ce qui s’écrit ici. La conversation reste lisible.")
        )
    else:
        flash(_("Vous serez de nouveau averti·e de ce qui s’écrit ici."))
    return redirect(_address(conversation_id))


@bp.get("/<int:conversation_id>/ajouter")
@audience(Audience.SIGNED_IN)
def ask_add(conversation_id: int) -> ResponseReturnValue:
    """Choose who comes into a conversation."""
    opened = queries.get_conversation(current_actor(), conversation_id)
    return render_template("messages/add.html", form=_add_form(opened), **_named(opened))


@bp.post("/<int:conversation_id>/ajouter")
@audience(Audience.SIGNED_IN)
@once.guarded
def add(conversation_id: int) -> ResponseReturnValue:
    """Bring people into a conversation; they read what is said from then on."""
    actor = current_actor()
    opened = queries.get_conversation(actor, conversation_id)
    form = _add_form(opened)
    if form.validate():
        try:
            for one in form.people.data or []:
                actions.add_member(actor, opened, one)
        except (Forbidden, Invalid) as refusal:
            db.session.rollback()  # all of them come, or none
            form.people.errors = [refusal.message]
        else:
            flash(_("C’est fait. Ce qui s’est dit avant reste entre les premières personnes."))
            return redirect(f"{_address(conversation_id)}#ecrire")
    return render_template("messages/add.html", form=form, **_named(opened)), 422


def _add_form(opened: Opened) -> AddPeopleForm:
    actor = current_actor()
    there = {one.id for one in _company(opened).present}
    known = [one for one in queries.people_to_write_to(actor) if one[0] not in there]
    return AddPeopleForm(known=known, most=max(actions.MOST_PEOPLE - len(there), 0))


def _company(opened: Opened) -> Company:
    actor, number = current_actor(), opened.conversation.id
    return Company(actor.id, queries.people_of(actor, [number])[number])


def _named(opened: Opened) -> dict[str, object]:
    company = _company(opened)
    return {
        "conversation": opened.conversation,
        "company": company,
        "title": title_of(opened.conversation.subject, company.others),
        "address": _address(opened.conversation.id),
    }


@bp.route("/reglages", methods=["GET", "POST"])
@audience(Audience.SIGNED_IN)
def settings() -> ResponseReturnValue:
    """From whom one wishes messages."""
    actor = current_actor()
    form = WishForm()
    if request.method == "POST" and form.validate():
        wishes.choose_wish(actor, OpenTo(str(form.open_to.data)))
        flash(_("Vos réglages sont enregistrés."))
        return redirect(url_for("messages.settings"))
    if request.method != "POST":
        form.open_to.data = queries.wish_of(actor.id).value
    page = render_template("messages/settings.html", form=form, blocked=queries.list_blocked(actor))
    return page, 422 if form.errors else 200


@bp.post("/personnes/<int:member_id>/refuser")
@audience(Audience.SIGNED_IN)
def block(member_id: int) -> ResponseReturnValue:
    """Receive no new message of somebody any more, or receive them again."""
    actor = current_actor()
    if "retirer" in request.form:
        wishes.unblock(actor, member_id)
        flash(_("Vous recevez de nouveau ses messages."))
    else:
        wishes.block(actor, member_id)
        flash(
            _(
                "Vous ne recevrez plus ses messages. Cette personne n’en est pas avertie\u00a0; "
                "vous pouvez changer d’avis dans vos réglages de messages."
            )
        )
    return redirect(url_for("messages.settings"))


def _place_of(message: Message) -> str:
    return f"{_address(message.conversation_id)}#message-{message.number}"


def _address(conversation_id: int) -> str:
    return url_for("messages.conversation", conversation_id=conversation_id)
