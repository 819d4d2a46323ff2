from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts import actions
from app.accounts.coming_back import (
    FIELD,
    Carried,
    carried_by_request,
    is_a_page_request,
    read_carried,
    safe_address,
    sign_in_address,
    way_back,
)
from app.accounts.forms import SignInForm
from app.accounts.models import Member
from app.accounts.session import close_session, current_reader, open_session
from app.errors import Forbidden, Invalid, TooManyRequests
from app.i18n import gettext as _
from app.web.access import Audience, audience
from app.web.errors import ask_to_sign_in_with

bp = Blueprint("accounts", __name__)


@bp.route("/connexion", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Sign in, and go back to what one was doing."""
    if request.method == "POST":
        return _try_to_sign_in()
    address = safe_address(request.args.get("next", ""))
    if current_reader() is not None:
        return redirect(address or "/")
    is_reserved = "reserve" in request.args
    return sign_in_page(SignInForm(), address, is_reserved=is_reserved)


@bp.post("/deconnexion")
@audience(Audience.PUBLIC)
def sign_out() -> ResponseReturnValue:
    """Sign out of this device."""
    close_session()
    flash(_("Vous êtes déconnecté·e."))
    return redirect(url_for("accounts.sign_in"))


def _try_to_sign_in() -> ResponseReturnValue:
    form = SignInForm()
    address = safe_address(request.form.get("next", ""))
    carried = read_carried(request.form.get(FIELD, ""))
    if not form.validate():
        return sign_in_page(form, address, carried), 422
    try:
        member = actions.sign_in(
            form.email.data or "", form.password.data or "", request.remote_addr or ""
        )
    except (Invalid, Forbidden) as refusal:
        return sign_in_page(form, address, carried, refusal=refusal.message), 401
    except TooManyRequests as refusal:
        page = sign_in_page(form, address, carried, refusal=refusal.message)
        return page, 429, {"Retry-After": str(refusal.retry_after)}
    open_session(member, remember=bool(form.remember.data))
    return welcome_back(member, address, carried)


def welcome_back(member: Member, address: str, carried: Carried) -> ResponseReturnValue:
    """Tell the site who arrived, and lead them to where they were going."""
    actions.welcome(member, carried.place, carried.fields if carried.is_kept else None)
    if carried.is_kept:
        flash(_("Votre texte a été retrouvé\u00a0; vérifiez-le, puis envoyez-le."))
    return redirect(address or "/")


def sign_in_page(
    form: SignInForm,
    address: str,
    carried: Carried | None = None,
    *,
    refusal: str = "",
    is_reserved: bool = False,
) -> str:
    """Show the sign-in form, with what it has to give back afterwards."""
    return render_template(
        "accounts/sign_in.html",
        form=form,
        address=address,
        carried=carried,
        refusal=refusal,
        is_reserved=is_reserved,
    )


@ask_to_sign_in_with
def ask_to_sign_in() -> ResponseReturnValue:
    """Answer a visitor who asked for something only members do."""
    if not is_a_page_request():
        return (
            _("Connectez-vous pour continuer."),
            401,
            {"Content-Type": "text/plain; charset=utf-8"},
        )
    if request.method in ("GET", "HEAD"):
        return redirect(sign_in_address())
    return sign_in_page(SignInForm(formdata=None), way_back(), carried_by_request()), 401
