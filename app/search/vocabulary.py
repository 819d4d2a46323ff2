"""The broader terms and larger territories under which a passage is found too."""

from collections.abc import Callable, Collection
from dataclasses import replace

from app.search.kinds import SearchDocument
from app.themes.queries import territories_with_ancestors, with_ancestors

Climb = Callable[[Collection[int]], frozenset[int]]


class Widening:
    """What was looked up while one batch is read: the same terms come again and again."""

    def __init__(self) -> None:
        self._seen: dict[tuple[Climb, frozenset[int]], frozenset[int]] = {}

    def widened(self, document: SearchDocument) -> SearchDocument:
        """Return the passage with the terms above its own, and the territories around its own."""
        return replace(
            document,
            terms=self._above(with_ancestors, document.terms),
            territories=self._above(territories_with_ancestors, document.territories),
        )

    def _above(self, climb: Climb, numbers: frozenset[int]) -> frozenset[int]:
        if not numbers:
            return numbers
        key = (climb, numbers)
        if key not in self._seen:
            self._seen[key] = climb(numbers)
        return self._seen[key]
