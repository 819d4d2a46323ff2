"""What members open, until it is written after their pages."""

from app.accounts.actor import Reader
from app.clock import now
from app.contributions.bookmarks.actions import write_viewings
from app.contributions.bookmarks.queries import is_kept
from app.web.gathering import Gathered

viewings = Gathered(write_viewings)


def note_opened(reader: Reader, contribution_id: int) -> None:
    """Leave to be written that a member opened this; nothing is noted of visitors."""
    if reader is not None:
        viewings.put(reader.id, contribution_id, now())


def opened(reader: Reader, contribution_id: int) -> bool:
    """Note that a member opened this, and say whether they keep it for later."""
    if reader is None:
        return False
    note_opened(reader, contribution_id)
    return is_kept(reader, contribution_id)
