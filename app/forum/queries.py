from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from sqlalchemy import (
    Row,
    Select,
    bindparam,
    exists,
    literal,
    select,
    union_all,
)
from sqlalchemy.orm import joinedload

from app.accounts.actor import Actor, Reader
from app.accounts.models import Member
from app.accounts.prepared import Prepared, values_of
from app.contributions import queries as contributions
from app.contributions.models import (
    contribution_terms,
    contribution_territories,
)
from app.database import db
from app.errors import NotFound
from app.files.models import StoredFile
from app.forum.models import Category, Post, Topic, post_files
from app.forum.permissions import (
    can_see_topic,
    can_start_topic,
    categories_visible_to,
    topics_visible_to,
)
from app.forum.polls.queries import poll_of_post
from app.forum.reactions.queries import reactions_of_post
from app.forum.reading.rows import place_rows
from app.forum.watching.rows import watch_rows
from app.organisations.models import Structure
from app.themes.models import Term, Territory

AnyRow: TypeAlias = Row[*tuple[Any, ...]]
AnySelect: TypeAlias = Select[*tuple[Any, ...]]

POSTS_A_PAGE = 20
LONGEST_QUOTATION = 800
_WITH = (
    joinedload(Topic.category),
    joinedload(Topic.author).load_only(Member.name, Member.slug),
    joinedload(Topic.structure).load_only(Structure.name, Structure.slug),
    joinedload(Topic.coauthors).load_only(Member.name),
)


_POSTS = (
    select(
        Post.id,
        Post.number,
        Post.html,
        Post.created_at,
        Post.edited_at,
        Post.deleted_at,
        Post.hidden_at,
        Post.hidden_reason,
        Post.is_authors_first,
        Post.author_id,
        Member.name,
        Member.slug,
        Structure.name.label("structure"),
        Post.useful_count,
        Post.thanks_count,
        reactions_of_post(),
        poll_of_post(),
        exists().where(post_files.c.post_id == Post.id).label("has_files"),
    )
    .outerjoin(Member, Member.id == Post.author_id)
    .outerjoin(Structure, Structure.id == Post.structure_id)
    .where(
        Post.topic_id == bindparam("topic_id"),
        Post.number.between(bindparam("first"), bindparam("last")),
    )
    .order_by(Post.number)
)
_FILES = (
    select(post_files.c.post_id, StoredFile)
    .join(StoredFile, StoredFile.id == post_files.c.file_id)
    .where(post_files.c.post_id.in_(bindparam("posts", expanding=True)))
    .order_by(StoredFile.id)
)
_CLASSIFICATION = union_all(
    select(Term.scheme, Term.slug, Term.label, Term.label_en, Term.position)
    .join(contribution_terms, contribution_terms.c.term_id == Term.id)
    .where(contribution_terms.c.contribution_id == bindparam("contribution_id")),
    select(literal("territories"), Territory.slug, Territory.name, literal(""), literal(0))
    .join(contribution_territories, contribution_territories.c.territory_id == Territory.id)
    .where(contribution_territories.c.contribution_id == bindparam("contribution_id")),
    *watch_rows(bindparam("contribution_id"), bindparam("reader_id")),
    *place_rows(bindparam("contribution_id"), bindparam("reader_id")),
)


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


@Prepared
def _categories(reader: Reader) -> Select[Category]:
    return select(Category).where(categories_visible_to(reader)).order_by(Category.position)


def list_categories(reader: Reader) -> Sequence[Category]:
    """Return the categories this reader may read, in their order."""
    return db.session.scalars(_categories.for_(reader), values_of(reader)).all()


def categories_to_start_in(actor: Actor) -> Sequence[Category]:
    """Return the categories where this member may open a topic."""
    return [one for one in list_categories(actor) if can_start_topic(actor, one)]


@Prepared
def _topic(reader: Reader) -> Select[Topic]:
    return (
        select(Topic)
        .where(Topic.id == bindparam("topic_id"), topics_visible_to(reader))
        .options(*_WITH)
    )


def get_topic(reader: Reader, topic_id: int) -> Topic:
    """Return a topic that the reader may read, with its category, author and structure.

    Raises as `contributions.queries.get_visible` does.
    """
    found = db.session.scalars(_topic.for_(reader), values_of(reader, topic_id=topic_id))
    topic = found.unique().one_or_none()
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
    numbers = {"topic_id": topic.id, "first": after + 1, "last": after + POSTS_A_PAGE}
    posts = db.session.execute(_POSTS, numbers).all()
    return PostsPage(posts, after, topic.last_number)


def page_of(number: int) -> int:
    """Return after which number the page of this message begins."""
    return max(number - 1, 0) // POSTS_A_PAGE * POSTS_A_PAGE


def classification_of(reader: Reader, contribution_id: int) -> Mapping[str, list[AnyRow]]:
    """Return the terms of a contribution by scheme, and its territories under « territories ».

    With them comes how closely the reader follows the topic and what it stands in, and how far
    they have read it.
    """
    found: dict[str, list[AnyRow]] = {}
    values = {"contribution_id": contribution_id, "reader_id": reader.id if reader else None}
    for row in db.session.execute(_CLASSIFICATION, values):
        found.setdefault(row.scheme, []).append(row)
    for rows in found.values():
        rows.sort(key=lambda row: (row.position, row.slug))
    return found


def files_of_page(page: PostsPage) -> Mapping[int, list[StoredFile]]:
    """Return the files of the messages of a page, by the id of their post."""
    ids = [post.id for post in page.posts if post.has_files and post.deleted_at is None]
    files: dict[int, list[StoredFile]] = {}
    if ids:
        for post_id, file in db.session.execute(_FILES, {"posts": ids}):
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


def text_of(topic_id: int, number: int, *, unless_hidden: bool = False) -> str:
    """Return a message as it was written."""
    statement = select(Post.text).where(
        Post.topic_id == topic_id, Post.number == number, Post.deleted_at.is_(None)
    )
    if unless_hidden:
        statement = statement.where(Post.hidden_at.is_(None))
    return db.session.scalar(statement) or ""


def quotation(topic_id: int, number: int) -> str:
    """Return the beginning of a message as the quotation that opens a reply."""
    text = text_of(topic_id, number, unless_hidden=True)
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
