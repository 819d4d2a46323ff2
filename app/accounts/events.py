from collections.abc import Mapping
from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True, kw_only=True)
class TextLeft(Event):
    """A form could not be taken as it was sent; what a member typed comes along, by its place."""

    member_id: int
    place: str = ""
    fields: Mapping[str, list[str]] | None = None


@dataclass(frozen=True, kw_only=True)
class SignedIn(TextLeft):
    """A member signed in; what they were sending when asked to comes along, if anything."""
