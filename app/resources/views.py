from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.session import current_actor, current_reader
from app.clock import today
from app.contributions.bookmarks.gathered import opened
from app.contributions.kinds import address_of
from app.contributions.models import State
from app.contributions.panels import panels_of
from app.contributions.permissions import can_edit
from app.contributions.viewing import care_of, viewing_as
from app.errors import Forbidden
from app.files.queries import list_texts
from app.files.uploads import KEPT_FIELD, find_kept
from app.i18n import gettext as _
from app.paging import Cursor
from app.resources import actions, kind, queries
from app.resources.filtering import read_filters
from app.resources.forms import LANGUAGES, LICENCE_HINTS, LICENCES
from app.resources.models import Language, Resource
from app.resources.proposing import propose
from app.resources.reading import as_said, read_parts
from app.resources.writing import finish, is_accepted, open_writing, show_again, show_form
from app.web import once
from app.web.access import Audience, audience
from app.web.kept_pages import same_for_visitors

bp = Blueprint("resources", __name__, url_prefix="/ressources")
PERMANENTLY = 301


@bp.url_value_preprocessor
def _forget_the_title(endpoint: str | None, values: dict[str, Any] | None) -> None:
    """A title in an address is for people; only the page of the resource looks at it."""
    if values and "resource_id" in values and endpoint != "resources.show":
        values.pop("slug", None)


@bp.get("/")
@audience(Audience.PUBLIC)
@same_for_visitors
def index() -> ResponseReturnValue:
    """The library, the latest first, narrowed by what the address says."""
    reader = current_reader()
    asked = read_filters(request.args)
    counts = queries.count_resources(reader, asked.filters)
    return render_template(
        "resources/index.html",
        asked=asked,
        page=queries.list_resources(reader, asked.filters, Cursor.parse(request.args.get("suite"))),
        total=counts.total,
        facets=asked.facets(counts),
        address_of=kind.address,
        today=today(),
    )


@bp.get("/nouvelle")
@audience(Audience.MEMBER)
def new() -> ResponseReturnValue:
    """Share a file or a link."""
    return show_form(open_writing(current_actor()))


@bp.post("/nouvelle")
@audience(Audience.MEMBER)
@once.guarded
def create() -> ResponseReturnValue:
    """Keep the resource, then publish it unless a draft was asked for."""
    actor = current_actor()
    writing = open_writing(actor)
    if not is_accepted(writing):
        return show_again(writing)
    return finish(writing, actions.deposit(actor, writing.content, writing.visibility))


@bp.get("/proposition")
@audience(Audience.MEMBER)
def proposal() -> ResponseReturnValue:
    """What the files that a form holds say of themselves, for the fields still empty."""
    files = find_kept(request.args.getlist(KEPT_FIELD), current_actor())
    found = propose(files)
    return jsonify(
        title=found.title,
        description=found.description,
        type=found.type_id,
        themes=found.themes,
        publics=found.publics,
        is_reading=any(file.extraction == "pending" for file in files),
    )


@bp.get("/<int:resource_id>")
@bp.get("/<int:resource_id>-<slug>")
@audience(Audience.PUBLIC)
@same_for_visitors
def show(resource_id: int, slug: str = "") -> ResponseReturnValue:
    """The page of a resource: what it is for, its files, where it is used."""
    resource = queries.get_resource(current_reader(), resource_id)
    address = kind.address(resource.id, resource.slug)
    if slug != resource.slug:
        query = request.query_string.decode()
        return redirect(f"{address}?{query}" if query else address, PERMANENTLY)
    reader, is_preview = viewing_as(current_reader(), resource)
    return render_template(
        "resources/resource.html",
        reader=reader,
        resource=resource,
        files=[held.file for held in resource.files],
        around=queries.list_around(reader, resource_id),
        licence=LICENCES[resource.licence],
        licence_hint=LICENCE_HINTS[resource.licence],
        language="" if resource.language is Language.FRENCH else LANGUAGES[resource.language],
        made_on=as_said(resource.made_on),
        is_outdated=resource.valid_until is not None and resource.valid_until < today(),
        care=care_of(reader, resource),
        panels=panels_of(reader, resource),
        is_kept=opened(reader, resource.id),
        left_to_do=actions.left_to_do(resource) if resource.state is State.DRAFT else [],
        is_preview=is_preview,
        address=address,
        address_of=address_of,
    )


@bp.get("/<int:resource_id>-<slug>/fichiers/<int:file_id>")
@audience(Audience.PUBLIC)
def read_file(resource_id: int, file_id: int) -> ResponseReturnValue:
    """The words of a file, part by part: where a search result lands."""
    resource = queries.get_resource(current_reader(), resource_id)
    file = queries.get_file_of(resource, file_id)
    return render_template(
        "resources/file.html",
        resource=resource,
        file=file,
        reading=read_parts(file, list_texts(file_id), request.args.get("q", "")),
        address=kind.address(resource.id, resource.slug),
    )


@bp.get("/<int:resource_id>-<slug>/modifier")
@audience(Audience.MEMBER)
def edit(resource_id: int) -> ResponseReturnValue:
    """Change what is said of a resource, and its files."""
    actor = current_actor()
    return show_form(open_writing(actor, _own(resource_id)))


@bp.post("/<int:resource_id>-<slug>/modifier")
@audience(Audience.MEMBER)
@once.guarded
def update(resource_id: int) -> ResponseReturnValue:
    """Keep a change, unless something is refused or somebody else was quicker."""
    actor = current_actor()
    resource = _own(resource_id)
    writing = open_writing(actor, resource)
    if not is_accepted(writing):
        return show_again(writing)
    actions.revise(actor, resource, writing.content, writing.visibility)
    return finish(writing, resource)


def _own(resource_id: int) -> Resource:
    actor = current_actor()
    resource = queries.get_resource(actor, resource_id)
    if not can_edit(actor, resource):
        raise Forbidden(_("Seuls ses auteurs modifient cette ressource."))
    return resource
