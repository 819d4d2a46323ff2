"""The resources of the big site, with the words of their files, and its sheets."""

import io
from concurrent.futures import Executor
from datetime import timedelta
from random import Random
from typing import Any

from sqlalchemy import insert, select

from app import markup
from app.accounts.actor import actor_for
from app.accounts.models import Member
from app.contributions.models import (
    Citation,
    CitationKind,
    Contribution,
    State,
    Visibility,
    contribution_terms,
    contribution_territories,
)
from app.database import db
from app.files.actions import store_upload
from app.files.models import Extraction, FileText, StoredFile
from app.forum.models import post_files
from app.organisations.models import Structure
from app.practices.content.fields import FIELDS, GRID, FieldDefinition, FieldType
from app.practices.content.rendering import rendered
from app.practices.content.values import Content, complete, give_keys, month_of
from app.practices.models import PracticeSheet, SheetRevision
from app.resources.models import Licence, Resource, ResourceFile
from app.slugs import slug_of
from app.themes import models as schemes
from app.themes.models import Term, Territory
from bench.forum import READER, STRUCTURES, Known, Size, add, draw_terms
from bench.prose import Prose

PAGES_OF_A_FILE = 2
LETTERS_A_WORD = 9  # a little more than they have, so that no field is too long
VISIBILITIES = (Visibility.PUBLIC, Visibility.NETWORK, Visibility.NETWORK, Visibility.STRUCTURE)


