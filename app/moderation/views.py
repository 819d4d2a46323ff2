from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import current_actor
from app.contributions.kinds import address_of, kind_named
from app.errors import Conflict, Invalid, NotFound
from app.forum.care.waiting import count_waiting
from app.i18n import gettext as _
from app.moderation import queries
from app.moderation.actions import Decision, Given
from app.moderation.answering import apply
from app.moderation.flagging import ask, receive
from app.moderation.forms import DecisionForm, decision_hints, decision_words
from app.moderation.models import Case
from app.moderation.permissions import can_decide, can_moderate
from app.moderation.queries import QueuePlace
from app.moderation.reasons import title_of
from app.moderation.things import Thing, thing_of, thing_of_contribution, thing_of_post
from app.moderation.words import act_words
from app.paging import Cursor
from app.web.access import Audience, audience

bp = Blueprint("moderation", __name__)


@bp.get("/signaler/contributions/<int:contribution_id>")
@audience(Audience.SIGNED_IN)
def flag_contribution(contribution_id: int) -> ResponseReturnValue:
    """Say what is wrong with a topic, a resource or a sheet."""
    return ask(thing_of_contribution(current_actor(), contribution_id))


@bp.post("/signaler/contributions/<int:contribution_id>")
@audience(Audience.SIGNED_IN)
def send_flag_of_contribution(contribution_id: int) -> ResponseReturnValue:
    """Send it to the facilitators."""
    return receive(thing_of_contribution(current_actor(), contribution_id))


@bp.get("/signaler/sujets/<int:topic_id>/messages/<int:number>")
@audience(Audience.SIGNED_IN)
def flag_post(topic_id: int, number: int) -> ResponseReturnValue:
    """Say what is wrong with a message."""
    return ask(thing_of_post(current_actor(), topic_id, number))


@bp.post("/signaler/sujets/<int:topic_id>/messages/<int:number>")
@audience(Audience.SIGNED_IN)
def send_flag_of_post(topic_id: int, number: int) -> ResponseReturnValue:
    """Send it to the facilitators."""
    return receive(thing_of_post(current_actor(), topic_id, number))


@bp.get("/signalements")
@audience(Audience.SIGNED_IN)
def mine() -> ResponseReturnValue:
    """What I flagged, and what became of it."""
    page = queries.list_mine(current_actor(), Cursor.parse(request.args.get("suite")))
    return render_template(
        "moderation/mine.html", page=page, title_of=title_of, kind_named=kind_named
    )


@bp.get("/moderation/")
@audience(Audience.SIGNED_IN)
def queue() -> ResponseReturnValue:
    """What was flagged and waits for an answer; not found for all but facilitators."""
    _facilitators_only()
    page = queries.list_waiting(QueuePlace.parse(request.args.get("suite")))
    return render_template(
        "moderation/queue.html",
        page=page,
        reasons=queries.reasons_given([row.id for row in page.items]),
        title_of=title_of,
        kind_named=kind_named,
        unanswered=count_waiting(current_actor()),
    )


@bp.get("/moderation/journal")
@audience(Audience.SIGNED_IN)
def log() -> ResponseReturnValue:
    """Who did what, when and why."""
    _facilitators_only()
    words = act_words()
    act = request.args.get("acte", "")
    act = act if act in words else ""
    page = queries.list_log(current_actor(), act, Cursor.parse(request.args.get("suite")))
    return render_template(
        "moderation/log.html", page=page, words=words, act=act, address_of=address_of
    )


@bp.get("/moderation/<int:case_id>")
@audience(Audience.SIGNED_IN)
def case(case_id: int) -> ResponseReturnValue:
    """One thing, what was said of it, what was done, and what to decide."""
    found = queries.get_case(current_actor(), case_id)
    thing = thing_of(current_actor(), found)
    return _case_page(found, thing, _decision_form(found, thing))


@bp.post("/moderation/<int:case_id>")
@audience(Audience.SIGNED_IN)
def decide(case_id: int) -> ResponseReturnValue:
    """Answer; when somebody was first, show what they decided and keep what was typed."""
    actor = current_actor()
    found = queries.get_case(actor, case_id)
    thing = thing_of(current_actor(), found)
    form = _decision_form(found, thing)
    if not form.validate():
        return _case_page(found, thing, form), 422
    try:
        apply(actor, found, thing, _given(form))
    except Invalid as refusal:
        form.decision.errors = [refusal.message]
        return _case_page(found, thing, form), 422
    except Conflict:
        form.version.data, form.version.raw_data = str(found.decisions_count), None
        return _case_page(found, thing, form, is_late=True), 409
    flash(_("C’est fait, et c’est au journal."))
    written = form.decision.data == Decision.WRITE
    return redirect(
        url_for("moderation.case", case_id=found.id) if written else url_for("moderation.queue")
    )


def _given(form: DecisionForm) -> Given:
    version = form.version.data or ""
    return Given(
        decision=Decision(form.decision.data),
        reason=form.reason.data or "",
        answer=form.answer.data or "",
        version=int(version) if version.isdecimal() and len(version) < 9 else None,  # noqa: PLR2004
    )


def _decision_form(found: Case, thing: Thing) -> DecisionForm:
    form = DecisionForm()
    offered = [Decision.WRITE] if thing.author is not None else []
    if thing.is_hidden:
        offered.append(Decision.SHOW)
    if thing.can_be_hidden:
        offered.append(Decision.HIDE)
    if found.open_flags:
        offered += [Decision.HANDLED, Decision.DISMISS]
    form.offer(offered)
    if request.method == "GET":
        form.version.data = str(found.decisions_count)
    return form


def _case_page(found: Case, thing: Thing, form: DecisionForm, *, is_late: bool = False) -> str:
    return render_template(
        "moderation/case.html",
        case=found,
        thing=thing,
        form=form,
        hints=decision_hints(),
        flags=queries.flags_of(found.id),
        entries=queries.entries_of(found),
        words={**act_words(), **decision_words()},
        title_of=title_of,
        may_decide=can_decide(current_actor(), thing.author_ids),
        is_own=current_actor().id in thing.author_ids,
        is_late=is_late,
    )


def _facilitators_only() -> None:
    if not can_moderate(current_actor()):
        raise NotFound
