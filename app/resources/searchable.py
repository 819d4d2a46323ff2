"""The library in the search index: what is said of a resource, then each page of each file."""

from collections.abc import Collection, Iterable, Mapping

from sqlalchemy import select
from sqlalchemy.orm import joinedload, selectinload

from app.accounts.actor import Reader
from app.contributions.events import ContributionEvent
from app.contributions.models import Contribution, State
from app.contributions.permissions import published_visible_to
from app.contributions.queries import audience_keys
from app.database import db
from app.events import on
from app.files.events import FileEvent, FileTextFailed, FileTextReady
from app.i18n import lazy_gettext as _l
from app.markup import plain_text
from app.resources import kind
from app.resources.models import KIND, Resource, ResourceFile
from app.resources.queries import resources_holding, texts_of
from app.search.kinds import Part, SearchDocument, SearchHit, SearchKind, register
from app.search.outbox import mark_stale

ITSELF = "ressource"


def _documents(resource_id: int) -> list[SearchDocument]:
    resource = db.session.scalar(
        select(Resource)
        .where(Resource.id == resource_id)
        .options(
            selectinload(Resource.terms),
            selectinload(Resource.territories),
            selectinload(Resource.parties),
            joinedload(Resource.type),
            selectinload(Resource.files).joinedload(ResourceFile.file),
        )
        .execution_options(populate_existing=True)
    )
    if resource is None or resource.deleted_at or resource.state is State.DRAFT:
        return []
    parts = [(ITSELF, "", _own_words(resource)), *_file_parts(resource)]
    terms = frozenset(term.id for term in resource.terms)
    territories = frozenset(place.id for place in resource.territories)
    return [
        SearchDocument(
            part=part,
            title=resource.title,
            heading=heading,
            body=body,
            kind=KIND,
            audience=audience_keys(resource),
            terms=terms,
            territories=territories,
            author_id=resource.author_id,
            published=resource.published_at,
        )
        for part, heading, body in parts
    ]


def _own_words(resource: Resource) -> str:
    said = (
        resource.short_title,
        plain_text(resource.description),
        plain_text(resource.advice),
        resource.type.label if resource.type else "",
        ", ".join(resource.keywords),
        resource.authors,
        resource.contributors,
        ", ".join(held.file.name for held in resource.files),
    )
    return "\n".join(text for text in said if text)


def _file_parts(resource: Resource) -> Iterable[tuple[str, str, str]]:
    names = {held.file_id: held.file.name for held in resource.files}
    for text in texts_of(names):
        name = names[text.file_id]
        heading = f"{text.label} · {name}" if text.label else name
        yield f"fichier-{text.file_id}-{text.position}", heading, text.text


def _links(reader: Reader, parts: Collection[Part]) -> Mapping[Part, SearchHit]:
    rows = db.session.scalars(
        select(Resource)
        .where(Resource.id.in_({one for one, _part in parts}), published_visible_to(reader))
        .options(
            joinedload(Resource.structure), joinedload(Resource.type), selectinload(Resource.files)
        )
    )
    readable = {resource.id: resource for resource in rows}
    return {
        (one, part): _hit(readable[one], part)
        for one, part in parts
        if one in readable and _still_there(readable[one], part)
    }


def _still_there(resource: Resource, part: str) -> bool:
    if part == ITSELF:
        return True
    return _file_id(part) in {held.file_id for held in resource.files}


def _file_id(part: str) -> int:
    return int(part.split("-")[1])


def _hit(resource: Resource, part: str) -> SearchHit:
    if part == ITSELF:
        url = kind.address(resource.id, resource.slug)
    else:
        url = kind.file_address(resource.id, resource.slug, _file_id(part), part)
    meta = [
        resource.type.name if resource.type else "",
        resource.structure.name if resource.structure else "",
    ]
    return SearchHit(title=resource.title, url=url, kind=KIND, meta=[word for word in meta if word])


def _all_ids() -> Iterable[int]:
    return db.session.scalars(
        select(Contribution.id).where(
            Contribution.kind == KIND,
            Contribution.deleted_at.is_(None),
            Contribution.state != State.DRAFT,
        )
    )


register(
    SearchKind(
        name=KIND,
        label=_l("Ressource"),
        plural=_l("Ressources"),
        documents=_documents,
        links=_links,
        all_ids=_all_ids,
    )
)


@on(*ContributionEvent.__subclasses__())
def _resource_changed(event: ContributionEvent) -> None:
    if event.kind == KIND:
        mark_stale(KIND, event.contribution_id)


@on(FileTextReady, FileTextFailed)
def _words_were_read(event: FileEvent) -> None:
    for resource_id in resources_holding(event.file_id):
        mark_stale(KIND, resource_id)
