"""« Discussions » on the page of a sheet or of a resource: the topics about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for

from app.accounts.actor import Reader
from app.contributions.models import Contribution
from app.contributions.panels import register_panel
from app.forum.about.permissions import can_ask_about
from app.forum.about.queries import topics_about
from app.forum.kind import address

KINDS = ("sheet", "resource")


@dataclass(frozen=True)
class Discussion:
    """One topic, as the panel shows it."""

    title: str
    address: str
    replies: int
    is_solved: bool
    moment: datetime


def discussions(reader: Reader, thing: Contribution) -> Mapping[str, Any] | None:
    """Return the topics about it that this reader may read, and where to ask."""
    topics = [
        Discussion(
            row.title,
            address(row.id, row.slug),
            row.posts_count - 1,
            row.accepted_number is not None,
            row.last_activity_at,
        )
        for row in topics_about(reader, thing.id)
    ]
    ask = url_for("forum.new_topic", sur=thing.id) if can_ask_about(reader, thing) else ""
    return {"topics": topics, "ask": ask} if topics or ask else None


register_panel(KINDS, "forum/_discussions.html", discussions)
