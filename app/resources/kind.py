"""What the shared pages of contributions need to know of resources."""

from app.accounts.actor import Actor
from app.contributions.drafting import opens
from app.contributions.kinds import ContributionKind, register_kind
from app.contributions.permissions import can_edit
from app.database import row_id
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.resources.actions import publish_resource
from app.resources.models import KIND
from app.resources.permissions import visibilities_of
from app.resources.queries import find_resource

NEW = "resources.new"
EDIT = "resources.edit"


def address(resource_id: int, slug: str) -> str:
    """Return the address of the page of a resource."""
    return f"/ressources/{resource_id}-{slug}"


def edit_address(resource_id: int, slug: str) -> str:
    """Return where its author changes it."""
    return f"{address(resource_id, slug)}/modifier"


def file_address(resource_id: int, slug: str, file_id: int, anchor: str = "") -> str:
    """Return the page of the words of one of its files, at one of its parts."""
    page = f"{address(resource_id, slug)}/fichiers/{file_id}"
    return f"{page}#{anchor}" if anchor else page


@opens(NEW)
def _new(_actor: Actor, _rest: str) -> tuple[str, str]:
    return _("Une nouvelle ressource"), "/ressources/nouvelle"


@opens(EDIT)
def _change(actor: Actor, rest: str) -> tuple[str, str] | None:
    resource_id = row_id(rest)
    resource = find_resource(resource_id) if resource_id is not None else None
    if resource is None or not can_edit(actor, resource):
        return None
    title = _("Une modification de «\u00a0%(title)s\u00a0»", title=resource.title)
    return title, edit_address(resource.id, resource.slug)


register_kind(
    ContributionKind(
        name=KIND,
        label=_l("Ressource"),
        plural=_l("Ressources"),
        address=address,
        edit_address=edit_address,
        publish=publish_resource,
        visibilities=visibilities_of,
    )
)
