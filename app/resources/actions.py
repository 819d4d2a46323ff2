from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import exists, select

from app.accounts.actor import Actor
from app.contributions import actions as contributions
from app.contributions.models import CitationKind, Contribution, Visibility
from app.contributions.permissions import can_contribute, can_edit
from app.database import db
from app.errors import Forbidden, Invalid
from app.files.actions import attach, detach
from app.i18n import gettext as _
from app.markup import VERSION, clean_line, render
from app.resources.models import Language, Licence, Resource, ResourceFile
from app.resources.queries import find_resource


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
    made_on: str = ""
    licence: Licence = Licence.BY_SA
    rights_holder: str = ""
    rights_checked: bool = False
    valid_until: date | None = None
    adapted_from_ids: Sequence[int] = field(default=())


def deposit(actor: Actor, content: ResourceContent, visibility: Visibility) -> Resource:
    """Keep a new resource as a draft of its depositor."""
    if not can_contribute(actor):
        raise Forbidden(_("Seules les personnes d’une structure active déposent une ressource."))
    resource = Resource(
        author_id=actor.id, structure_id=actor.home_structure_id, visibility=visibility
    )
    resource.coauthors, resource.parties, resource.files = [], [], []
    contributions.rename(resource, content.title)
    db.session.add(resource)
    _write(actor, resource, content)
    return resource


def revise(actor: Actor, resource: Resource, content: ResourceContent) -> None:
    """Change what is said of a resource, and its files."""
    if not can_edit(actor, resource):
        raise Forbidden(_("Seuls ses auteurs modifient cette ressource."))
    contributions.rename(resource, content.title)
    _write(actor, resource, content)
    contributions.touch(resource)


def _write(actor: Actor, resource: Resource, content: ResourceContent) -> None:
    resource.summary = content.description.strip()
    resource.description_html = str(render(resource.summary))
    resource.advice = content.advice.strip()
    resource.advice_html = str(render(resource.advice))
    resource.html_version = VERSION
    resource.type_id = content.type_id
    resource.url = content.url.strip()
    resource.keywords = [clean_line(word) for word in content.keywords if word.strip()]
    for name in ("short_title", "extent", "accessibility", "authors", "contributors", "made_on"):
        setattr(resource, name, clean_line(getattr(content, name)))
    resource.language, resource.licence = content.language, content.licence
    resource.rights_holder = clean_line(content.rights_holder)
    resource.rights_checked = content.rights_checked
    resource.valid_until = content.valid_until
    contributions.classify(resource, content.term_ids, content.territory_ids)
    contributions.cite(resource, list(content.adapted_from_ids), CitationKind.RELATED)
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
    db.session.expire(resource, ["files"])


def missing_to_publish(resource: Resource, terms: Sequence[str]) -> list[str]:
    """Say what a resource lacks to be published; `terms` are the schemes it has terms of."""
    asked = {
        _("un fichier, ou une adresse web"): bool(resource.url) or _has_files(resource),
        _("un type de ressource"): resource.type_id is not None,
        _("un thème au moins"): "themes" in terms,
        _("un public au moins"): "publics" in terms,
        _("l’auteur ou l’autrice de l’outil"): bool(resource.authors),
        _("la structure qui publie"): resource.structure_id is not None,
        _("votre confirmation du droit de le partager"): resource.rights_checked,
    }
    return [what for what, is_there in asked.items() if not is_there]


def _has_files(resource: Resource) -> bool:
    held = select(ResourceFile.id).where(ResourceFile.resource_id == resource.id)
    return bool(db.session.scalar(select(exists(held))))


def publish_resource(actor: Actor, contribution: Contribution) -> None:
    """Publish a resource that says all that one must know to reuse it."""
    resource = find_resource(contribution.id)
    if resource is None:
        raise Invalid(_("Cette ressource n’existe plus."))
    missing = missing_to_publish(resource, [term.scheme for term in resource.terms])
    if missing:
        raise Invalid(_("Pour publier, il manque\u00a0: %(what)s.", what=", ".join(missing)))
    if resource.licence is Licence.RESERVED and resource.files:
        raise Invalid(
            _("«\u00a0Tous droits réservés\u00a0» ne permet qu’un lien\u00a0: retirez le fichier.")
        )
    if resource.licence is Licence.MEMBERS and resource.visibility is Visibility.PUBLIC:
        raise Invalid(
            _("La licence la réserve aux membres du réseau\u00a0: elle ne peut pas être publique.")
        )
    contributions.publish(actor, resource)
