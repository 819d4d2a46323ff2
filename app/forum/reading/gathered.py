"""What members read, until it is written after their pages."""

from app.events import on
from app.forum.events import ReplyPosted
from app.forum.reading.actions import write_readings
from app.web.gathering import Gathered

readings = Gathered(write_readings)


@on(ReplyPosted)
def _who_answers_has_read(event: ReplyPosted) -> None:
    """One's own answer, and what stands before it, is not news."""
    readings.put(event.actor_id, event.topic_id, event.number)
