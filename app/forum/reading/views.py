from datetime import date, datetime, time
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import current_actor, current_reader
from app.clock import PARIS
from app.errors import NotFound
from app.forum import kind
from app.forum.queries import get_topic, list_categories
from app.forum.reading import actions, queries
from app.forum.reading.gathered import readings
from app.i18n import gettext as _
from app.web.access import Audience, audience
from app.web.transaction import only_reads

bp = Blueprint("forum_reading", __name__, url_prefix="/forum")
NO_CONTENT = 204


@bp.url_value_preprocessor
def _forget_the_title(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values:
        values.pop("slug", None)


@bp.route("/sujets/<int:topic_id>-<slug>/lu", methods=["GET", "POST"])
@audience(Audience.SIGNED_IN)
@only_reads
def read(topic_id: int) -> ResponseReturnValue:
    """Note how far the page was read: said by its script, or without one by an empty image."""
    actor = current_actor()
    topic = get_topic(actor, topic_id)
    number = request.values.get("message", 0, type=int)
    if number > 0:
        readings.put(actor.id, topic.id, min(number, topic.last_number))
    return "", NO_CONTENT


@bp.get("/sujets/<int:topic_id>-<slug>/aller")
@audience(Audience.PUBLIC)
def go(topic_id: int) -> ResponseReturnValue:
    """Go to a message by its number, or to the first one of a day."""
    topic = get_topic(current_reader(), topic_id)
    number = request.args.get("message", 0, type=int)
    day = _day(request.args.get("date", ""))
    if not number and day:
        start = datetime.combine(day, time(), PARIS)
        number = queries.first_on(topic, start) or topic.last_number
    return redirect(kind.post_address(topic, number))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


@bp.post("/lu")
@audience(Audience.SIGNED_IN)
def mark_all() -> ResponseReturnValue:
    """Count all that was said as read, in one category or everywhere; or take that back."""
    actor = current_actor()
    slug = request.form.get("rubrique", "")
    category = next((one for one in list_categories(actor) if one.slug == slug), None)
    if slug and category is None:
        raise NotFound
    if "annuler" in request.form:
        actions.take_mark_back(actor, category)
        flash(_("C’est annulé\u00a0: ce qui n’était pas lu est de nouveau signalé."))
    else:
        actions.mark_all_read(actor, category)
    address = url_for("forum.category", slug=slug) if category else url_for("forum.index")
    return redirect(address)
