"""The structures of a member, as their own profile shows them."""

from app.accounts.facts import Fact, shown_on_profile
from app.i18n import gettext as _
from app.organisations.models import Membership
from app.organisations.queries import structures_of_member


@shown_on_profile
def structures(member_id: int) -> list[Fact]:
    """Say to which structures a member belongs, and as what."""
    return [(_("Structure"), _named(one)) for one in structures_of_member(member_id)]


def _named(membership: Membership) -> str:
    name = membership.structure.name
    return _("%(name)s (référent·e)", name=name) if membership.is_referent else name
