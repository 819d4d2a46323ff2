"""Domain events: what happened, said once, heard by whoever cares.

Listeners run at once, inside the transaction of the action. They may write
rows; they never send, fetch or wait.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from blinker import NamedSignal, Namespace

_signals = Namespace()


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened in one room."""


E = TypeVar("E", bound=Event)


def publish(event: Event) -> None:
    """Tell every listener of this type of event, in the present transaction."""
    _signal_for(type(event)).send(event)


def on(*event_types: type[E]) -> Callable[[Callable[[E], None]], Callable[[E], None]]:
    """Connect the decorated function to every event of these types."""

    def connect(listener: Callable[[E], None]) -> Callable[[E], None]:
        for event_type in event_types:
            _signal_for(event_type).connect(listener, weak=False)
        return listener

    return connect


def _signal_for(event_type: type[Event]) -> NamedSignal:
    return _signals.signal(f"{event_type.__module__}.{event_type.__qualname__}")
