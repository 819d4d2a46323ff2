"""What is already there near a title that somebody types, so that nothing is asked twice."""

from app.accounts.actor import Actor
from app.markup import clean_line
from app.search.queries import SearchRequest, ShownHit, has_words, search
from app.search.updating import current_engine

MOST = 6
SHORTEST = 8


def neighbours_of(actor: Actor, title: str) -> list[ShownHit]:
    """Return the topics, sheets and resources nearest to a title, of those this member may read."""
    text = clean_line(title)[:200]
    if len(text) < SHORTEST or not has_words(text):
        return []
    return search(current_engine(), actor, SearchRequest(text=text, limit=MOST)).hits
