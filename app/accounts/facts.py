"""What rooms above know of a member and their own profile shows: their structures, for instance."""

from collections.abc import Callable

Fact = tuple[str, str]
Source = Callable[[int], list[Fact]]
_sources: list[Source] = []


def shown_on_profile(source: Source) -> Source:
    """Register what a room tells a member about themselves, as lines of label and text."""
    _sources.append(source)
    return source


def facts_about(member_id: int) -> list[Fact]:
    """Return every line that the rooms tell, in the order of their registration."""
    return [fact for source in _sources for fact in source(member_id)]
