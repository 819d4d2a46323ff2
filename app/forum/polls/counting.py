"""Counting a poll: votes for each option; for a ranking, the points of Borda.

With five options, the one ranked first gets five points, the second four, and so on; an option left
out gets none. It is said so under the results.
"""

from collections.abc import Iterable, Sequence

from app.forum.polls.models import PollKind


def points_of(kind: PollKind, options: int, ballots: Iterable[Sequence[int]]) -> list[int]:
    """Return how many points each option has."""
    points = [0] * options
    for choices in ballots:
        for rank, option in enumerate(choices):
            points[option] += options - rank if kind is PollKind.RANKED else 1
    return points


def shares_of(points: Sequence[int], most: int) -> list[int]:
    """Return each as a percentage of the most it could have."""
    return [round(100 * one / most) if most else 0 for one in points]
