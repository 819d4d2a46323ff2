from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import Row, Select, func, literal, select, union_all
from sqlalchemy.orm import joinedload

from app.accounts.actor import Actor, Reader
from app.accounts.models import Member
from app.contributions import queries as contributions
from app.contributions.models import (
    Citation,
    Contribution,
    State,
    contribution_terms,
    contribution_territories,
)
from app.contributions.permissions import published_visible_to
from app.database import db
from app.errors import NotFound
from app.files.models import StoredFile
from app.forum.models import KIND, Category, Nature, Post, Topic, post_files
from app.forum.permissions import (
    can_see_topic,
    can_start_topic,
    categories_visible_to,
    published_topics_visible_to,
    topics_visible_to,
)
from app.organisations.models import Structure
from app.paging import Cursor, Page, as_page, newest_first
from app.themes.models import THEME, Term, Territory

AnyRow: TypeAlias = Row[*tuple[Any, ...]]

POSTS_A_PAGE = 20
NEIGHBOURS = 4
LONGEST_QUOTATION = 800
_WITH = (
    joinedload(Topic.category),
    joinedload(Topic.author).load_only(Member.name, Member.slug),
    joinedload(Topic.structure).load_only(Structure.name, Structure.slug),
    joinedload(Topic.coauthors).load_only(Member.name),
)


@dataclass(frozen=True, kw_only=True)
class TopicFilter:
    """Which topics a list shows."""

    category: Category | None = None
    nature: Nature | None = None
    unanswered: bool = False


@dataclass(frozen=True)
class PostsPage:
    """Some messages of a topic, by their numbers: those after `after`."""

    posts: Sequence[AnyRow]
    after: int
    last_number: int

    @property
    def previous(self) -> int | None:
        return max(self.after - POSTS_A_PAGE, 0) if self.after else None

    @property
    def next(self) -> int | None:
        following = self.after + POSTS_A_PAGE
        return following if following < self.last_number else None


def list_categories(reader: Reader) -> Sequence[Category]:
    """Return the categories this reader may read, in their order."""
    return db.session.scalars(
        select(Category).where(categories_visible_to(reader)).order_by(Category.position)
    ).all()


def categories_to_start_in(actor: Actor) -> Sequence[Category]:
    """Return the categories where this member may open a topic."""
    return [one for one in list_categories(actor) if can_start_topic(actor, one)]


def list_topics(reader: Reader, shown: TopicFilter, after: Cursor | None) -> Page[AnyRow]:
    """Return a page of topics, the last answered first."""
    statement = (
        select(
            Topic.id,
            Topic.slug,
            Topic.title,
            Topic.nature,
            Topic.accepted_number,
            Topic.posts_count,
            Topic.last_activity_at,
            Category.title.label("category"),
            Member.name.label("last_by"),
        )
        .join(Category, Category.id == Topic.category_id)
        .outerjoin(Member, Member.id == Topic.last_poster_id)
        .where(
            Topic.kind == KIND,
            Topic.state == State.PUBLISHED,
            published_topics_visible_to(reader),
        )
    )
    if shown.category is not None:
        statement = statement.where(Topic.category_id == shown.category.id)
    if shown.nature is not None:
        statement = statement.where(Topic.nature == shown.nature)
    if shown.unanswered:
        statement = statement.where(Topic.nature == Nature.QUESTION, Topic.posts_count == 1)
    keyed = newest_first(statement, (Topic.last_activity_at, Topic.id), after)
    rows = db.session.execute(keyed).all()
    return as_page(rows, lambda row: Cursor(row.last_activity_at, row.id), after)


def get_topic(reader: Reader, topic_id: int) -> Topic:
    """Return a topic that the reader may read, with its category, author and structure.

    Raises as `contributions.queries.get_visible` does.
    """
    topic = (
        db.session.scalars(
            select(Topic).where(Topic.id == topic_id, topics_visible_to(reader)).options(*_WITH)
        )
        .unique()
        .one_or_none()
    )
    if topic is not None:
        return topic
    # Not for this reader: read it again without the rule, to say which refusal it is.
    topic = contributions.get_visible(Topic, reader, topic_id, joinedload(Topic.category))
    if not can_see_topic(reader, topic):
        raise NotFound
    return topic


def posts_page(topic: Topic, after: int) -> PostsPage:
    """Return the messages after this number, with their authors; past the end, the last page."""
    last_page = max(topic.last_number - 1, 0) // POSTS_A_PAGE * POSTS_A_PAGE
    after = min(max(after, 0), last_page)
    posts = db.session.execute(
        _posts_with_authors().where(
            Post.topic_id == topic.id,
            Post.number.between(after + 1, after + POSTS_A_PAGE),
        )
    ).all()
    return PostsPage(posts, after, topic.last_number)


def page_of(number: int) -> int:
    """Return after which number the page of this message begins."""
    return max(number - 1, 0) // POSTS_A_PAGE * POSTS_A_PAGE


def _posts_with_authors() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Post.id,
            Post.number,
            Post.html,
            Post.created_at,
            Post.edited_at,
            Post.deleted_at,
            Post.author_id,
            Member.name,
            Member.slug,
            Structure.name.label("structure"),
        )
        .outerjoin(Member, Member.id == Post.author_id)
        .outerjoin(Structure, Structure.id == Post.structure_id)
        .order_by(Post.number)
    )


