from itertools import pairwise

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.session import current_actor, current_reader
from app.errors import Forbidden, Gone
from app.forum import actions, kind, posting, queries
from app.forum.neighbours import neighbours_of
from app.forum.writing.differences import differences
from app.forum.writing.permissions import can_read_history
from app.forum.writing.queries import versions_of
from app.i18n import gettext as _
from app.web.access import Audience, audience

bp = Blueprint("forum_writing", __name__, url_prefix="/forum")
MESSAGE = "/sujets/<int:topic_id>-<slug>/messages/<int:number>"


@bp.get("/voisins")
@audience(Audience.MEMBER)
def neighbours() -> ResponseReturnValue:
    """What the site holds near a title that is being typed."""
    found = neighbours_of(current_actor(), request.args.get("titre", ""))
    return render_template("forum/_neighbours.html", neighbours=found)


@bp.get(f"{MESSAGE}/historique")
@audience(Audience.PUBLIC)
def history(topic_id: int, slug: str, number: int) -> ResponseReturnValue:  # noqa: ARG001
    """What a message said before, and what changed each time."""
    reader = current_reader()
    topic = queries.get_topic(reader, topic_id)
    post = posting.get_post(topic, number)
    if post.deleted_at is not None or not can_read_history(reader, post):
        raise Gone
    versions = versions_of(post)
    changes = [
        (after, differences(before.text, after.text)) for after, before in pairwise(versions)
    ]
    return render_template(
        "forum/history.html",
        topic=topic,
        number=number,
        first=versions[-1],
        changes=changes,
        topic_address=kind.address(topic.id, topic.slug),
        address=kind.post_address(topic, number),
    )


@bp.post(f"{MESSAGE}/reprendre")
@audience(Audience.SIGNED_IN)
def take_back(topic_id: int, slug: str, number: int) -> ResponseReturnValue:  # noqa: ARG001
    """Take back what was sent less than a minute ago; its words are in the form again."""
    actor = current_actor()
    topic = queries.get_topic(actor, topic_id)
    try:
        if number == 1:
            actions.take_back_topic(actor, topic)
            flash(_("Envoi annulé. Votre sujet est de nouveau un brouillon."))
            return redirect(kind.edit_address(topic.id, topic.slug))
        posting.take_back_reply(actor, topic, number)
    except Forbidden as refusal:
        if posting.get_post(topic, number).author_id != actor.id:
            raise
        flash(refusal.message, "warn")
        return redirect(kind.post_address(topic, number))
    flash(_("Envoi annulé. Votre texte est de nouveau ici."))
    return redirect(kind.post_address(topic, topic.last_number).partition("#")[0] + "#repondre")
