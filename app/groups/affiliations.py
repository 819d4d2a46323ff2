"""Which groups decide what a member may read."""

from typing import Any

from sqlalchemy import Select, or_, select

from app.accounts.actor import GROUP, affiliation
from app.accounts.models import Member
from app.groups.models import Group, GroupMembership


@affiliation(GROUP)
def groups_of(member_id: int) -> Select[Any]:
    """Select the groups a member was invited to."""
    return select(GroupMembership.group_id).where(GroupMembership.member_id == member_id)


@affiliation(GROUP)
def groups_by_role(member_id: int) -> Select[Any]:
    """Select the facilitators' groups when the member's role opens them."""
    return (
        select(Group.id)
        .join(Member, Member.id == member_id)
        .where(
            Group.is_for_facilitators,
            or_(Member.is_facilitator, Member.is_administrator),
        )
    )