def classification_of(contribution_id: int) -> Mapping[str, list[AnyRow]]:
    """Return the terms of a contribution by scheme, and its territories under « territories »."""
    terms = (
        select(Term.scheme, Term.slug, Term.label, Term.label_en, Term.position)
        .join(contribution_terms, contribution_terms.c.term_id == Term.id)
        .where(contribution_terms.c.contribution_id == contribution_id)
    )
    places = (
        select(
            literal("territories"),
            Territory.slug,
            Territory.name,
            literal(""),
            literal(0),
        )
        .join(contribution_territories, contribution_territories.c.territory_id == Territory.id)
        .where(contribution_territories.c.contribution_id == contribution_id)
    )
    found: dict[str, list[AnyRow]] = {}
    for row in db.session.execute(union_all(terms, places)):
        found.setdefault(row.scheme, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.position, row.slug))
    return found


def around(reader: Reader, topic: Topic) -> tuple[list[AnyRow], list[AnyRow]]:
    """Return what a topic cites, and the topics nearest by their themes; only what is readable."""
    cited = (
        select(
            Contribution.id,
            Contribution.kind,
            Contribution.slug,
            Contribution.title,
            literal(1).label("is_cited"),
        )
        .join(Citation, Citation.target_id == Contribution.id)
        .where(
            Citation.source_id == topic.id,
            Contribution.kind != KIND,
            published_visible_to(reader),
        )
        .order_by(Citation.position, Citation.id)
        .limit(20)
    )
    mine = (
        select(contribution_terms.c.term_id)
        .join(Term, Term.id == contribution_terms.c.term_id)
        .where(contribution_terms.c.contribution_id == topic.id, Term.scheme == THEME)
    )
    near = (
        select(Topic.id, Topic.kind, Topic.slug, Topic.title, literal(0).label("is_cited"))
        .join(contribution_terms, contribution_terms.c.contribution_id == Topic.id)
        .where(
            contribution_terms.c.term_id.in_(mine),
            Topic.id != topic.id,
            published_topics_visible_to(reader),
        )
        .group_by(Topic.id, Topic.kind, Topic.slug, Topic.title, Topic.last_activity_at)
        .order_by(func.count().desc(), Topic.last_activity_at.desc())
        .limit(NEIGHBOURS)
    )
    both = union_all(
        select(cited.subquery()),
        select(near.subquery()),
    )
    rows = db.session.execute(both).all()
    return [row for row in rows if row.is_cited], [row for row in rows if not row.is_cited]


def files_of_page(page: PostsPage) -> Mapping[int, list[StoredFile]]:
    """Return the files of the messages of a page, by the id of their post."""
    ids = [post.id for post in page.posts if post.deleted_at is None]
    files: dict[int, list[StoredFile]] = {}
    if ids:
        rows = db.session.execute(
            select(post_files.c.post_id, StoredFile)
            .join(StoredFile, StoredFile.id == post_files.c.file_id)
            .where(post_files.c.post_id.in_(ids))
            .order_by(StoredFile.id)
        )
        for post_id, file in rows:
            files.setdefault(post_id, []).append(file)
    return files


def files_of_post(topic_id: int, number: int) -> Sequence[StoredFile]:
    """Return the files of one message."""
    return db.session.scalars(
        select(StoredFile)
        .join(post_files, post_files.c.file_id == StoredFile.id)
        .join(Post, Post.id == post_files.c.post_id)
        .where(Post.topic_id == topic_id, Post.number == number)
        .order_by(StoredFile.id)
    ).all()


def text_of(topic_id: int, number: int) -> str:
    """Return a message as it was written."""
    return (
        db.session.scalar(
            select(Post.text).where(
                Post.topic_id == topic_id, Post.number == number, Post.deleted_at.is_(None)
            )
        )
        or ""
    )


def quotation(topic_id: int, number: int) -> str:
    """Return the beginning of a message as the quotation that opens a reply."""
    text = text_of(topic_id, number)
    lines = [line for line in text.split("\n") if not line.startswith(">")]
    kept = "\n".join(lines).strip()
    if not kept:
        return ""
    if len(kept) > LONGEST_QUOTATION:
        kept = kept[:LONGEST_QUOTATION].rpartition(" ")[0] + " […]"
    return "\n".join(f"> {line}".rstrip() for line in kept.split("\n")) + "\n\n"


def classification_ids(contribution_id: int) -> tuple[Mapping[str, list[int]], list[int]]:
    """Return the ids of the terms of a contribution by scheme, and those of its territories."""
    terms: dict[str, list[int]] = {}
    for scheme, term_id in db.session.execute(
        select(Term.scheme, Term.id)
        .join(contribution_terms, contribution_terms.c.term_id == Term.id)
        .where(contribution_terms.c.contribution_id == contribution_id)
        .order_by(Term.position)
    ):
        terms.setdefault(scheme, []).append(term_id)
    territories = db.session.scalars(
        select(contribution_territories.c.territory_id).where(
            contribution_territories.c.contribution_id == contribution_id
        )
    ).all()
    return terms, list(territories)
