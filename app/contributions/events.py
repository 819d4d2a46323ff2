from dataclasses import dataclass

from app.events import Event


@dataclass(frozen=True, kw_only=True)
class ContributionEvent(Event):
    """Something happened to one contribution of one kind."""

    contribution_id: int
    kind: str


@dataclass(frozen=True, kw_only=True)
class ContributionPublished(ContributionEvent):
    actor_id: int


@dataclass(frozen=True, kw_only=True)
class ContributionChanged(ContributionEvent):
    """Its text, vocabulary or visibility changed: what was derived from it is stale."""


@dataclass(frozen=True, kw_only=True)
class ContributionWithdrawn(ContributionEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class ContributionDeleted(ContributionEvent):
    pass


@dataclass(frozen=True, kw_only=True)
class ContributionHidden(ContributionEvent):
    """Its authors alone read it; `actor_id` is None when flags hid it until it is reviewed."""

    actor_id: int | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class ContributionShown(ContributionEvent):
    """It was hidden, and is not any more."""

    actor_id: int
    reason: str


@dataclass(frozen=True, kw_only=True)
class ContributionRestored(ContributionEvent):
    pass
