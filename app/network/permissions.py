from collections.abc import Collection

from app.accounts.actor import Reader
from app.accounts.models import Member, ProfileVisibility


def can_see_profile(
    reader: Reader, member: Member, structure_ids: Collection[int], group_ids: Collection[int]
) -> bool:
    """Say whether the reader may open the page of a member of these structures and groups.

    People of the same group always may: a guest sees with whom they talk, and nobody else.
    """
    if member.is_profile_public and member.is_active:
        return True
    if reader is None:
        return False
    is_close = reader.id == member.id or not reader.group_ids.isdisjoint(group_ids)
    if is_close or reader.is_facilitator:
        return True
    if member.profile_visibility is ProfileVisibility.STRUCTURE:
        return reader.is_network_member and not reader.structure_ids.isdisjoint(structure_ids)
    return reader.is_network_member
