"""What a visitor, or somebody whose session ended, gets instead of what they asked for."""

from flask import current_app, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError

from app.accounts import actions
from app.accounts.coming_back import (
    FIELD,
    Carried,
    carried_by_request,
    is_a_page_request,
    is_from_this_site,
    read_carried,
    safe_address,
    sign_in_address,
    way_back,
)
from app.accounts.forms import SignInForm
from app.accounts.session import current_reader
from app.accounts.views import bp, sign_in_page
from app.database import db
from app.i18n import gettext as _
from app.web.access import Audience, audience_of
from app.web.errors import ask_to_sign_in_with, error_page


@ask_to_sign_in_with
def ask_to_sign_in() -> ResponseReturnValue:
    """Answer a visitor who asked for something only members do."""
    if not is_a_page_request():
        return _short(_("Connectez-vous pour continuer."), 401)
    if request.method in ("GET", "HEAD"):
        return redirect(sign_in_address())
    return sign_in_page(SignInForm(formdata=None), way_back(), carried_by_request()), 401


@bp.app_errorhandler(CSRFError)
def refuse_token(_error: CSRFError) -> ResponseReturnValue:
    """Answer a form whose token is not that of the session: it ended, or another began."""
    db.session.rollback()
    reader = current_reader()
    if reader is not None:
        return _reload_page(reader.id)
    endpoint = request.endpoint or ""
    if endpoint == "accounts.sign_in":
        return _sign_in_again()
    if endpoint == "accounts.sign_out":
        return redirect(url_for("accounts.sign_in"))
    if audience_of(current_app, endpoint) in (None, Audience.PUBLIC):
        return error_page(400)
    return ask_to_sign_in()


def _sign_in_again() -> ResponseReturnValue:
    """The page of the sign-in form was too old: nothing was tried, and nothing is lost."""
    page = sign_in_page(
        SignInForm(),
        safe_address(request.form.get("next", "")),
        read_carried(request.form.get(FIELD, "")),
        refusal=_("Cette page était ouverte depuis longtemps. Connectez-vous de nouveau."),
    )
    return page, 400


def _reload_page(member_id: int) -> ResponseReturnValue:
    if request.endpoint in ("accounts.sign_in", "accounts.sign_out"):
        return redirect(safe_address(request.form.get("next", "")) or "/")
    if not is_a_page_request():
        return _short(_("Cette page est ouverte depuis longtemps\u00a0: rechargez-la."), 400)
    # Another site could send a form in the member's name: nothing of it is kept.
    carried = carried_by_request() if is_from_this_site() else Carried()
    if carried.is_kept:
        actions.keep_text(member_id, carried.place, carried.fields)
    page = render_template("accounts/reload.html", carried=carried, address=way_back())
    return make_response(page, 400)


def _short(sentence: str, status: int) -> ResponseReturnValue:
    """Answer a script of the page: it has its own way of saying things."""
    return sentence, status, {"Content-Type": "text/plain; charset=utf-8"}
