from collections.abc import Sequence

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.accounts.session import current_actor
from app.database import row_id
from app.errors import Invalid
from app.forum import kind, queries
from app.forum.polls import actions
from app.forum.polls.permissions import can_see_results
from app.forum.polls.queries import find_poll, vote_of, voters_of
from app.forum.polls.shown import poll_shown
from app.i18n import gettext as _
from app.web.access import Audience, audience

PLACE = "/forum/sujets/<int:topic_id>-<slug>/messages/<int:number>/sondage"
bp = Blueprint("polls", __name__, url_prefix=PLACE)
RANK = "rang-"
LAST = 10_000  # a place no poll has


@bp.get("/")
@audience(Audience.SIGNED_IN)
def voters(topic_id: int, slug: str, number: int) -> ResponseReturnValue:  # noqa: ARG001
    """Who voted for what, in a named poll whose results this reader sees."""
    actor = current_actor()
    topic = queries.get_topic(actor, topic_id)
    poll, message = find_poll(topic.id, number), kind.post_address(topic, number)
    is_read = bool(queries.text_of(topic.id, number, unless_hidden=True))
    if poll is None or poll.is_anonymous or not is_read:
        return redirect(message)
    choices = vote_of(poll, actor)
    if not can_see_results(poll, has_voted=bool(choices)):
        return redirect(message)
    return render_template(
        "forum/poll_voters.html",
        topic=topic,
        message=message,
        poll=poll_shown(poll, choices, may_close=False),
        voters=voters_of(poll),
    )


@bp.post("/voter")
@audience(Audience.SIGNED_IN)
def vote(topic_id: int, slug: str, number: int) -> ResponseReturnValue:  # noqa: ARG001
    """Vote, or vote otherwise."""
    actor = current_actor()
    topic = queries.get_topic(actor, topic_id)
    actions.vote(actor, topic, number, _choices(request.form))
    flash(_("Votre vote est compté. Vous pouvez le changer jusqu’à la clôture."))
    return redirect(_back(kind.post_address(topic, number)))


@bp.post("/clore")
@audience(Audience.SIGNED_IN)
def close(topic_id: int, slug: str, number: int) -> ResponseReturnValue:  # noqa: ARG001
    """End one's poll now."""
    actor = current_actor()
    topic = queries.get_topic(actor, topic_id)
    actions.close_poll(actor, topic, number)
    flash(_("Le sondage est clos\u00a0: chacun voit le résultat."))
    return redirect(_back(kind.post_address(topic, number)))


def _back(address: str) -> str:
    """Return to the poll itself rather than to the head of its message."""
    return address.replace("#message-", "#sondage-")


def _choices(sent: "MultiDict[str, str]") -> Sequence[int]:
    """Read what was ticked, or the ranks that were given, the first one first."""
    ticked = [LAST if (one := row_id(text)) is None else one for text in sent.getlist("choix")]
    if ticked:
        return ticked
    ranks = [
        (row_id(rank), row_id(name.removeprefix(RANK)))
        for name, rank in sent.items()
        if name.startswith(RANK) and rank
    ]
    given = [rank for rank, _place in ranks]
    if len(set(given)) < len(given):
        raise Invalid(
            _("Deux choix ont le même rang. Revenez au sondage et donnez à chacun le sien.")
        )
    ordered = sorted((rank or LAST, LAST if place is None else place) for rank, place in ranks)
    return [place for _rank, place in ordered]
