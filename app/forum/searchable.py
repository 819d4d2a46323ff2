"""The forum in the search index: one passage a message, then each page of its files."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select, tuple_
from sqlalchemy.orm import selectinload

from app.accounts.actor import Reader
from app.accounts.models import Member
from app.contributions.events import ContributionEvent
from app.contributions.models import State
from app.contributions.queries import audience_keys
from app.database import db
from app.events import on
from app.files.events import FileEvent, FileTextFailed, FileTextReady
from app.files.models import FileText, StoredFile
from app.forum import kind
from app.forum.events import PostEvent
from app.forum.models import KIND, Category, Post, Topic, post_files
from app.forum.permissions import published_topics_visible_to
from app.forum.queries import AnyRow, page_of
from app.i18n import gettext as _
from app.i18n import lazy_gettext as _l
from app.markup import stored
from app.search.kinds import Part, SearchDocument, SearchHit, SearchKind, register
from app.search.outbox import mark_stale


def _documents(topic_id: int) -> list[SearchDocument]:
    topic = db.session.scalar(
        select(Topic)
        .where(Topic.id == topic_id)
        .options(
            selectinload(Topic.terms),
            selectinload(Topic.territories),
            selectinload(Topic.parties),
        )
        .execution_options(populate_existing=True)
    )
    if topic is None or topic.deleted_at or topic.state is State.DRAFT:
        return []
    terms = frozenset(term.id for term in topic.terms)
    territories = frozenset(place.id for place in topic.territories)
    audience = audience_keys(topic)
    return [
        SearchDocument(
            part=part,
            title=topic.title,
            heading=heading,
            body=body,
            kind=KIND,
            audience=audience,
            terms=terms,
            territories=territories,
            author_id=post.author_id,
            published=post.created_at,
        )
        for part, heading, body, post in _passages(topic_id)
    ]


def _passages(topic_id: int) -> Iterable[tuple[str, str, str, AnyRow]]:
    posts = db.session.execute(
        select(Post.id, Post.number, Post.html, Post.author_id, Post.created_at, Member.name)
        .outerjoin(Member, Member.id == Post.author_id)
        .where(Post.topic_id == topic_id, Post.deleted_at.is_(None), Post.hidden_at.is_(None))
        .order_by(Post.number)
    ).all()
    for post in posts:
        # The stored HTML says the same as the text, and need not be rendered again.
        yield f"message-{post.number}", _heading(post), stored(post.html).striptags(), post
    yield from _file_passages({post.id: post for post in posts})


def _heading(post: AnyRow) -> str:
    name = post.name or _("un ancien membre")
    if post.number == 1:
        return _("Message de %(name)s", name=name)
    return _("Réponse de %(name)s", name=name)


def _file_passages(posts: Mapping[int, AnyRow]) -> Iterable[tuple[str, str, str, AnyRow]]:
    texts = db.session.execute(
        select(
            post_files.c.post_id,
            StoredFile.name,
            FileText.file_id,
            FileText.position,
            FileText.label,
            FileText.text,
        )
        .join(StoredFile, StoredFile.id == FileText.file_id)
        .join(post_files, post_files.c.file_id == FileText.file_id)
        .where(post_files.c.post_id.in_(posts))
        .order_by(FileText.file_id, FileText.position)
    )
    for text in texts:
        post = posts[text.post_id]
        part = f"message-{post.number}-fichier-{text.file_id}-{text.position}"
        yield part, f"{text.label} · {text.name}" if text.label else text.name, text.text, post


def _links(reader: Reader, parts: Collection[Part]) -> Mapping[Part, SearchHit]:
    wanted = {(topic_id, _number_of(part)) for topic_id, part in parts}
    rows = db.session.execute(
        select(Topic.id, Topic.slug, Topic.title, Post.number, Category.title.label("category"))
        .join(Post, Post.topic_id == Topic.id)
        .join(Category, Category.id == Topic.category_id)
        .where(
            tuple_(Post.topic_id, Post.number).in_(wanted),
            Post.deleted_at.is_(None),
            Post.hidden_at.is_(None),
            published_topics_visible_to(reader),
        )
    )
    readable = {(row.id, row.number): row for row in rows}
    return {
        (topic_id, part): _hit(readable[topic_id, _number_of(part)])
        for topic_id, part in parts
        if (topic_id, _number_of(part)) in readable
    }


def _number_of(part: str) -> int:
    return int(part.split("-")[1])


def _hit(row: AnyRow) -> SearchHit:
    after = page_of(row.number)
    query = f"?apres={after}" if after else ""
    return SearchHit(
        title=row.title,
        url=f"{kind.address(row.id, row.slug)}{query}#message-{row.number}",
        kind=KIND,
        meta=[row.category],
    )


def _all_ids() -> Iterable[int]:
    return db.session.scalars(
        select(Topic.id).where(Topic.deleted_at.is_(None), Topic.state != State.DRAFT)
    )


register(
    SearchKind(
        name=KIND,
        label=_l("Sujet"),
        plural=_l("Sujets"),
        documents=_documents,
        links=_links,
        all_ids=_all_ids,
    )
)


@on(*ContributionEvent.__subclasses__())
def _topic_changed(event: ContributionEvent) -> None:
    if event.kind == KIND:
        mark_stale(KIND, event.contribution_id)


@on(*PostEvent.__subclasses__())
def _post_changed(event: PostEvent) -> None:
    mark_stale(KIND, event.topic_id)


@on(FileTextReady, FileTextFailed)
def _words_were_read(event: FileEvent) -> None:
    holding = (
        select(Post.topic_id)
        .join(post_files, post_files.c.post_id == Post.id)
        .where(post_files.c.file_id == event.file_id)
        .distinct()
    )
    for topic_id in db.session.scalars(holding):
        mark_stale(KIND, topic_id)
