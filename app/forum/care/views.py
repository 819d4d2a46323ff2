from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.session import current_actor
from app.errors import Conflict, Forbidden, Gone, Invalid, NotFound
from app.forum import kind
from app.forum.care import actions, moving, queries
from app.forum.care.actions import Given, version_of
from app.forum.care.forms import (
    EVERYWHERE,
    FORMS,
    CareForm,
    CloseForm,
    MergeForm,
    MoveForm,
    PinForm,
    RetitleForm,
    SplitForm,
    form_for,
)
from app.forum.care.models import CareAct
from app.forum.care.permissions import can_care_for_topic
from app.forum.care.words import ACTS, DONE
from app.forum.models import Topic
from app.forum.queries import get_topic
from app.i18n import gettext as _
from app.web.access import Audience, audience

bp = Blueprint("topic_care", __name__, url_prefix="/forum")


@bp.url_value_preprocessor
def _forget_the_title(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values:
        values.pop("slug", None)


@bp.get("/sujets/<int:topic_id>-<slug>/animer/<act>")
@audience(Audience.FACILITATOR)
def ask(topic_id: int, act: str) -> ResponseReturnValue:
    """What an act needs, and why it is done."""
    wanted, topic = _act(act), _topic(topic_id)
    form = _form(wanted, topic)
    form.version.data = version_of(topic)
    return _page(wanted, topic, form)


@bp.post("/sujets/<int:topic_id>-<slug>/animer/<act>")
@audience(Audience.FACILITATOR)
def do(topic_id: int, act: str) -> ResponseReturnValue:
    """Do it; refused, or done by another first, show the form again with what happened."""
    wanted = _act(act)
    try:
        topic = _topic(topic_id)
    except (Gone, NotFound):
        return _was_merged(topic_id)
    form = _form(wanted, topic)
    if not form.validate():
        return _page(wanted, topic, form), 422
    try:
        shown = _do(wanted, topic, form)
    except Invalid as refusal:
        form.reason.errors = [refusal.message]
        return _page(wanted, topic, form), 422
    except Conflict:
        return _conflict(wanted, topic, form)
    flash(str(ACTS[wanted][2]))
    return redirect(kind.address(shown.id, shown.slug))


def _act(name: str) -> CareAct:
    try:
        act = CareAct(name)
    except ValueError:
        raise NotFound from None
    if act not in FORMS:
        raise NotFound
    return act


def _topic(topic_id: int) -> Topic:
    actor = current_actor()
    topic = get_topic(actor, topic_id)
    if not can_care_for_topic(actor, topic):
        raise Forbidden(_("Seule l’animation fait cela, dans un sujet publié."))
    return topic


def _form(act: CareAct, topic: Topic) -> CareForm:
    form = form_for(act)
    if isinstance(form, MoveForm):
        places = queries.categories_to_move_to(current_actor(), topic)
        form.offer({one.slug: one for one in places})
    if request.method == "GET" and isinstance(form, RetitleForm):
        form.title.data = topic.title
    if request.method == "GET" and isinstance(form, SplitForm):
        form.since.data = request.args.get("depuis", type=int)
    return form


def _do(act: CareAct, topic: Topic, form: CareForm) -> Topic:
    """Ask the action of this form; return the topic to show."""
    actor, given = current_actor(), Given(form.reason.data or "", form.version.data or "")
    if isinstance(form, MoveForm):
        actions.move_topic(actor, topic, form.known[form.category.data], given)
    elif isinstance(form, MergeForm):
        into = _other(form)
        moving.merge_topics(actor, topic, into, given)
        return into
    elif isinstance(form, SplitForm):
        numbers = form.chosen(topic.last_number)
        return moving.split_topic(actor, topic, form.title.data or "", numbers, given)
    elif isinstance(form, CloseForm):
        actions.close_topic(actor, topic, given, reopens_on=form.reopens_on.data)
    elif isinstance(form, PinForm):
        actions.pin_topic(actor, topic, given, everywhere=form.where.data == EVERYWHERE)
    elif isinstance(form, RetitleForm):
        actions.retitle_topic(actor, topic, form.title.data or "", given)
    else:
        simple = {CareAct.REOPEN: actions.reopen_topic, CareAct.UNPIN: actions.unpin_topic}
        simple[act](actor, topic, given)
    return topic


def _other(form: MergeForm) -> Topic:
    try:
        return get_topic(current_actor(), form.other_id() or 0)
    except (Gone, NotFound):
        raise Invalid(
            _("Le sujet d’accueil n’existe pas, ou vous ne pouvez pas le lire.")
        ) from None


def _page(act: CareAct, topic: Topic, form: CareForm, **more: object) -> str:
    after = request.args.get("apres", 0, type=int)
    return render_template(
        "forum/care/act.html",
        act=act.value,
        words=ACTS[act],
        topic=topic,
        address=kind.address(topic.id, topic.slug),
        form=form,
        posts=queries.posts_to_choose_from(topic, after) if act is CareAct.SPLIT else (),
        ticked=set(request.form.getlist("numbers")),
        **more,
    )


def _conflict(act: CareAct, topic: Topic, form: CareForm) -> ResponseReturnValue:
    """Another was first: say what they did, keep what was typed, and let it be sent again."""
    last = queries.last_act(topic.id)
    form.version.data = version_of(topic)
    form.version.raw_data = None
    return _page(act, topic, form, last=last, done=DONE[last.act] if last else ""), 409


def _was_merged(topic_id: int) -> ResponseReturnValue:
    into = queries.find_replacement(current_actor(), topic_id)
    if into is None:
        raise NotFound
    page = render_template(
        "forum/care/merged.html",
        into=into,
        address=kind.address(into.id, into.slug),
        last=queries.last_act(topic_id),
        reason=request.form.get("reason", ""),
    )
    return page, 409
