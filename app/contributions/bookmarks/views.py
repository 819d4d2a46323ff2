from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.coming_back import safe_address
from app.accounts.session import current_actor
from app.contributions.bookmarks import actions, queries
from app.contributions.bookmarks.models import LONGEST_NOTE, MOST_VIEWINGS, Bookmark
from app.contributions.kinds import address_of, kind_named
from app.contributions.models import Contribution
from app.contributions.queries import get_visible
from app.database import row_id
from app.errors import Invalid, NotFound
from app.i18n import gettext as _
from app.paging import Cursor
from app.web.access import Audience, audience

bp = Blueprint("bookmarks", __name__)


@bp.get("/compte/signets")
@audience(Audience.SIGNED_IN)
def kept() -> ResponseReturnValue:
    """All that I keep for later, each with my note."""
    page = queries.list_bookmarks(current_actor(), Cursor.parse(request.args.get("suite")))
    return render_template(
        "contributions/bookmarks.html",
        page=page,
        kind_named=kind_named,
        address_of_mark=_address,
        longest_note=LONGEST_NOTE,
    )


@bp.get("/compte/signets/recents")
@audience(Audience.SIGNED_IN)
def viewed() -> ResponseReturnValue:
    """What I opened last."""
    return render_template(
        "contributions/viewed.html",
        viewed=queries.list_viewed(current_actor()),
        address_of=address_of,
        most=MOST_VIEWINGS,
    )


@bp.post("/compte/signets/recents/oublier")
@audience(Audience.SIGNED_IN)
def forget_viewed() -> ResponseReturnValue:
    """Forget what I opened."""
    actions.forget_viewings(current_actor())
    flash(_("C’est oublié."))
    return redirect(url_for("bookmarks.viewed"))


@bp.post("/contributions/<int:contribution_id>/signet")
@audience(Audience.SIGNED_IN)
def keep(contribution_id: int) -> ResponseReturnValue:
    """Keep a contribution, or one message of it, for later."""
    actor = current_actor()
    contribution = get_visible(Contribution, actor, contribution_id)
    if not queries.may_read(actor, contribution_id):
        raise NotFound
    number = _number(contribution)
    note = request.form.get("note")
    try:
        actions.keep(actor, contribution, number, note)
    except Invalid as refusal:
        flash(refusal.message, "warn")
    else:
        flash(
            _("Votre note est gardée.")
            if note
            else _("C’est gardé dans «\u00a0À lire plus tard\u00a0».")
        )
    return redirect(_back() or _page(contribution, number))


@bp.post("/contributions/<int:contribution_id>/signet/retirer")
@audience(Audience.SIGNED_IN)
def drop(contribution_id: int) -> ResponseReturnValue:
    """Keep it no longer, even when one may no longer read it."""
    actions.drop(current_actor(), contribution_id, row_id(request.form.get("numero", "0")) or 0)
    flash(_("C’est retiré de «\u00a0À lire plus tard\u00a0»."))
    return redirect(_back() or url_for("bookmarks.kept"))


def _number(contribution: Contribution) -> int:
    """Return which message is asked for; 0 for the whole, as for what has no messages."""
    number = row_id(request.form.get("numero", "0")) or 0
    part_exists = kind_named(contribution.kind).part_exists
    if number and (part_exists is None or not part_exists(contribution.id, number)):
        raise NotFound
    return number


def _back() -> str:
    return safe_address(request.form.get("retour", ""))


def _page(contribution: Contribution, number: int) -> str:
    part = kind_named(contribution.kind).part_address
    if number and part:
        return part(contribution.id, contribution.slug, number)
    return address_of(contribution)


def _address(mark: Bookmark) -> str:
    return _page(mark.contribution, mark.number)
