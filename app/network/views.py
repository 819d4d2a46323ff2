from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import current_actor, current_reader
from app.contributions.kinds import address_of, kind_named
from app.messages.queries import writing_to
from app.moderation.flagging import ask, receive
from app.moderation.things import thing_of_member
from app.network.queries import get_visible_member, latest_by_member
from app.organisations.queries import structures_of_member
from app.themes.models import SKILL, THEME
from app.web.access import Audience, audience

bp = Blueprint("network", __name__)


@bp.get("/reseau/membres/<int:member_id>", defaults={"slug": ""})
@bp.get("/reseau/membres/<int:member_id>-<slug>")
@audience(Audience.PUBLIC)
def member(member_id: int, slug: str) -> ResponseReturnValue:
    """Who somebody is, where they work, and what they published that the reader may read."""
    reader = current_reader()
    shown = get_visible_member(reader, member_id)
    if slug != shown.slug:
        return redirect(url_for("network.member", member_id=shown.id, slug=shown.slug), 301)
    return render_template(
        "network/member.html",
        member=shown,
        memberships=structures_of_member(shown.id),
        themes=[term for term in shown.terms if term.scheme == THEME],
        skills=[term for term in shown.terms if term.scheme == SKILL],
        contributions=latest_by_member(reader, shown.id),
        kind_named=kind_named,
        address_of=address_of,
        writing=writing_to(reader, shown.id),
    )


@bp.get("/signaler/membres/<int:member_id>")
@audience(Audience.SIGNED_IN)
def flag_member(member_id: int) -> ResponseReturnValue:
    """Say what is wrong with the page of somebody, or that they may need help."""
    return ask(thing_of_member(get_visible_member(current_actor(), member_id)))


@bp.post("/signaler/membres/<int:member_id>")
@audience(Audience.SIGNED_IN)
def send_flag_of_member(member_id: int) -> ResponseReturnValue:
    """Send it to the facilitators."""
    return receive(thing_of_member(get_visible_member(current_actor(), member_id)))
