"""What the messages of a page carry beside their words: each part of the forum adds its own."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from app.accounts.actor import Reader
from app.forum.care.shown import care_shown
from app.forum.care.welcome import welcome_shown
from app.forum.models import Topic
from app.forum.polls.shown import polls_shown
from app.forum.queries import AnyRow, PostsPage
from app.forum.reactions.shown import reactions_shown
from app.forum.reading.shown import progress_shown
from app.forum.watching.shown import watching_shown
from app.forum.writing.shown import writing_shown


@dataclass(frozen=True)
class Shown:
    """The page that is being made, and for whom."""

    reader: Reader
    topic: Topic
    page: PostsPage
    may_reply: bool
    classification: Mapping[str, list[AnyRow]]  # with how closely the reader follows it


Part = Callable[[Shown], dict[str, Any]]
PARTS: tuple[Part, ...] = (
    reactions_shown,
    polls_shown,
    care_shown,
    welcome_shown,
    writing_shown,
    watching_shown,
    progress_shown,
)


def carried(shown: Shown) -> dict[str, Any]:
    """Return what the templates of the page need of every part, by name."""
    found: dict[str, Any] = {}
    for part in PARTS:
        found.update(part(shown))
    return found
