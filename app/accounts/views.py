from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.accounts import actions, letters
from app.accounts.coming_back import FIELD, Carried, read_carried, safe_address
from app.accounts.facts import facts_about
from app.accounts.forms import (
    ChangePasswordForm,
    ForgottenForm,
    NewPasswordForm,
    ProfileForm,
    SignInForm,
)
from app.accounts.kept_texts import find_kept, forget_kept
from app.accounts.models import LinkPurpose, Member, ProfileVisibility
from app.accounts.queries import find_live_link, get_member
from app.accounts.session import (
    close_session,
    current_actor,
    current_reader,
    open_session,
    renew_session,
)
from app.errors import Forbidden, Gone, Invalid, TooManyRequests
from app.i18n import gettext as _
from app.web.access import Audience, audience

bp = Blueprint("accounts", __name__)
PROFILE = "accounts.profile"


# ---- Signing in and out ----


@bp.route("/connexion", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def sign_in() -> ResponseReturnValue:
    """Sign in, and go back to what one was doing."""
    if request.method == "POST":
        return _try_to_sign_in()
    address = safe_address(request.args.get("next", ""))
    if current_reader() is not None:
        return redirect(address or "/")
    return sign_in_page(SignInForm(), address, is_reserved="reserve" in request.args)


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
        member = actions.sign_in(form.email.data, form.password.data, request.remote_addr or "")
    except (Invalid, Forbidden) as refusal:
        return sign_in_page(form, address, carried, refusal=refusal.message), 401
    except TooManyRequests as refusal:
        page = sign_in_page(form, address, carried, refusal=refusal.message)
        return page, 429, {"Retry-After": str(refusal.retry_after)}
    open_session(member, remember=bool(form.remember.data))
    if carried is None or not carried.is_kept:
        actions.welcome(member)
    else:
        actions.welcome(member, carried.place, carried.fields)
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


# ---- Passwords ----


@bp.get("/connexion/oubli")
@audience(Audience.PUBLIC)
def forgotten() -> ResponseReturnValue:
    """Ask for a link to choose a new password."""
    return render_template(
        "accounts/forgotten.html", form=ForgottenForm(), is_sent="envoye" in request.args
    )


@bp.post("/connexion/oubli")
@audience(Audience.PUBLIC)
def send_reset() -> ResponseReturnValue:
    """Send the link, when there is somebody to send it to; the answer is the same for all."""
    form = ForgottenForm()
    if not form.validate():
        return render_template("accounts/forgotten.html", form=form, is_sent=False), 422
    asked = actions.ask_for_reset(form.email.data, request.remote_addr or "")
    if asked is not None:
        member, token = asked
        letters.send_link(member, token, LinkPurpose.RESET)
    return redirect(url_for("accounts.forgotten", envoye=1))


@bp.route("/connexion/nouveau-mot-de-passe/<token>", methods=["GET", "POST"])
@audience(Audience.PUBLIC)
def new_password(token: str) -> ResponseReturnValue:
    """Choose a password by a one-time link; opening it does not spend it."""
    link = find_live_link(token)
    if link is None:
        return _private("accounts/dead_link.html"), 410
    is_first = link.purpose is LinkPurpose.INVITATION
    form = NewPasswordForm(member=link.member)
    if request.method != "POST" or not form.validate():
        page = _private("accounts/new_password.html", form=form, token=token, is_first=is_first)
        return page, 422 if form.errors else 200
    try:
        member = actions.choose_password(token, form.new_password.data)
    except Gone:
        return _private("accounts/dead_link.html"), 410
    return _enter(member, is_first=is_first)


def _enter(member: Member, *, is_first: bool) -> ResponseReturnValue:
    """Sign in who just chose a password."""
    open_session(member, remember=False)
    actions.welcome(member)
    if is_first:
        flash(_("Votre compte est ouvert. Dites en quelques mots qui vous êtes."))
        return redirect(url_for("accounts.profile"))
    letters.send_password_changed(member)
    flash(_("Votre mot de passe est changé. Vos autres appareils devront se reconnecter."))
    return redirect("/")


def _private(template: str, **context: object) -> Response:
    """Make a page whose address is a secret: kept nowhere, told to nobody."""
    response = Response(render_template(template, **context))
    response.headers["Cache-Control"] = "no-store"
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@bp.route("/compte/mot-de-passe", methods=["GET", "POST"])
@audience(Audience.SIGNED_IN)
def change_password() -> ResponseReturnValue:
    """Change one's password, the present one being known."""
    actor = current_actor()
    form = ChangePasswordForm(member=actor.member)
    if request.method != "POST":
        return render_template("accounts/change_password.html", form=form)
    if form.validate():
        try:
            actions.change_password(actor, form.current_password.data, form.new_password.data)
        except Forbidden as refusal:
            form.current_password.errors = [refusal.message]
        else:
            renew_session(actor.member)
            letters.send_password_changed(actor.member)
            flash(_("Votre mot de passe est changé. Vos autres appareils devront se reconnecter."))
            return redirect(url_for("accounts.profile"))
    return render_template("accounts/change_password.html", form=form), 422


# ---- Profile ----


@bp.get("/compte/profil")
@audience(Audience.SIGNED_IN)
def profile() -> ResponseReturnValue:
    """My profile, as others read it and as I change it."""
    actor = current_actor()
    kept = find_kept(actor, PROFILE)
    if kept is None:
        form = ProfileForm()
        form.show(get_member(actor.id))
    else:
        typed = MultiDict((name, text) for name, texts in kept.items() for text in texts)
        form = ProfileForm(formdata=typed)
    return _profile_page(form, is_kept=kept is not None)


@bp.post("/compte/profil/oublier")
@audience(Audience.SIGNED_IN)
def forget_text() -> ResponseReturnValue:
    """Drop what was typed and not saved, and show the profile as it is."""
    forget_kept(current_actor(), PROFILE)
    return redirect(url_for("accounts.profile"))


@bp.post("/compte/profil")
@audience(Audience.SIGNED_IN)
def edit_profile() -> ResponseReturnValue:
    """Change my profile."""
    actor = current_actor()
    form = ProfileForm()
    if not form.validate():
        return _profile_page(form), 422
    actions.edit_profile(
        actor,
        actions.Profile(
            name=form.name.data or "",
            job_id=form.job.data,
            presentation=form.presentation.data or "",
            availability=form.availability.data or "",
            term_ids=form.term_ids(),
            visibility=ProfileVisibility(str(form.visibility.data)),
        ),
    )
    forget_kept(actor, PROFILE)
    flash(_("Votre profil est enregistré."))
    return redirect(url_for("accounts.profile"))


def _profile_page(form: ProfileForm, *, is_kept: bool = False) -> str:
    actor = current_actor()
    return render_template(
        "accounts/profile.html",
        form=form,
        member=actor.member,
        place=PROFILE,
        is_kept=is_kept,
        facts=facts_about(actor.id),
    )
