"""What the page of a topic shows around writing: which message can still be taken back."""

from typing import TYPE_CHECKING, Any

from app.forum.writing.permissions import TAKEN_BACK_WITHIN, can_take_back

if TYPE_CHECKING:
    from app.forum.carried import Shown


def writing_shown(shown: "Shown") -> dict[str, Any]:
    """Return the number of the message that its author can still take back, or none."""
    last = shown.page.posts[-1] if shown.page.posts else None
    possible = last is not None and can_take_back(shown.reader, last, shown.topic)
    return {
        "taken_back_number": last.number if last is not None and possible else 0,
        "taken_back_seconds": int(TAKEN_BACK_WITHIN.total_seconds()),
    }
