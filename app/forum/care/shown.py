"""What the page of a topic shows of the care that is taken of it."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from app.forum.care.models import CareAct
from app.forum.care.permissions import can_care_for_topic
from app.forum.care.words import ACTS, DONE, acts_offered

if TYPE_CHECKING:
    from app.forum.carried import Shown


def care_shown(shown: "Shown") -> dict[str, Any]:
    """Return what was done with the topic, and what a facilitator may do."""
    topic, offered = shown.topic, []
    if can_care_for_topic(shown.reader, topic):
        offered = acts_offered(is_closed=topic.is_closed, is_pinned=topic.pinned_at is not None)
    return {
        "care_lines": [
            (
                DONE[CareAct(line["act"])],
                datetime.fromisoformat(line["at"]),
                line["reason"],
                line.get("other"),
            )
            for line in topic.care_lines or ()
            # What suspends the discussion today is said on its own.
            if not (topic.is_closed and line["act"] == CareAct.CLOSE)
        ],
        "care_acts": [(act.value, ACTS[act][1], ACTS[act][0]) for act in offered],
    }
