from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True, kw_only=True)
class ThingFlagged(Event):
    """Somebody says that something is wrong with a thing."""

    case_id: int
    reporter_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class CaseDecided(Event):
    """A facilitator answered; `reporter_ids` are those whose flags this closed."""

    case_id: int
    act: str
    actor_id: int
    reason: str
    reporter_ids: tuple[int, ...] = ()
