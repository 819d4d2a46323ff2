from collections.abc import Mapping
from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    """A member signed in; what they were writing when asked to comes along, by its place."""

    member_id: int
    place: str = ""
    fields: Mapping[str, list[str]] | None = None
