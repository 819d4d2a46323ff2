"""What higher rooms show on the page of a contribution: each registers its panels.

The page of a sheet or of a resource prints `templates/contributions/_panels.html`, without knowing
which rooms have something to say of it.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.accounts.actor import Reader
from app.contributions.models import Contribution

Fill = Callable[[Reader, Contribution], Mapping[str, Any] | None]


@dataclass(frozen=True)
class Panel:
    """A part of a page: for which kinds, its partial, and what fills it (None: not shown)."""

    kinds: frozenset[str]
    template: str
    fill: Fill


@dataclass(frozen=True)
class ShownPanel:
    """A panel filled for one reader and one contribution."""

    template: str
    data: Mapping[str, Any]


_panels: list[Panel] = []


def register_panel(kinds: Collection[str], template: str, fill: Fill) -> None:
    """Show this partial on the pages of these kinds, whenever `fill` returns something."""
    _panels.append(Panel(frozenset(kinds), template, fill))


def panels_of(reader: Reader, contribution: Contribution) -> list[ShownPanel]:
    """Return the panels of a page, filled with what this reader may read."""
    filled = [
        (panel.template, panel.fill(reader, contribution))
        for panel in _panels
        if contribution.kind in panel.kinds
    ]
    return [ShownPanel(template, data) for template, data in filled if data is not None]
