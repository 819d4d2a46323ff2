from dataclasses import dataclass
from typing import Any

from app.contributions.kinds import address_of


@dataclass(frozen=True)
class Thing:
    """What a topic is about, for a template."""

    kind: str
    title: str
    address: str


def thing_shown(thing: Any) -> Thing | None:
    """Return what a template shows of a contribution, or of a row of one, that may be read."""
    return None if thing is None else Thing(thing.kind, thing.title, address_of(thing))
