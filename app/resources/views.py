from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.accounts.actor import Actor
from app.accounts.session import current_actor, current_reader
from app.contributions import actions as contributions
from app.contributions.drafting import Drafted, drafted
from app.contributions.kinds import ContributionKind, address_of, register_kind
from app.contributions.models import State, Visibility
from app.contributions.permissions import can_edit
from app.contributions.queries import cited_by, citing
from app.contributions.viewing import care_of, viewing_as
from app.errors import Forbidden
from app.files.queries import list_texts
from app.files.uploads import FIELD, KEPT_FIELD, Uploads, find_kept, take_uploads
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.markup import render
from app.paging import Cursor
from app.resources import actions, queries
from app.resources.forms import LICENCE_HINTS, FilterForm, ResourceForm
from app.resources.models import Resource
from app.resources.queries import Filters
from app.web import once
from app.web.access import Audience, audience

bp = Blueprint("resources", __name__, url_prefix="/ressources")
OFFERED = (Visibility.NETWORK, Visibility.PUBLIC, Visibility.STRUCTURE)


def _address(resource_id: int, slug: str) -> str:
    return url_for("resources.show", resource_id=resource_id, slug=slug)


def _edit_address(resource_id: int, slug: str) -> str:
    return url_for("resources.edit", resource_id=resource_id, slug=slug)


register_kind(
    ContributionKind(
        name="resource",
        label=_l("Ressource"),
        plural=_l("Ressources"),
        address=_address,
        edit_address=_edit_address,
        publish=actions.publish_resource,
    )
)


@bp.get("/")
@audience(Audience.PUBLIC)
def index() -> ResponseReturnValue:
    """The library, the latest first, narrowed by what the address says."""
    reader = current_reader()
    form = FilterForm(request.args)
    form.validate()
    chosen = (form.theme.data, form.stage.data, form.public.data)
    filters = Filters(form.type.data, tuple(one for one in chosen if one is not None))
    page = queries.list_resources(reader, filters, Cursor.parse(request.args.get("suite")))
    return render_template(
        "resources/index.html",
        page=page,
        form=form,
        count=queries.count_resources(reader, filters),
        address_of=address_of,
    )


@bp.get("/nouvelle")
@audience(Audience.MEMBER)
def new() -> ResponseReturnValue:
    actor = current_actor()
    sheet = drafted(ResourceForm, actor, "resources.new", prepare=_propose_author(actor))
    return _form_page(sheet, _kept_in(sheet, actor), None)


@bp.post("/nouvelle")
@audience(Audience.MEMBER)
@once.guarded
def create() -> ResponseReturnValue:
    """Keep the resource, then publish it unless a draft was asked for."""
    actor = current_actor()
    uploads = take_uploads(request.files.getlist(FIELD), request.form.getlist(KEPT_FIELD), actor)
    sent = drafted(ResourceForm, actor, "resources.new")
    form = sent.form
    form.visibility.offer(OFFERED)
    if not _accepts(form, uploads) or "_preview" in request.form:
        return _form_page(sent, uploads, None), _status(form)
    resource = actions.deposit(
        actor, form.content([file.id for file in uploads.files]), _visibility(form)
    )
    return _conclude(actor, sent, resource)


@bp.get("/<int:resource_id>")
@bp.get("/<int:resource_id>-<slug>")
@audience(Audience.PUBLIC)
def show(resource_id: int, slug: str = "") -> ResponseReturnValue:
    """The page of a resource: what it is for, its files, where it is used."""
    resource = queries.get_resource(current_reader(), resource_id)
    if slug != resource.slug:
        return redirect(_address(resource_id, resource.slug), 301)
    reader, is_preview = viewing_as(current_reader(), resource)
    return render_template(
        "resources/resource.html",
        reader=reader,
        resource=resource,
        files=[held.file for held in resource.files],
        citing=citing(reader, resource_id),
        cited=cited_by(reader, resource_id),
        licence_hint=LICENCE_HINTS[resource.licence.value],
        care=care_of(reader, resource),
        is_preview=is_preview,
        address=_address(resource_id, slug),
        address_of=address_of,
    )


@bp.get("/<int:resource_id>-<slug>/fichiers/<int:file_id>")
@audience(Audience.PUBLIC)
def read_file(resource_id: int, slug: str, file_id: int) -> ResponseReturnValue:
    """The words of a file, part by part: where a search result lands."""
    resource = queries.get_resource(current_reader(), resource_id)
    file = queries.get_file_of(resource, file_id)
    if slug != resource.slug:
        return redirect(
            url_for(".read_file", resource_id=resource_id, slug=resource.slug, file_id=file_id), 301
        )
    return render_template(
        "resources/file.html", resource=resource, file=file, texts=list_texts(file_id)
    )


