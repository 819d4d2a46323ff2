"""What the page of a topic shows of how far its reader is, and what it notes of them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.accounts.actor import Actor
from app.contributions.bookmarks.gathered import note_opened
from app.forum.queries import POSTS_A_PAGE, AnyRow, page_of
from app.forum.reading.gathered import readings
from app.forum.reading.rows import place_in

if TYPE_CHECKING:
    from app.forum.carried import Shown


@dataclass(frozen=True)
class Progress:
    """How far the reader of a topic is."""

    first_new: int = 0  # the message of this page before which « nouveaux messages » is said
    last_read: int = 0
    resume: int = 0  # the message to go on with, when it is on another page
    resume_place: str = ""
    last_shown: int = 0
    kept: frozenset[int] = field(default_factory=frozenset)


def progress_shown(shown: "Shown") -> dict[str, Any]:
    """Return how far the reader is, and note that they opened the topic."""
    reader, page = shown.reader, shown.page
    last_shown = page.posts[-1].number if page.posts else 0
    if reader is None:
        return {"progress": Progress(last_shown=last_shown)}
    note_opened(reader, shown.topic.id)
    place = place_in(shown.classification)
    just_read = readings.of(reader.id).get(shown.topic.id, 0)
    last_read = max(place.last_read, just_read)
    resume = _resume(last_read, shown.topic.last_number, page.after)
    after = page_of(resume)
    query = f"?apres={after}" if after else ""
    return {
        "progress": Progress(
            first_new=_first_new(reader, page.posts, last_read),
            last_read=last_read,
            resume=resume,
            resume_place=f"{query}#message-{resume}",
            last_shown=last_shown,
            kept=place.kept,
        )
    }


def _resume(last_read: int, last_number: int, after: int) -> int:
    """Return the message to go on with, 0 when nothing was read, all was, or this page has it."""
    going_on = last_read and last_read < last_number
    here = after <= last_read < after + POSTS_A_PAGE
    return last_read + 1 if going_on and not here else 0


def _first_new(reader: Actor, posts: Sequence[AnyRow], last_read: int) -> int:
    """Return the first new message of a page, 0 when nothing before it was read here."""
    if not last_read or not posts or posts[0].number > last_read + 1:
        return 0
    for post in posts:
        if post.number > last_read and post.author_id != reader.id and post.deleted_at is None:
            return int(post.number)
    return 0
