"""The number of a reply that was taken back is free again: nobody has read it yet."""

from sqlalchemy import update

from app.database import db
from app.events import on
from app.forum.events import PostTakenBack
from app.forum.reading.models import Reading


@on(PostTakenBack)
def _unread(event: PostTakenBack) -> None:
    db.session.execute(
        update(Reading)
        .where(Reading.topic_id == event.topic_id, Reading.last_read >= event.number)
        .values(last_read=event.number - 1)
    )
