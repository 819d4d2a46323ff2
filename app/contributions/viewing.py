"""What the page of any contribution shows to those who take care of it.

Every page of a contribution asks `viewing_as` through whose eyes it is read, and `care_of` what its
« Gérer » menu holds; `templates/contributions/_care.html` and `_visitor_bar.html` print them.
"""

from dataclasses import dataclass

from flask import request

from app.accounts.actor import Reader
from app.contributions.kinds import ContributionKind, address_of, kind_named
from app.contributions.models import Contribution, State
from app.contributions.permissions import (
    can_change_visibility,
    can_delete,
    can_edit,
    can_see,
    can_withdraw,
)

VIEW = "vue"
VISITOR = "visiteur"


@dataclass(frozen=True, kw_only=True)
class Care:
    """What one person may do with one contribution, for the menu that says so."""

    id: int
    title: str
    kind: ContributionKind
    address: str
    edit_address: str
    state: str  # draft, withdrawn, published or archived
    visibility: str
    can_edit: bool
    can_withdraw: bool
    can_delete: bool
    can_change_visibility: bool
    hidden_reason: str = ""  # why its authors alone read it, when the facilitators hid it

    @property
    def can_publish(self) -> bool:
        return self.can_edit and self.state in ("draft", "withdrawn")


def viewing_as(reader: Reader, contribution: Contribution) -> tuple[Reader, bool]:
    """Return through whose eyes the page is shown, and whether that is a preview.

    With `?vue=visiteur`, who may edit a contribution sees its page as a visitor does, when a
    visitor would see it at all; everybody else reads with their own eyes.
    """
    if request.args.get(VIEW) != VISITOR or reader is None:
        return reader, False
    if can_edit(reader, contribution) and can_see(None, contribution):
        return None, True
    return reader, False


def care_of(reader: Reader, contribution: Contribution) -> Care | None:
    """Return what this reader may do to care for it, or None when there is nothing."""
    if reader is None:
        return None
    editable = can_edit(reader, contribution)
    deletable = can_delete(reader, contribution)
    if not editable and not deletable:
        return None
    kind = kind_named(contribution.kind)
    return Care(
        id=contribution.id,
        title=contribution.title,
        kind=kind,
        address=address_of(contribution),
        edit_address=kind.edit_address(contribution.id, contribution.slug),
        state=state_of(contribution),
        visibility=contribution.visibility.value,
        can_edit=editable,
        can_withdraw=can_withdraw(reader, contribution),
        can_delete=deletable,
        can_change_visibility=can_change_visibility(reader, contribution),
        hidden_reason=contribution.hidden_reason if contribution.hidden_at else "",
    )


def state_of(contribution: Contribution) -> str:
    """Name the state as the signs of the site do: « withdrawn » is a draft that was read."""
    if contribution.deleted_at is not None:
        return "deleted"
    return "withdrawn" if contribution.is_withdrawn else State(contribution.state).value
