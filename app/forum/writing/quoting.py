"""The quotation that opens a reply: who said it, where, and its words."""

from sqlalchemy import select

from app.accounts.models import Member
from app.database import db
from app.forum import kind, queries
from app.forum.models import Post, Topic
from app.i18n import gettext as _


def quotation_of(topic_id: int, number: int) -> str:
    """Return the beginning of a message as a quotation, with a link to where it was said."""
    quoted = queries.quotation(topic_id, number)
    source = db.session.execute(
        select(Topic.slug, Member.name)
        .join(Post, Post.topic_id == Topic.id)
        .outerjoin(Member, Member.id == Post.author_id)
        .where(Topic.id == topic_id, Post.number == number)
    ).one_or_none()
    if not quoted or source is None:
        return ""
    name = source.name or _("Ancien membre")
    link = f"[{name}]({kind.address(topic_id, source.slug)}/messages/{number})"
    lead = _("%(name)s a écrit\u00a0:", name=link)
    return f"> {lead}\n>\n{quoted}"
