from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from wtforms import Field

from app.accounts import actions as accounts
from app.accounts import letters
from app.accounts.models import LinkPurpose, Member
from app.accounts.queries import get_member
from app.accounts.session import current_actor
from app.admin import queries
from app.admin.forms import InviteForm, PlaceForm, RolesForm, StructureForm
from app.admin.queries import Role, Standing, Wanted
from app.admin.words import ROLES, STANDINGS, STRUCTURE_STATUSES
from app.contributions.kinds import all_kinds
from app.errors import Conflict, DomainError, Forbidden, Invalid
from app.i18n import gettext as _
from app.mail.queries import list_unsent
from app.organisations import actions as organisations
from app.organisations.models import StructureStatus
from app.organisations.queries import (
    count_people,
    get_membership,
    get_structure,
    list_structures,
    structure_names,
    structures_of_member,
)
from app.web import once
from app.web.access import Audience, audience

bp = Blueprint("admin", __name__, url_prefix="/administration")
LONGEST_ID = 9  # digits: what every database holds
FILTERS = ("q", "structure", "role", "situation")
Choice = TypeVar("Choice", bound=StrEnum)


@bp.get("/")
@audience(Audience.ADMINISTRATOR)
def index() -> ResponseReturnValue:
    """How many of each thing there are, and what asks for attention."""
    return render_template(
        "admin/index.html", state=queries.site_state(), kinds=all_kinds(), standings=STANDINGS
    )


@bp.get("/courriels")
@audience(Audience.ADMINISTRATOR)
def mails() -> ResponseReturnValue:
    """The mails that wait or were given up, and why."""
    return render_template("admin/mails.html", mails=list_unsent())


# ---- Members ----


@bp.get("/membres/")
@audience(Audience.ADMINISTRATOR)
def members() -> ResponseReturnValue:
    """The members, searched by name, structure, role and standing."""
    wanted = Wanted(
        words=request.args.get("q", "")[:100].strip(),
        structure_id=_identity("structure"),
        role=_one_of(Role, request.args.get("role")),
        standing=_one_of(Standing, request.args.get("situation")),
    )
    page = queries.search_members(wanted, _identity("suite"))
    kept: dict[str, Any] = {
        name: request.args[name] for name in FILTERS if request.args.get(name, "").strip()
    }
    return render_template(
        "admin/members.html",
        wanted=wanted,
        members=page.members,
        older=url_for("admin.members", **kept, suite=page.after) if page.after else None,
        first=url_for("admin.members", **kept) if "suite" in request.args else None,
        is_filtered=bool(kept),
        structures=list_structures(),
        structure_names=structure_names([one.id for one in page.members]),
        standing_of=queries.standing_of,
        standings=STANDINGS,
        roles=ROLES,
    )


@bp.get("/membres/inviter")
@audience(Audience.ADMINISTRATOR)
def new_member() -> ResponseReturnValue:
    """Invite somebody."""
    form = InviteForm(data={"structure": _identity("structure")})
    form.offer(list_structures())
    return render_template("admin/invite.html", form=form)


@bp.post("/membres/inviter")
@audience(Audience.ADMINISTRATOR)
@once.guarded
def invite() -> ResponseReturnValue:
    """Open an account and send its invitation."""
    actor, form = current_actor(), InviteForm()
    form.offer(list_structures())
    if not form.validate():
        return render_template("admin/invite.html", form=form), 422
    try:
        member, token = accounts.invite_member(actor, form.name.data, form.email.data)
    except (Conflict, Invalid) as refusal:
        _blame(form.name if isinstance(refusal, Invalid) else form.email, refusal)
        return render_template("admin/invite.html", form=form), 422
    if form.structure.data:
        organisations.place_member(
            actor, member.id, form.structure.data, is_referent=form.is_referent.data
        )
    letters.send_link(member, token, LinkPurpose.INVITATION)
    flash(_("L’invitation est envoyée à %(name)s.", name=member.name))
    return redirect(url_for("admin.member", member_id=member.id))


@bp.get("/membres/<int:member_id>")
@audience(Audience.ADMINISTRATOR)
def member(member_id: int) -> ResponseReturnValue:
    """One account: where it stands, its roles, its structures."""
    return _member_page(get_member(member_id))


@bp.post("/membres/<int:member_id>/inviter")
@audience(Audience.ADMINISTRATOR)
def invite_again(member_id: int) -> ResponseReturnValue:
    """Send the invitation again; the earlier link no longer works."""
    shown = get_member(member_id)
    token = accounts.invite_again(current_actor(), shown)
    letters.send_link(shown, token, LinkPurpose.INVITATION)
    flash(_("L’invitation est envoyée de nouveau\u00a0; la précédente ne sert plus."))
    return _back_to(shown)


@bp.post("/membres/<int:member_id>/suspendre")
@audience(Audience.ADMINISTRATOR)
def suspend(member_id: int) -> ResponseReturnValue:
    """Close an account for a time."""
    shown = get_member(member_id)
    return _tried(
        shown,
        lambda: accounts.suspend(current_actor(), shown),
        _("Le compte est suspendu, et ses sessions sont fermées."),
    )


