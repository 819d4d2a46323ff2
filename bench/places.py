"""Which pages are measured: read in the database of a site."""

import itertools
import random
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from flask import Flask
from sqlalchemy import select

from app.contributions.kinds import address_of
from app.contributions.models import Contribution, Visibility
from app.database import db
from app.forum.models import Category, Post, Topic
from app.search.analysis import words
from app.themes.models import THEME, Term
from bench.forum import MEASURED_POSTS, ONE_ROW, READER

TOPICS = 40
QUESTIONS = 60
READ_OF_EACH_KIND = 150


@dataclass(frozen=True)
class Places:
    """Addresses, by what they are for."""

    topics: list[str]  # public, of twenty messages each
    topic_of_one: str
    category: str
    category_of_one: str
    longest: str
    sheets: list[str]
    resources: list[str]
    searches: list[str]
    search_of_one: str
    rare_theme: str
    everything: list[str]  # what somebody reads who reads much


def find_places(app: Flask) -> Places:
    """Choose the pages to measure."""
    with app.app_context():
        category = db.session.get_one(Category, db.session.get_one(Topic, 1).category_id)
        longest = db.session.scalars(select(Topic).order_by(Topic.posts_count.desc())).first()
        assert longest is not None  # noqa: S101 - sites are built with topics
        rare = db.session.scalars(
            select(Term).where(Term.scheme == THEME).order_by(Term.id.desc())
        ).first()
        single = select(Topic).join(Category).where(Category.slug == ONE_ROW)
        kinds = {
            kind: [address_of(one) for one in _public(kind)]
            for kind in ("topic", "resource", "sheet")
        }
        searches = _searches()
        return Places(
            topics=[address_of(one) for one in _measured_topics()],
            topic_of_one=address_of(db.session.scalars(single).one()),
            category=f"/forum/{category.slug}/",
            category_of_one=f"/forum/{ONE_ROW}/",
            longest=address_of(longest),
            sheets=kinds["sheet"],
            resources=kinds["resource"],
            searches=searches,
            search_of_one=_search_of_one(),
            rare_theme=rare.slug if rare else "",
            everything=[*itertools.chain(*kinds.values()), *searches, "/", "/forum/"],
        )


def _measured_topics() -> Sequence[Topic]:
    statement = select(Topic).where(Topic.posts_count == MEASURED_POSTS, Topic.author_id != READER)
    return db.session.scalars(statement.order_by(Topic.id).limit(TOPICS)).all()


def _public(kind: str) -> Sequence[Contribution]:
    statement = select(Contribution).where(
        Contribution.kind == kind, Contribution.visibility == Visibility.PUBLIC
    )
    return db.session.scalars(statement.order_by(Contribution.id).limit(READ_OF_EACH_KIND)).all()


def _searches() -> list[str]:
    """Draw questions of two to four words that stand near one another in some message."""
    rng = random.Random(7)
    texts = db.session.scalars(select(Post.text).order_by(Post.id).limit(20 * QUESTIONS)).all()
    drawn = []
    for text in rng.sample(texts, min(QUESTIONS, len(texts))):
        said = [word for word in text.split() if word.isalpha() and len(word) > 3]
        start = rng.randrange(max(1, len(said) - 6))
        drawn.append(" ".join(said[start : start + rng.randint(2, 4)]))
    return [_search(question) for question in drawn if words(question)]


def _search_of_one() -> str:
    """Return a search for a word that one message holds."""
    for text in db.session.scalars(select(Post.text).order_by(Post.id).limit(500)):
        for word in sorted(text.split(), key=len, reverse=True)[:3]:
            held = select(Post.id).where(Post.text.contains(word, autoescape=True)).limit(2)
            if word.isalpha() and len(db.session.scalars(held).all()) == 1:
                return _search(word)
    raise LookupError("no word stands in one message only")


def _search(question: str) -> str:
    return f"/recherche?{urlencode({'q': question})}"
