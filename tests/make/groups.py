"""People of a group of the forum."""

from app.accounts.actor import Actor, actor_for
from app.database import db
from app.groups.models import GroupMembership
from tests.make.accounts import make_account, make_member
from tests.make.forum import category_named


def make_group_member(category: str, *, guest: bool = False, name: str = "Léa G.") -> Actor:
    """A member of the group of this category; a guest is of no structure."""
    member = make_account(name=name) if guest else make_member(name=name)
    db.session.add(GroupMembership(group_id=category_named(category).group_id, member_id=member.id))
    db.session.commit()
    return actor_for(db.session.merge(member))