@bp.post("/membres/<int:member_id>/reactiver")
@audience(Audience.ADMINISTRATOR)
def reactivate(member_id: int) -> ResponseReturnValue:
    """Open an account again."""
    shown = get_member(member_id)
    accounts.reactivate(current_actor(), shown)
    flash(_("Le compte est de nouveau actif."))
    return _back_to(shown)


@bp.post("/membres/<int:member_id>/roles")
@audience(Audience.ADMINISTRATOR)
def set_roles(member_id: int) -> ResponseReturnValue:
    """Give or take back the roles that run the site."""
    shown, form = get_member(member_id), RolesForm()
    return _tried(
        shown,
        lambda: accounts.set_roles(
            current_actor(),
            shown,
            is_facilitator=form.is_facilitator.data,
            is_administrator=form.is_administrator.data,
        ),
        _("Les rôles sont enregistrés."),
    )


@bp.post("/membres/<int:member_id>/structures")
@audience(Audience.ADMINISTRATOR)
def place(member_id: int) -> ResponseReturnValue:
    """Make somebody belong to a structure."""
    shown, form = get_member(member_id), PlaceForm()
    form.offer(list_structures())
    if not form.validate():
        return _member_page(shown, form), 422
    organisations.place_member(
        current_actor(), shown.id, form.structure.data, is_referent=form.is_referent.data
    )
    flash(_("L’appartenance est enregistrée."))
    return _back_to(shown)


@bp.post("/membres/<int:member_id>/structures/<int:structure_id>/quitter")
@audience(Audience.ADMINISTRATOR)
def leave(member_id: int, structure_id: int) -> ResponseReturnValue:
    """Say that somebody no longer belongs to a structure."""
    shown = get_member(member_id)
    organisations.end_membership(current_actor(), get_membership(member_id, structure_id))
    flash(_("L’appartenance a pris fin\u00a0; ce qui est publié reste en ligne."))
    return _back_to(shown)


def _member_page(shown: Member, form: PlaceForm | None = None, refusal: str = "") -> str:
    if form is None:
        form = PlaceForm(formdata=None)
        form.offer(list_structures())
    return render_template(
        "admin/member.html",
        member=shown,
        standing=queries.standing_of(shown),
        standings=STANDINGS,
        memberships=structures_of_member(shown.id),
        place_form=form,
        roles_form=RolesForm(formdata=None, obj=shown),
        refusal=refusal,
    )


def _tried(shown: Member, act: Callable[[], None], done: str) -> ResponseReturnValue:
    """Do something that may be refused, and say so on the page of the member."""
    try:
        act()
    except (Conflict, Forbidden) as refusal:
        return _member_page(shown, refusal=refusal.message), 409
    flash(done)
    if shown.id == current_actor().id and not shown.is_administrator:
        return redirect("/")
    return _back_to(shown)


def _back_to(shown: Member) -> ResponseReturnValue:
    return redirect(url_for("admin.member", member_id=shown.id))


# ---- Structures ----


@bp.get("/structures/")
@audience(Audience.ADMINISTRATOR)
def structures() -> ResponseReturnValue:
    """The structures, whatever their standing, with how many people each has."""
    return render_template(
        "admin/structures.html",
        structures=list_structures(),
        people=count_people(),
        statuses=STRUCTURE_STATUSES,
    )


@bp.route("/structures/ajouter", methods=["GET", "POST"])
@audience(Audience.ADMINISTRATOR)
@once.guarded
def new_structure() -> ResponseReturnValue:
    """Add a structure."""
    form = StructureForm()
    if request.method != "POST":
        return _structure_page(form)
    if form.validate():
        try:
            structure = organisations.add_structure(current_actor(), form.name.data)
        except (Conflict, Invalid) as refusal:
            _blame(form.name, refusal)
        else:
            status = StructureStatus(form.status.data)
            organisations.set_structure_status(current_actor(), structure, status)
            flash(_("«\u00a0%(name)s\u00a0» est ajoutée.", name=structure.name))
            return redirect(url_for("admin.structure", structure_id=structure.id))
    return _structure_page(form), 422


@bp.route("/structures/<int:structure_id>", methods=["GET", "POST"])
@audience(Audience.ADMINISTRATOR)
def structure(structure_id: int) -> ResponseReturnValue:
    """Rename a structure, or say where it stands."""
    shown = get_structure(structure_id)
    form = StructureForm(data={"name": shown.name, "status": shown.status.value})
    if request.method != "POST":
        return _structure_page(form, structure_id)
    if form.validate():
        try:
            organisations.rename_structure(current_actor(), shown, form.name.data)
        except (Conflict, Invalid) as refusal:
            _blame(form.name, refusal)
        else:
            status = StructureStatus(form.status.data)
            organisations.set_structure_status(current_actor(), shown, status)
            flash(_("La structure est enregistrée."))
            return redirect(url_for("admin.structures"))
    return _structure_page(form, structure_id), 422


def _structure_page(form: StructureForm, structure_id: int | None = None) -> str:
    return render_template("admin/structure.html", form=form, structure_id=structure_id)


def _blame(field: Field, refusal: DomainError) -> None:
    """Show a refusal beside the field it is about."""
    field.errors = [*field.errors, refusal.message]


def _identity(name: str) -> int | None:
    """Return an id given in the address, when it can be one."""
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) <= LONGEST_ID else None


def _one_of(choices: type[Choice], text: str | None) -> Choice | None:
    return next((one for one in choices if one.value == text), None)