def add_resources(known: Known, size: Size) -> None:
    """Write the resources; two in three hold a file of two pages, the rest are links."""
    rng, prose = known.rng, known.prose
    first = size.topics + 1
    contributions, own, terms = [], [], []
    for number in range(first, first + size.resources):
        description = prose.message(rng)
        contributions.append(_contribution(known, size, "resource", number, description))
        own.append(_resource(known, number, description))
        terms += _terms(known, number, is_rare=number == first)
    add(Contribution.__table__, contributions)  # type: ignore[arg-type]
    add(Resource.__table__, own)  # type: ignore[arg-type]
    add(contribution_terms, terms)
    holding = [one["id"] for one in own if not one["url"]]
    files = _add_files(known, len(holding) + size.posts // 100)
    add(
        ResourceFile,
        [
            {"resource_id": resource, "file_id": file, "position": 0}
            for resource, file in zip(holding, files, strict=False)
        ],
    )
    posts = rng.sample(range(1, size.posts + 1), len(files) - len(holding))
    add(
        post_files,
        [
            {"post_id": post, "file_id": file}
            for post, file in zip(posts, files[len(holding) :], strict=True)
        ],
    )


def _resource(known: Known, number: int, description: str) -> dict[str, Any]:
    rng, prose = known.rng, known.prose
    has_file = number % 3
    return {
        "id": number,
        "type_id": rng.choice(known.terms[schemes.RESOURCE_TYPE]),
        "description": description,
        "description_html": str(markup.render(description)),
        "html_version": markup.VERSION,
        "url": "" if has_file else f"https://{prose.form(rng)}.exemple.test/",
        "keywords": [prose.form(rng) for _ in range(3)],
        "authors": prose.line(rng, 3),
        "made_on": str(rng.randint(2018, 2026)),
        "licence": Licence.BY_SA,
        "rights_checked": True,
    }


def _add_files(known: Known, count: int) -> list[int]:
    """Keep one real file and have many rows point at it, each with words of its own."""
    actor = actor_for(db.session.get_one(Member, READER))
    content = known.prose.message(known.rng, 300).encode()
    stored = store_upload(actor, io.BytesIO(content), "note.txt", max_bytes=len(content))
    stored.extraction, stored.next_attempt_at = Extraction.DONE, None
    stored.attached_at = known.start
    db.session.flush()  # the others are copied from its row
    table = StoredFile.__table__
    row = dict(db.session.execute(select(table).where(table.c.id == stored.id)).mappings().one())
    ids = range(stored.id + 1, stored.id + 1 + count)
    rng, prose = known.rng, known.prose
    add(StoredFile, [{**row, "id": one, "name": f"{prose.form(rng)}.txt"} for one in ids])
    add(
        FileText,
        [
            {
                "file_id": one,
                "position": page,
                "label": f"Page {page}",
                "anchor": f"page={page}",
                "text": prose.message(rng, 200),
            }
            for one in ids
            for page in range(1, PAGES_OF_A_FILE + 1)
        ],
    )
    return list(ids)


def add_sheets(known: Known, size: Size, workers: Executor) -> None:
    """Write the sheets as they were published, and what they cite."""
    names = _Names(known)
    first = size.topics + size.resources + 1
    numbers = range(first, first + size.sheets)
    contents = [names.content(known.prose, known.rng) for _ in numbers]
    for number, content, html in zip(
        numbers, contents, workers.map(rendered, contents, chunksize=20), strict=True
    ):
        _add_sheet(known, size, number, (content, html), is_rare=number == first)
    db.session.execute(
        insert(Citation),
        [
            {
                "source_id": number,
                "target_id": size.topics + 1 + known.rng.randrange(size.resources),
                "kind": CitationKind.USES,
                "position": 0,
            }
            for number in numbers
        ],
    )


def _add_sheet(
    known: Known, size: Size, number: int, texts: tuple[Content, Content], *, is_rare: bool
) -> None:
    content, html = texts
    row = _contribution(known, size, "sheet", number, content["resume"])
    row["title"] = markup.typeset(content["titre"])
    row["slug"], row["summary"] = slug_of(row["title"]), content["resume"]
    row["review_on"] = row["published_at"].date() + timedelta(days=500)
    add(Contribution.__table__, [row])  # type: ignore[arg-type]
    own = {
        "id": number,
        "working": content,
        "writers": {},
        "working_saved_at": row["published_at"],
        "working_saved_by_id": row["author_id"],
        "last_mark": 100,
        "revision_number": 1,
        "revised_at": row["published_at"],
        "maturity": content["maturite"],
        "licence": content["licence"],
        "started_on": month_of(content["periode_debut"]),
        "origin_id": row["structure_id"],
    }
    add(PracticeSheet.__table__, [own])  # type: ignore[arg-type]
    revision = {
        "sheet_id": number,
        "number": 1,
        "author_id": row["author_id"],
        "created_at": row["published_at"],
        "reason": "Première publication.",
        "content": content,
        "rendered": html,
        "rendered_version": markup.VERSION,
    }
    add(SheetRevision, [revision])
    add(contribution_terms, _terms(known, number, is_rare=is_rare))
    add(
        contribution_territories,
        [{"contribution_id": number, "territory_id": known.rng.choice(known.terms["places"])}],
    )


def _contribution(known: Known, size: Size, kind: str, number: int, text: str) -> dict[str, Any]:
    author = known.someone(size.members)
    title = markup.typeset(known.prose.line(known.rng, known.rng.randint(4, 9)))
    moment = known.moment()
    return {
        "id": number,
        "kind": kind,
        "title": title,
        "slug": slug_of(title),
        "summary": markup.excerpt(text),
        "author_id": author,
        "structure_id": 1 + author % STRUCTURES,
        "visibility": known.rng.choice(VISIBILITIES),
        "state": State.PUBLISHED,
        "created_at": moment,
        "updated_at": moment,
        "published_at": moment,
        "last_activity_at": moment,
        "review_on": None,
    }


def _terms(known: Known, number: int, *, is_rare: bool) -> list[dict[str, int]]:
    chosen = draw_terms(known) | (set(known.terms["rare"]) if is_rare else set())
    return [{"contribution_id": number, "term_id": one} for one in sorted(chosen)]


class _Names:
    """The slugs that the fields of a sheet choose among."""

    def __init__(self, known: Known) -> None:
        self._slugs: dict[str, list[str]] = {}
        for scheme, slug in db.session.execute(select(Term.scheme, Term.slug)):
            self._slugs.setdefault(scheme, []).append(slug)
        self._structures = db.session.scalars(select(Structure.slug)).all()
        places = db.session.execute(select(Territory.id, Territory.level, Territory.code)).all()
        self._places = [f"{place.level.value}:{place.code}" for place in places]
        known.terms["places"] = [place.id for place in places]

    def content(self, prose: Prose, rng: Random) -> Content:
        """Draw a sheet with every field filled."""
        drawn = {name: self._value(one, prose, rng) for name, one in FIELDS.items()}
        drawn["contexte_origine"] = {
            row.name: prose.paragraph(rng, row.max_length // LETTERS_A_WORD // 2) for row in GRID
        }
        drawn |= {"periode_debut": "2021-03", "periode_fin": "", "date_revision": ""}
        content = complete(drawn)
        give_keys(content, 0)
        return content

    def _value(self, field: FieldDefinition, prose: Prose, rng: Random) -> Any:
        if field.type in (FieldType.SELECT, FieldType.MULTISELECT):
            choices = field.choices or self._slugs[field.vocabulary]
            return rng.choice(choices) if field.type is FieldType.SELECT else [rng.choice(choices)]
        if field.type is FieldType.TERRITORIES:
            return [rng.choice(self._places)]
        if field.type is FieldType.STRUCTURE:
            return rng.choice(self._structures)
        return _said(field, prose, rng)


def _said(field: FieldDefinition, prose: Prose, rng: Random) -> Any:  # noqa: PLR0911 - one a type
    words = min(field.max_length or 250, 1100) // LETTERS_A_WORD
    if field.type is FieldType.TEXT:
        return prose.line(rng, 8)
    if field.type in (FieldType.TEXTAREA, FieldType.MARKDOWN):
        return prose.paragraph(rng, max(words, 20))[: field.max_length or None]
    if field.type is FieldType.LIST:
        return [prose.paragraph(rng, 18) for _ in range(3)]
    if field.type is FieldType.STEPS:
        return [_step(prose, rng) for _ in range(4)]
    if field.type is FieldType.MARKS:
        return [{"marque": mark, "texte": prose.line(rng, 12)} for mark in ("noyau", "adaptable")]
    if field.type is FieldType.CONTACTS:
        return [{"fonction": prose.line(rng, 2), "structure": "", "moyen": "téléphone"}]
    if field.type is FieldType.QUOTE:
        return {"texte": prose.paragraph(rng, 30), "qui": prose.line(rng, 2)}
    return field.type is FieldType.BOOLEAN or None


def _step(prose: Prose, rng: Random) -> dict[str, str]:
    return {
        "titre": prose.line(rng, 5),
        "description": prose.paragraph(rng, 45),
        "duree": "deux semaines",
        "acteurs": prose.line(rng, 3),
    }
