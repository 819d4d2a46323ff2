"""When segments are put together: often the small ones, the large ones only at night.

A search asks every segment, so there should be few; but a merge takes about a second a thousand
passages, and what is published meanwhile is not found. Whoosh's own policy at times merges all.
"""

from collections import defaultdict
from collections.abc import Callable, Sequence
from typing import Any

from whoosh.reading import SegmentReader

MERGED_AT_ONCE = 8
LARGEST_DAILY_MERGE = 5_000
LARGEST_NIGHTLY_MERGE = 60_000

Policy = Callable[[Any, list[Any]], list[Any]]


def choose(sizes: Sequence[int], largest: int) -> list[int]:
    """Return which segments to put together, by their places; none when all is well.

    Segments of about the same size are merged once there are enough of them, so that each passage
    is written again only a few times; those that a merge of this size could not hold are left.
    """
    tiers: dict[int, list[int]] = defaultdict(list)
    for at, size in enumerate(sizes):
        tiers[_tier(size)].append(at)
    for _, members in sorted(tiers.items()):
        smallest = sorted(members, key=lambda at: sizes[at])[:MERGED_AT_ONCE]
        if len(smallest) == MERGED_AT_ONCE and sum(sizes[at] for at in smallest) <= largest:
            return smallest
    return []


def living(segments: Sequence[Any]) -> list[int]:
    """Return how many passages of each segment were not deleted."""
    return [segment.doc_count_all() - segment.deleted_count() for segment in segments]


def _tier(size: int) -> int:
    tier = 0
    while size >= MERGED_AT_ONCE:
        size //= MERGED_AT_ONCE
        tier += 1
    return tier


def policy(largest: int) -> Policy:
    """Return a merge policy for Whoosh's `commit` that merges at most so many passages."""

    def merge(writer: Any, segments: list[Any]) -> list[Any]:
        chosen = set(choose(living(segments), largest))
        for at in sorted(chosen):
            reader = SegmentReader(writer.storage, writer.schema, segments[at])
            writer.add_reader(reader)
            reader.close()
        return [segment for at, segment in enumerate(segments) if at not in chosen]

    return merge