@bp.get("/<int:resource_id>-<slug>/modifier")
@audience(Audience.MEMBER)
def edit(resource_id: int, slug: str) -> ResponseReturnValue:  # noqa: ARG001 - in the address
    actor = current_actor()
    resource = _editable(actor, resource_id)

    def show_resource(form: ResourceForm) -> None:
        form.show(resource)

    shown = drafted(ResourceForm, actor, _place(resource), prepare=show_resource)
    kept = _kept_in(shown, actor, resource)
    return _form_page(shown, kept, resource)


@bp.post("/<int:resource_id>-<slug>/modifier")
@audience(Audience.MEMBER)
@once.guarded
def update(resource_id: int, slug: str) -> ResponseReturnValue:  # noqa: ARG001 - in the address
    actor = current_actor()
    resource = _editable(actor, resource_id)
    uploads = take_uploads(
        request.files.getlist(FIELD),
        request.form.getlist(KEPT_FIELD),
        actor,
        attached_ids=[held.file_id for held in resource.files],
    )
    sent = drafted(ResourceForm, actor, _place(resource))
    form = sent.form
    form.visibility.offer(OFFERED)
    overtaken = request.form.get("_based_on") not in (None, _version(resource))
    if overtaken:
        uploads.problems.append(
            _(
                "Quelqu’un a modifié cette ressource entre-temps. Relisez, puis enregistrez à nouveau."
            )
        )
    if not _accepts(form, uploads) or "_preview" in request.form:
        return _form_page(sent, uploads, resource), 409 if overtaken else _status(form)
    actions.revise(actor, resource, form.content([file.id for file in uploads.files]))
    if _visibility(form) is not resource.visibility:
        contributions.change_visibility(actor, resource, _visibility(form))
    return _conclude(actor, sent, resource)


def _place(resource: Resource) -> str:
    return f"resources.edit:{resource.id}"


def _version(resource: Resource) -> str:
    return resource.updated_at.isoformat()


def _editable(actor: Actor, resource_id: int) -> Resource:
    resource = queries.get_resource(actor, resource_id)
    if not can_edit(actor, resource):
        raise Forbidden(_("Seuls ses auteurs modifient cette ressource."))
    return resource


def _propose_author(actor: Actor) -> Any:
    def prepare(form: ResourceForm) -> None:
        form.authors.data = actor.name

    return prepare


def _kept_in(
    sheet: Drafted[ResourceForm], actor: Actor, resource: Resource | None = None
) -> Uploads:
    """Return the files the form shows: those of the draft, else those of the resource."""
    held = [one.file for one in resource.files] if resource else []
    if sheet.saved_at is None:
        return Uploads(held, [])
    kept = sheet.kept.get(KEPT_FIELD, [])
    return Uploads(find_kept(kept, actor, attached_ids=[file.id for file in held]), [])


def _accepts(form: ResourceForm, uploads: Uploads) -> bool:
    """Check the form; publishing also asks for a file or an address."""
    if "_draft" in request.form:
        form.for_draft()
    accepted = form.validate()
    if "_draft" in request.form or uploads.files or form.url.data:
        return accepted and not uploads.problems
    if not uploads.problems:
        uploads.problems.append(_("Joignez un fichier, ou donnez une adresse web."))
    return False


def _status(form: ResourceForm) -> int:
    return 200 if "_preview" in request.form and not form.errors else 422


def _visibility(form: ResourceForm) -> Visibility:
    return Visibility(str(form.visibility.data))


def _conclude(actor: Actor, sent: Drafted[ResourceForm], resource: Resource) -> Response:
    sent.sent(actor)
    if "_draft" in request.form and resource.state is State.DRAFT:
        flash(_("Brouillon enregistré\u00a0: vous seul·e le lisez."))
    elif resource.state is State.DRAFT:
        actions.publish_resource(actor, resource)
        flash(_("C’est publié. La recherche la trouvera dans quelques secondes."))
    else:
        flash(_("Vos changements sont publiés."))
    return redirect(_address(resource.id, resource.slug))


def _form_page(sheet: Drafted[ResourceForm], uploads: Uploads, resource: Resource | None) -> str:
    form = sheet.form
    form.visibility.offer(OFFERED)
    wants_preview = "_preview" in request.form
    return render_template(
        "resources/form.html",
        form=form,
        place=sheet.place,
        saved_at=sheet.saved_at,
        uploads=uploads,
        resource=resource,
        based_on=_version(resource) if resource else "",
        licence_hints=LICENCE_HINTS,
        preview=render(form.description.data or "") if wants_preview else "",
    )
