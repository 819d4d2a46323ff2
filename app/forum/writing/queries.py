from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from app.accounts.models import Member
from app.database import db
from app.forum.models import Post
from app.forum.writing.models import PostRevision

MOST_SHOWN = 20


@dataclass(frozen=True)
class Version:
    """One text of a message: since when, and who wrote it so."""

    text: str
    written_at: datetime
    name: str | None


def versions_of(post: Post) -> Sequence[Version]:
    """Return the texts of a message, the present one first, then those it replaced."""
    rows = db.session.execute(
        select(PostRevision.text, PostRevision.written_at, Member.name)
        .outerjoin(Member, Member.id == PostRevision.editor_id)
        .where(PostRevision.post_id == post.id)
        .order_by(PostRevision.id.desc())
        .limit(MOST_SHOWN)
    ).all()
    author = db.session.scalar(select(Member.name).where(Member.id == post.author_id))
    # Only its author changes a message: whoever replaced a text had written it.
    present = Version(post.text, post.edited_at or post.created_at, author)
    return [present, *(Version(row.text, row.written_at, row.name or author) for row in rows)]
