"""Forms of this room that come back filled: what was kept belongs to a room above, told here."""

from collections.abc import Callable, Mapping

from app.accounts.actor import Actor

Fields = Mapping[str, list[str]]
Finder = Callable[[Actor, str], Fields | None]
Forgetter = Callable[[Actor, str], None]
_keepers: list[tuple[Finder, Forgetter]] = []


def keep_with(find: Finder, forget: Forgetter) -> None:
    """Register who keeps the texts of forms."""
    _keepers.append((find, forget))


def find_kept(actor: Actor, place: str) -> Fields | None:
    """Return what a member typed in the form of this place and could not send, or None."""
    return next((kept for find, _ in _keepers if (kept := find(actor, place)) is not None), None)


def forget_kept(actor: Actor, place: str) -> None:
    """Drop what was kept for this place: it was sent."""
    for _, forget in _keepers:
        forget(actor, place)
