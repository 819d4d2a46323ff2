from datetime import timedelta

from flask import Blueprint, flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import current_actor, current_reader
from app.clock import now
from app.contributions import actions, queries
from app.contributions.drafting import (
    BASE,
    PLACE,
    VERSION,
    list_started,
    other_versions,
    typed_fields,
)
from app.contributions.forms import ChangeVisibilityForm, visibility_labels
from app.contributions.kinds import address_of, kind_named
from app.contributions.models import Contribution, State, Visibility
from app.contributions.permissions import (
    RESTORABLE_DAYS,
    can_delete,
    can_edit,
    can_see,
    could_have_seen,
)
from app.contributions.references import KINDS, fill_page, propose_members, propose_things
from app.errors import Forbidden, Gone, Invalid, NotFound
from app.groups.queries import list_groups
from app.i18n import gettext as _
from app.markup import MAX_LENGTH, render
from app.web import once
from app.web.access import Audience, audience
from app.web.dates import clock_time

bp = Blueprint("contributions", __name__)
bp.after_app_request(fill_page)
bp.add_app_template_global(other_versions)
LONGEST_PLACE = 120


def _own(contribution_id: int) -> Contribution:
    """Return a contribution whose author asks for it, as long as it was not deleted."""
    actor = current_actor()
    contribution = queries.find_any(Contribution, contribution_id)
    if contribution is None or not could_have_seen(actor, contribution):
        raise NotFound
    if contribution.deleted_at is not None:
        raise Gone
    its_own = can_edit(actor, contribution) or can_delete(actor, contribution)
    if not its_own:
        raise Forbidden(_("Seuls ses auteurs peuvent faire cela."))
    return contribution


@bp.get("/compte/contributions")
@audience(Audience.SIGNED_IN)
def mine() -> ResponseReturnValue:
    """All that I wrote: drafts, published, deleted."""
    actor = current_actor()
    contributions = queries.list_mine(actor)
    living = [one for one in contributions if one.deleted_at is None]
    return render_template(
        "contributions/mine.html",
        started=list_started(actor),
        drafts=[one for one in living if one.state is State.DRAFT],
        published=[one for one in living if one.state is not State.DRAFT],
        deleted=[one for one in contributions if one.deleted_at is not None],
        kind_named=kind_named,
        restorable_since=now() - timedelta(days=RESTORABLE_DAYS),
        restorable_days=RESTORABLE_DAYS,
    )


@bp.get("/contributions/<int:contribution_id>/visibilite")
@audience(Audience.MEMBER)
def edit_visibility(contribution_id: int) -> ResponseReturnValue:
    """Choose again who reads it, with what each choice means."""
    contribution = _own(contribution_id)
    return _visibility_page(contribution, _visibility_form(contribution))


@bp.post("/contributions/<int:contribution_id>/visibilite")
@audience(Audience.MEMBER)
def change_visibility(contribution_id: int) -> ResponseReturnValue:
    """Let other people read it, from now on."""
    contribution = _own(contribution_id)
    form = _visibility_form(contribution)
    if not form.validate():
        return _visibility_page(contribution, form), 422
    visibility = Visibility(str(form.visibility.data))
    group_id = request.form.get("group_id", type=int)
    actions.change_visibility(current_actor(), contribution, visibility, group_id)
    flash(_("C’est noté. Désormais\u00a0: %(readers)s.", readers=visibility_labels()[visibility]))
    return redirect(address_of(contribution))


@bp.post("/contributions/<int:contribution_id>/retirer")
@audience(Audience.MEMBER)
def withdraw(contribution_id: int) -> ResponseReturnValue:
    """Take it back as a draft that only its authors read."""
    contribution = _own(contribution_id)
    actions.withdraw(current_actor(), contribution)
    flash(_("C’est retiré."))
    return redirect(address_of(contribution))


@bp.post("/contributions/<int:contribution_id>/publier")
@audience(Audience.MEMBER)
def publish(contribution_id: int) -> ResponseReturnValue:
    """Let its readers read it, or lead to what is missing for that."""
    contribution = _own(contribution_id)
    kind = kind_named(contribution.kind)
    try:
        (kind.publish or actions.publish)(current_actor(), contribution)
    except Invalid as refusal:
        flash(refusal.message, "warn")
        return redirect(kind.edit_address(contribution.id, contribution.slug))
    flash(_("C’est publié."))
    return redirect(address_of(contribution))


@bp.post("/contributions/<int:contribution_id>/supprimer")
@audience(Audience.SIGNED_IN)
def delete(contribution_id: int) -> ResponseReturnValue:
    """Hide it at once, for thirty days before it goes for good."""
    contribution = _own(contribution_id)
    actions.delete(current_actor(), contribution)
    flash(
        _(
            "C’est supprimé\u00a0: «\u00a0%(title)s\u00a0». "
            "Vous pouvez le restaurer pendant %(days)s jours.",
            title=contribution.title,
            days=RESTORABLE_DAYS,
        )
    )
    return redirect(url_for("contributions.mine"))


