"""What the shared pages of contributions need to know of sheets."""

from app.contributions.kinds import ContributionKind, register_kind
from app.i18n import lazy_gettext as _l
from app.practices.actions import publish_again
from app.practices.models import KIND


def address(sheet_id: int, slug: str) -> str:
    """Return the address of a sheet."""
    return f"/fiches/{sheet_id}-{slug}"


def edit_address(sheet_id: int, slug: str) -> str:
    """Return where its authors write it."""
    return f"{address(sheet_id, slug)}/modifier"


register_kind(
    ContributionKind(
        name=KIND,
        label=_l("Fiche"),
        plural=_l("Fiches"),
        address=address,
        edit_address=edit_address,
        publish=publish_again,
    )
)
