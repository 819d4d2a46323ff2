from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.accounts.session import current_actor
from app.forum import kind, queries
from app.forum.models import Topic
from app.forum.reactions import actions
from app.forum.reactions.models import ReactionKind
from app.forum.reactions.queries import reactions_to
from app.forum.reactions.shown import reactions_of
from app.web.access import Audience, audience

bp = Blueprint("reactions", __name__, url_prefix="/forum/sujets/<int:topic_id>-<slug>")


@bp.post("/messages/<int:number>/reactions")
@audience(Audience.SIGNED_IN)
def react(topic_id: int, slug: str, number: int) -> ResponseReturnValue:  # noqa: ARG001
    """Say « merci » or « utile », or take it back: each button says which it wants."""
    actor = current_actor()
    topic = queries.get_topic(actor, topic_id)
    chosen = next((one for one in ReactionKind if one.value in request.form), None)
    wanted = chosen is not None and request.form[chosen.value] == "1"
    post = actions.react(actor, topic, number, chosen, wanted=wanted)
    if request.headers.get("X-Requested-With") == "fetch":
        return _again(actor, topic, post.id)
    return redirect(kind.post_address(topic, number))


def _again(actor: Actor, topic: Topic, post_id: int) -> str:
    """Return the buttons of one message alone, for a page that stays."""
    row = reactions_to(post_id)
    return render_template(
        "forum/_reactions_again.html",
        p=row,
        me=actor.id,
        reader=actor,
        may_reply=True,
        address=kind.address(topic.id, topic.slug),
        **reactions_of([row], actor),
    )
