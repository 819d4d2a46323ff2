from collections.abc import Sequence

from sqlalchemy import exists, or_, select

from app.accounts.actor import Reader, actor_for
from app.accounts.models import Member
from app.accounts.queries import find_member
from app.contributions.models import Contribution, contribution_coauthors
from app.contributions.permissions import published_visible_to
from app.contributions.queries import SHOWN_WITH
from app.database import db
from app.errors import NotFound, NotSignedIn
from app.i18n import gettext as _
from app.network.permissions import can_see_profile


def get_visible_member(reader: Reader, member_id: int) -> Member:
    """Return a member whose page the reader may open.

    A visitor is asked to sign in whether or not there is such a member; NotFound for the others.
    """
    member = find_member(member_id)
    if member is not None:
        circles = actor_for(member)
        if can_see_profile(reader, member, circles.structure_ids, circles.group_ids):
            return member
    if reader is None:
        raise NotSignedIn(_("Connectez-vous pour lire cette page."))
    raise NotFound


def latest_by_member(reader: Reader, member_id: int, *, limit: int = 20) -> Sequence[Contribution]:
    """Return what a member published, also with others, that the reader may read, newest first."""
    together = exists(
        select(contribution_coauthors.c.member_id).where(
            contribution_coauthors.c.contribution_id == Contribution.id,
            contribution_coauthors.c.member_id == member_id,
        )
    )
    return db.session.scalars(
        select(Contribution)
        .where(published_visible_to(reader), or_(Contribution.author_id == member_id, together))
        .options(*SHOWN_WITH)
        .order_by(Contribution.published_at.desc(), Contribution.id.desc())
        .limit(limit)
    ).all()
