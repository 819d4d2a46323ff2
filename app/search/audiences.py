"""Whom a passage is for, as keys: public, network, structure:3, group:2, member:7.

A reader finds what carries one of their own keys. The index keeps the keys as numbers.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.accounts.actor import Reader

PUBLIC = "public"
NETWORK = "network"

_NAMES = (PUBLIC, NETWORK, "structure", "group", "member")
_ID_BITS = 28


def structure(structure_id: int) -> str:
    """Return the key of the people of a structure."""
    return f"structure:{structure_id}"


def group(group_id: int) -> str:
    """Return the key of the members of a group."""
    return f"group:{group_id}"


def member(member_id: int) -> str:
    """Return the key of one person: for what only its author and few others may read."""
    return f"member:{member_id}"


def audiences_of(reader: "Reader") -> frozenset[str]:
    """Return the keys this reader holds; a visitor holds only `public`."""
    if reader is None:
        return frozenset({PUBLIC})
    keys = {PUBLIC, member(reader.id)}
    keys.update(group(group_id) for group_id in reader.group_ids)
    if reader.is_network_member:
        keys.add(NETWORK)
        keys.update(structure(structure_id) for structure_id in reader.structure_ids)
    return frozenset(keys)


def as_numbers(keys: Iterable[str]) -> list[int]:
    """Return the numbers by which the index knows these keys, in order."""
    return sorted({_as_number(key) for key in keys})


def _as_number(key: str) -> int:
    name, _, identifier = key.partition(":")
    if name not in _NAMES:
        raise ValueError(f"{key!r} is no audience: {', '.join(_NAMES)} are")
    number = int(identifier) if identifier else 0
    if not 0 <= number < 1 << _ID_BITS:
        raise ValueError(f"{key!r}: the number is too large")
    return (_NAMES.index(name) << _ID_BITS) | number
