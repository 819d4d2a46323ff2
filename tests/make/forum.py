"""Topics and messages, made through the real actions."""

from sqlalchemy import select

from app.accounts.actor import Actor
from app.contributions.models import State, Visibility
from app.database import db
from app.forum import actions, posting
from app.forum.models import Category, Nature, Post, Topic
from app.forum.permissions import visibilities_in
from app.themes.models import THEME, Term
from tests.make.accounts import make_actor

PUBLIC_CATEGORY = "filieres-territoires"
NETWORK_CATEGORY = "financements"
GROUP_CATEGORY = "salon-animation"


def category_named(slug: str) -> Category:
    return db.session.scalars(select(Category).where(Category.slug == slug)).one()


def a_theme(position: int = 0) -> Term:
    """A theme of the vocabulary, always the same for a position."""
    themes = db.session.scalars(
        select(Term).where(Term.scheme == THEME, Term.parent_id.is_not(None)).order_by(Term.id)
    ).all()
    return themes[position]


def make_topic(  # noqa: PLR0913 - a builder
    *,
    author: Actor | None = None,
    title: str = "Recyclerie et convention avec la collectivité",
    text: str = "Bonjour, comment avez-vous rédigé la convention ?",
    category: str = NETWORK_CATEGORY,
    nature: Nature = Nature.QUESTION,
    visibility: Visibility | None = None,
    state: State = State.PUBLISHED,
    terms: list[Term] | None = None,
) -> Topic:
    author = author or make_actor()
    where = category_named(category)
    chosen = terms if terms is not None else [a_theme()]
    topic = actions.start_topic(
        author,
        actions.TopicFields(
            title=title,
            category=where,
            nature=nature,
            text=text,
            visibility=visibility or visibilities_in(where)[0],
            term_ids=[term.id for term in chosen],
        ),
    )
    if state is State.PUBLISHED:
        actions.publish_topic(author, topic)
    db.session.commit()
    return topic


def make_reply(
    topic: Topic, *, author: Actor | None = None, text: str = "Chez nous, au tonnage."
) -> Post:
    from app.forum.queries import get_topic

    author = author or make_actor(name="Fatou N.")
    post = posting.reply(author, get_topic(author, topic.id), text)
    db.session.commit()
    return post
