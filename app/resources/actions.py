from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from app.accounts.actor import Actor
from app.contributions import actions as contributions
from app.contributions.models import Contribution, State, Visibility
from app.contributions.permissions import can_contribute, can_edit
from app.database import db
from app.errors import Forbidden, Invalid, NotFound
from app.files.actions import attach, detach
from app.i18n import gettext as _
from app.markup import VERSION, clean_line, excerpt, render, typeset
from app.resources.models import Language, Licence, Resource, ResourceFile
from app.resources.permissions import visibilities_offered
from app.resources.queries import find_resource
from app.themes.models import PUBLIC, THEME

SUMMARY_LENGTH = 180  # two lines of a list
ONE_LINE = ("short_title", "extent", "accessibility", "authors", "contributors", "rights_holder")


@dataclass(frozen=True, kw_only=True)
class ResourceContent:
    """All that a member says of a resource. Lists hold ids; texts are as typed."""

    title: str
    description: str = ""
    type_id: int | None = None
    term_ids: Sequence[int] = ()
    territory_ids: Sequence[int] = ()
    file_ids: Sequence[int] = ()
    url: str = ""
    short_title: str = ""
    advice: str = ""
    keywords: Sequence[str] = ()
    extent: str = ""
    language: Language = Language.FRENCH
    accessibility: str = ""
    authors: str = ""
    contributors: str = ""
    structure_id: int | None = None  # when the member has several
    made_on: str = ""
    licence: Licence = Licence.BY_SA
    rights_holder: str = ""
    rights_checked: bool = False
    valid_until: date | None = None


def deposit(actor: Actor, content: ResourceContent, visibility: Visibility) -> Resource:
    """Keep a new resource as a draft of its depositor."""
    if not can_contribute(actor):
        raise Forbidden(_("Seules les personnes d’une structure active déposent une ressource."))
    resource = Resource(author_id=actor.id, structure_id=actor.home_structure_id)
    resource.coauthors, resource.parties, resource.files = [], [], []
    _publish_under(actor, resource, content.structure_id)
    if visibility not in visibilities_offered(resource.structure_id):
        raise Invalid(_("Cette visibilité n’est pas possible ici."))
    resource.visibility = visibility
    contributions.rename(resource, content.title)
    db.session.add(resource)
    _write(actor, resource, content)
    return resource


def revise(
    actor: Actor, resource: Resource, content: ResourceContent, visibility: Visibility
) -> None:
    """Change what is said of a resource, its files, and who reads it."""
    if not can_edit(actor, resource):
        raise Forbidden(_("Seuls ses auteurs modifient cette ressource."))
    _publish_under(actor, resource, content.structure_id)
    contributions.rename(resource, content.title)
    _write(actor, resource, content)
    if visibility is not resource.visibility:
        contributions.change_visibility(actor, resource, visibility)
    if resource.state is not State.DRAFT:
        _check_complete(_read_again(resource))
    contributions.touch(resource)


def _publish_under(actor: Actor, resource: Resource, structure_id: int | None) -> None:
    if structure_id is not None and structure_id != resource.structure_id:
        if structure_id not in actor.active_structure_ids:
            raise Invalid(_("Choisissez une structure dont vous êtes membre."))
        resource.structure_id = structure_id


def _write(actor: Actor, resource: Resource, content: ResourceContent) -> None:
    resource.description = content.description.strip()
    resource.description_html = str(render(resource.description))
    resource.summary = excerpt(resource.description, SUMMARY_LENGTH)
    resource.advice = content.advice.strip()
    resource.advice_html = str(render(resource.advice))
    resource.html_version = VERSION
    resource.type_id = content.type_id
    resource.url = content.url.strip()
    resource.keywords = [clean_line(word) for word in content.keywords if word.strip()]
    for name in ONE_LINE:
        setattr(resource, name, typeset(clean_line(getattr(content, name))))
    resource.language, resource.licence = content.language, content.licence
    resource.made_on = clean_line(content.made_on)
    resource.rights_checked = content.rights_checked
    resource.valid_until = content.valid_until
    contributions.classify(resource, content.term_ids, content.territory_ids)
    _hold(actor, resource, content.file_ids)


def _hold(actor: Actor, resource: Resource, file_ids: Sequence[int]) -> None:
    """Make the resource hold these files, in this order."""
    wanted = list(dict.fromkeys(file_ids))
    before = {held.file_id: held for held in resource.files}
    attach(actor, [one for one in wanted if one not in before])
    removed = [one for one in before if one not in wanted]
    for file_id in removed:
        db.session.delete(before[file_id])
    detach(removed)
    for position, file_id in enumerate(wanted):
        if file_id in before:
            before[file_id].position = position
        else:
            db.session.add(
                ResourceFile(resource_id=resource.id, file_id=file_id, position=position)
            )
    db.session.flush()  # the list is read again from the rows
    db.session.expire(resource, ["files", "type"])


def left_to_do(resource: Resource) -> list[str]:
    """Return what must be done before a resource read whole can be published, in verbs."""
    schemes = {term.scheme for term in resource.terms}
    asked = {
        _("joindre un fichier, ou donner une adresse web"): resource.files or resource.url,
        _("choisir un type de ressource"): resource.type_id is not None,
        _("choisir un thème au moins"): THEME in schemes,
        _("dire pour qui elle est faite"): PUBLIC in schemes,
        _("dire qui l’a faite"): resource.authors,
        _("confirmer que vous avez le droit de la partager"): resource.rights_checked,
        _("retirer les fichiers, que la licence ne permet pas de copier"): (
            resource.licence is not Licence.RESERVED or not resource.files
        ),
        _("choisir entre une page publique et une licence réservée aux membres"): (
            resource.licence is not Licence.MEMBERS or resource.visibility is not Visibility.PUBLIC
        ),
    }
    return [what for what, is_done in asked.items() if not is_done]


def _check_complete(resource: Resource) -> None:
    left = left_to_do(resource)
    if left:
        raise Invalid(_("Avant de publier, il reste à\u00a0: %(what)s.", what=_(", ").join(left)))


def _read_again(contribution: Contribution) -> Resource:
    resource = find_resource(contribution.id)
    if resource is None:
        raise NotFound
    return resource


def publish_resource(actor: Actor, contribution: Contribution) -> None:
    """Publish a resource that says all that one must know to reuse it."""
    resource = _read_again(contribution)
    _check_complete(resource)
    contributions.publish(actor, resource)


def render_outdated(limit: int = 100) -> int:
    """Render again the texts whose HTML was made by an older version; return how many."""
    old = db.session.scalars(
        select(Resource).where(Resource.html_version < VERSION).limit(limit)
    ).all()
    for resource in old:
        resource.description_html = str(render(resource.description))
        resource.advice_html = str(render(resource.advice))
        resource.html_version = VERSION
    return len(old)
