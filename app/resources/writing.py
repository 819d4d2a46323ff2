"""Writing a resource: the form, the files it holds, and what becomes of them."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from flask import flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.actor import Actor
from app.contributions.drafting import Drafted, drafted
from app.contributions.models import State, Visibility
from app.files.models import StoredFile
from app.files.uploads import FIELD, KEPT_FIELD, Uploads, find_kept, take_uploads
from app.i18n import gettext as _
from app.markup import render
from app.organisations.models import Structure
from app.organisations.queries import structures_of_member
from app.resources import actions, kind, queries
from app.resources.forms import LICENCE_HINTS, ResourceForm
from app.resources.models import Resource
from app.resources.permissions import visibilities_offered
from app.resources.proposing import fill_blanks

BASED_ON = "_based_on"


@dataclass
class Difference:
    """A field that does not say the same in the form and on the site; lists have no text."""

    label: str
    theirs: str


@dataclass
class Writing:
    """A form of a resource being written, with the files it holds."""

    actor: Actor
    drafted: Drafted[ResourceForm]
    uploads: Uploads
    resource: Resource | None
    differences: list[Difference] = field(default_factory=list)
    is_overtaken: bool = False
    is_proposed: bool = False  # empty fields were filled from the files

    @property
    def form(self) -> ResourceForm:
        return self.drafted.form

    @property
    def is_draft(self) -> bool:
        """Whether nobody else reads it yet."""
        return self.resource is None or self.resource.state is State.DRAFT

    @property
    def wants_draft(self) -> bool:
        return "_draft" in request.form and self.is_draft

    @property
    def wants_preview(self) -> bool:
        return "_preview" in request.form

    @property
    def visibility(self) -> Visibility:
        return Visibility(str(self.form.visibility.data))

    @property
    def content(self) -> actions.ResourceContent:
        return self.form.content([file.id for file in self.uploads.files])


def open_writing(actor: Actor, resource: Resource | None = None) -> Writing:
    """Build the form from what was sent, else from a draft, else from the resource."""
    held = [one.file for one in resource.files] if resource else []
    sent = _receive(actor, held) if request.method == "POST" else None
    if resource is not None and sent is not None:
        queries.refresh(resource)
    structures = [one.structure for one in structures_of_member(actor.id)]
    mine = [one for one in structures if one.id in actor.active_structure_ids]
    place = f"{kind.EDIT}.{resource.id}" if resource else kind.NEW
    sheet = drafted(
        ResourceForm, actor, place, prepare=lambda form: _prefill(form, actor, resource)
    )
    sheet.form.offer(_offered(actor, resource), _with_its_own(mine, resource))
    uploads = sent or _kept(sheet, actor, held)
    sheet.form.fichiers.problems = uploads.problems
    sheet.form.fichiers.names = [file.name for file in uploads.files]
    writing = Writing(actor, sheet, uploads, resource)
    if resource is not None:
        _compare(writing, resource)
    return writing


def _offered(actor: Actor, resource: Resource | None) -> list[Visibility]:
    return visibilities_offered(resource.structure_id if resource else actor.home_structure_id)


def _with_its_own(structures: list[Structure], resource: Resource | None) -> list[Structure]:
    """Keep the structure of a resource in the list, even when its author has left it."""
    own = resource.structure if resource else None
    return structures if own is None or own in structures else [own, *structures]


def _prefill(form: ResourceForm, actor: Actor, resource: Resource | None) -> None:
    if resource is not None:
        form.show(resource)
        return
    form.authors.data = actor.name
    if form.structure is not None:
        form.structure.data = actor.home_structure_id


def _receive(actor: Actor, held: Iterable[StoredFile]) -> Uploads:
    """Take what was sent; a file that the form held and that is no longer there is told."""
    kept = request.form.getlist(KEPT_FIELD)
    taken = take_uploads(
        request.files.getlist(FIELD), kept, actor, attached_ids=[file.id for file in held]
    )
    there = {str(file.id) for file in taken.files}
    if set(kept) - there:
        taken.problems.append(_("Un des fichiers n’est plus disponible. Envoyez-le à nouveau."))
    return taken


def _kept(sheet: Drafted[ResourceForm], actor: Actor, held: list[StoredFile]) -> Uploads:
    """Return the files of the draft, else those of the resource."""
    if sheet.saved_at is None:
        return Uploads(held, [])
    kept = sheet.kept.get(KEPT_FIELD, [])
    return Uploads(find_kept(kept, actor, attached_ids=[file.id for file in held]), [])


def version_of(resource: Resource | None) -> str:
    """Name what an edition starts from, so that another one in between is noticed."""
    return resource.updated_at.isoformat() if resource else ""


def _compare(writing: Writing, resource: Resource) -> None:
    """Notice that the resource changed since the form, or its draft, was begun; say where."""
    based_on = writing.drafted.kept.get(BASED_ON, [])
    if not based_on or based_on[0] == version_of(resource):
        return
    writing.is_overtaken = True
    theirs = ResourceForm(formdata=None)
    theirs.offer(_offered(writing.actor, resource), [])
    theirs.show(resource)
    for mine in writing.form:
        other = getattr(theirs, mine.name, None)
        if mine.name in _NOT_COMPARED or other is None or _said(mine.data) == _said(other.data):
            continue
        text = other.data if isinstance(other.data, str) and "choices" not in dir(other) else ""
        writing.differences.append(Difference(str(mine.label.text), text))


_NOT_COMPARED = ("csrf_token", "fichiers", "structure")


def _said(data: object) -> object:
    if isinstance(data, list):
        return sorted(data)
    return data.replace("\r\n", "\n").strip() if isinstance(data, str) else data or ""


def is_accepted(writing: Writing) -> bool:
    """Check what was sent; a draft asks for less, a look at the text for nothing."""
    if writing.wants_preview:
        return False
    if writing.wants_draft:
        writing.form.for_draft()
    accepted = bool(writing.form.validate())
    return accepted and not writing.is_overtaken


def show_again(writing: Writing) -> ResponseReturnValue:
    """Show the form again with all that it holds, and with what the files propose."""
    if writing.wants_preview:
        return show_form(writing)
    if not writing.wants_draft:
        writing.is_proposed = fill_blanks(writing.form, writing.uploads.files)
    return show_form(writing), 409 if writing.is_overtaken else 422


def show_form(writing: Writing) -> str:
    """Print the form with what it holds, and the look of its texts when that was asked for."""
    form = writing.form
    looks = writing.wants_preview
    return render_template(
        "resources/form.html",
        form=form,
        writing=writing,
        place=writing.drafted.place,
        saved_at=writing.drafted.saved_at,
        uploads=writing.uploads,
        resource=writing.resource,
        based_on=version_of(writing.resource),
        licence_hints=LICENCE_HINTS,
        preview=render(form.description.data or "") if looks else "",
        advice_preview=render(form.advice.data or "") if looks and form.advice.data else "",
    )


def finish(writing: Writing, resource: Resource) -> ResponseReturnValue:
    """End the writing: publish unless a draft was asked for, and show the resource."""
    if writing.wants_draft:
        flash(_("Brouillon enregistré\u00a0: vous seul·e le lisez."))
    elif resource.state is State.DRAFT:
        actions.publish_resource(writing.actor, resource)
        flash(_("C’est publié. La recherche la trouvera dans quelques secondes."))
    else:
        flash(_("Vos changements sont publiés."))
    writing.drafted.sent(writing.actor)
    return redirect(kind.address(resource.id, resource.slug))