@bp.post("/contributions/<int:contribution_id>/restaurer")
@audience(Audience.SIGNED_IN)
def restore(contribution_id: int) -> ResponseReturnValue:
    """Bring back what was deleted, in the state it had."""
    contribution = queries.find_any(Contribution, contribution_id)
    if contribution is None or not could_have_seen(current_actor(), contribution):
        raise NotFound
    actions.restore(current_actor(), contribution)
    flash(_("C’est restauré, dans l’état d’avant."))
    return redirect(address_of(contribution))


@bp.get("/contributions/<int:contribution_id>/visiteur")
@audience(Audience.MEMBER)
def as_visitor(contribution_id: int) -> ResponseReturnValue:
    """Say what a visitor would find: the page as they would see it, or that they would not."""
    contribution = _own(contribution_id)
    if can_see(None, contribution):
        return redirect(address_of(contribution) + "?vue=visiteur")
    return render_template(
        "contributions/unseen.html",
        contribution=contribution,
        address=address_of(contribution),
    )


@bp.post("/brouillons")
@audience(Audience.SIGNED_IN)
def save_draft() -> ResponseReturnValue:
    """Keep what is being typed; answers with the time, as the page shows it."""
    place = request.form.get(PLACE, "")
    if not place or len(place) > LONGEST_PLACE:
        raise Invalid(_("Ce formulaire ne dit pas où garder son brouillon."))
    if once.was_sent():  # a save under way when the form was sent arrives after it
        return jsonify(saved_at=clock_time(now()))
    draft = actions.save_draft(current_actor(), place, typed_fields(), request.form.get(BASE))
    return jsonify(saved_at=clock_time(now()), version=actions.version_of(draft))


@bp.post("/brouillons/oublier")
@audience(Audience.SIGNED_IN)
def forget_draft() -> ResponseReturnValue:
    """Drop a text that was begun and will not be sent."""
    version = request.form.get(VERSION, type=int)
    if version is not None:
        actions.forget_version(current_actor(), version)
    else:
        actions.forget_draft(current_actor(), request.form.get(PLACE, "")[:LONGEST_PLACE])
    flash(_("Ce texte est oublié."))
    return redirect(url_for("contributions.mine"))


@bp.post("/apercu")
@audience(Audience.SIGNED_IN)
def preview() -> ResponseReturnValue:
    """Show a text as it will be shown once sent."""
    text = request.form.get("text", "")
    if len(text) > MAX_LENGTH:
        raise Invalid(
            _(
                "Ce texte est trop long\u00a0: %(most)s caractères au plus.",
                most=MAX_LENGTH,
            )
        )
    return render_template("contributions/_preview.html", html=render(text))


@bp.get("/suggestions/membres")
@audience(Audience.MEMBER)
def suggest_members() -> ResponseReturnValue:
    """Propose whom an @ may name."""
    return jsonify(items=propose_members(current_actor(), request.args.get("q", "")[:80]))


@bp.get("/suggestions/contenus")
@audience(Audience.SIGNED_IN)
def suggest_things() -> ResponseReturnValue:
    """Propose what a # may name, of what this person may read."""
    return jsonify(items=propose_things(current_actor(), request.args.get("q", "")[:80]))


@bp.get("/vers/membre-<int:member_id>")
@audience(Audience.PUBLIC)
def to_member(member_id: int) -> ResponseReturnValue:
    """Lead to the page of a member that a text names; the page looks whether it may be read."""
    return redirect(url_for("network.member", member_id=member_id))


@bp.get("/vers/<any(sujet, ressource, fiche):word>-<int:contribution_id>")
@audience(Audience.PUBLIC)
def to_thing(word: str, contribution_id: int) -> ResponseReturnValue:
    """Lead to what a text names by its number, for who may read it."""
    found = queries.get_visible(Contribution, current_reader(), contribution_id)
    if found.kind != KINDS[word]:
        raise NotFound
    return redirect(address_of(found))


def _visibility_form(contribution: Contribution) -> ChangeVisibilityForm:
    form = ChangeVisibilityForm(data={"visibility": contribution.visibility.value})
    kind = kind_named(contribution.kind)
    form.visibility.offer(kind.visibilities(current_actor(), contribution))
    return form


def _visibility_page(contribution: Contribution, form: ChangeVisibilityForm) -> str:
    return render_template(
        "contributions/visibility.html",
        contribution=contribution,
        form=form,
        labels=visibility_labels(),
        groups=list_groups(current_actor().group_ids),
        address=address_of(contribution),
    )
