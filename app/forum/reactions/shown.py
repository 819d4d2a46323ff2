"""What the page of a topic shows of reactions: counts for all, names for who is signed in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

from sqlalchemy import Row

from app.accounts.actor import Reader
from app.forum.reactions.models import ReactionKind
from app.forum.reactions.queries import read_reactions

if TYPE_CHECKING:
    from app.forum.carried import Shown

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
MOST_NAMES = 12


@dataclass(frozen=True)
class Said:
    """How many said so, whether the reader did, and who: the first names, and how many more."""

    count: int = 0
    is_mine: bool = False
    names: str = ""
    more: int = 0


NOBODY: Mapping[str, Said] = {kind.value: Said() for kind in ReactionKind}


def reactions_shown(shown: "Shown") -> dict[str, Any]:
    """Return the reactions of the messages of a page."""
    return reactions_of(shown.page.posts, shown.reader)


def reactions_of(posts: Iterable[AnyRow], reader: Reader) -> dict[str, Any]:
    """Return what was said of those of these messages that had a reaction, by their ids."""
    reacted = {
        post.id: _said_of(reader, post.useful_count, post.thanks_count, post.reactions)
        for post in posts
        if post.reactions and post.deleted_at is None
    }
    return {"reacted": reacted, "nobody_reacted": NOBODY}


def _said_of(reader: Reader, useful: int, thanks: int, reactions: str | None) -> Mapping[str, Said]:
    """Return what was said of one message, as this reader may know it."""
    counts = {ReactionKind.USEFUL: useful, ReactionKind.THANKS: thanks}
    if reader is None:
        return {kind.value: Said(count) for kind, count in counts.items()}
    people = read_reactions(reactions)
    return {kind.value: _said(reader.id, counts[kind], people[kind]) for kind in ReactionKind}


def _said(me: int, count: int, people: Mapping[int, str]) -> Said:
    names = [people[one] for one in sorted(people)]
    return Said(count, me in people, ", ".join(names[:MOST_NAMES]), max(len(names) - MOST_NAMES, 0))
