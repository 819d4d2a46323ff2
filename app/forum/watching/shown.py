"""What the page of a topic shows of its reader's attention; having seen it, they were told."""

from functools import partial
from typing import TYPE_CHECKING, Any

from app.forum.notices import group_of
from app.forum.watching.queries import level_of_category
from app.forum.watching.rows import level_in
from app.forum.watching.words import level_words, levels_of_a_topic
from app.notifications.actions import see_group
from app.notifications.counters import frame_counts
from app.web.afterwards import afterwards

if TYPE_CHECKING:
    from app.accounts.actor import Reader
    from app.forum.carried import Shown
    from app.forum.models import Category


def watching_shown(shown: "Shown") -> dict[str, Any]:
    """Return the level of this reader and those they may choose."""
    if shown.reader is None:
        return {"watch_level": None, "watch_levels": {}}
    numbers = [post.number for post in shown.page.posts]
    if numbers and frame_counts(shown.reader)["notices"]:
        read = partial(see_group, first=min(numbers), up_to=max(numbers))
        afterwards(partial(read, shown.reader.id, group_of(shown.topic.id)))
    return {
        "watch_level": level_in(shown.classification),
        "watch_levels": levels_of_a_topic(),
    }


def category_watch(reader: "Reader", category: "Category | None") -> dict[str, Any]:
    """Return how closely this reader follows a category, for the page of its topics."""
    if reader is None or category is None:
        return {"watch_level": None, "watch_levels": {}}
    return {
        "watch_level": level_of_category(reader, category.id),
        "watch_levels": level_words(),
    }
