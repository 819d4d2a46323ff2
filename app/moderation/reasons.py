"""The reasons of a flag, from the file of the charter (app/forum/data/categories.json)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from app.forum.actions import DATA
from app.markup import typeset
from app.moderation.models import Priority

PRIORITIES = {"haute": Priority.HIGH, "normale": Priority.NORMAL, "basse": Priority.LOW}


@dataclass(frozen=True)
class Reason:
    """What may be wrong, how soon it matters, and whether the thing is hidden meanwhile."""

    slug: str
    title: str
    help: str
    priority: Priority
    hides: bool


@lru_cache(maxsize=1)
def all_reasons() -> Mapping[str, Reason]:
    """Return the reasons by their slug, in the order of the file."""
    rows = json.loads(DATA.read_text("utf-8"))["flag_reasons"]
    return {
        row["slug"]: Reason(
            row["slug"],
            typeset(row["title"]),
            typeset(row["help"]),
            PRIORITIES[row["priority"]],
            bool(row["hide_until_reviewed"]),
        )
        for row in sorted(rows, key=lambda row: int(row["order"]))
    }


def title_of(slug: str) -> str:
    """Return how a reason is said; one that left the file is said by its slug."""
    reason = all_reasons().get(slug)
    return reason.title if reason else slug
