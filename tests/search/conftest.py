"""A kind of the tests' own: notes, kept in a dictionary, each with who may read it."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

import pytest
from flask import Flask
from sqlalchemy import select

from app.accounts.actor import Reader
from app.database import db
from app.search import kinds
from app.search.audiences import audiences_of
from app.search.kinds import Part, SearchDocument, SearchHit, SearchKind
from app.search.outbox import mark_stale
from app.search.updating import current_engine, update_index
from app.themes.models import THEME, Level, Term, Territory
from tests.make.search import EVERYBODY, make_document

KIND = "topic-of-the-tests"


@dataclass
class Note:
    title: str
    passages: Mapping[str, str]
    audience: frozenset[str]
    terms: frozenset[int]
    territories: frozenset[int]
    published: datetime | None
    is_hidden: bool = False


@dataclass
class Notes:
    """What the tests publish; `hide` changes the rule of visibility before the index knows."""

    app: Flask
    held: dict[int, Note] = field(default_factory=dict)
    unreadable: set[int] = field(default_factory=set)
    read: list[int] = field(default_factory=list)

    def publish(
        self,
        title: str,
        *bodies: str,
        audience: Iterable[str] = EVERYBODY,
        terms: Iterable[int] = (),
        territories: Iterable[int] = (),
        published: datetime | None = None,
    ) -> int:
        number = len(self.held) + 1
        passages = {f"message-{n}": body for n, body in enumerate(bodies, start=1)}
        self.held[number] = Note(
            title,
            passages,
            frozenset(audience),
            frozenset(terms),
            frozenset(territories),
            published,
        )
        self.changed(number)
        return number

    def changed(self, number: int) -> None:
        with self.app.app_context():
            mark_stale(KIND, number)
            db.session.commit()

    def index(self) -> None:
        """What the job does, until nothing is left."""
        with self.app.app_context():
            while update_index():
                pass

    def documents(self, number: int) -> list[SearchDocument]:
        self.read.append(number)
        if number in self.unreadable:
            raise RuntimeError("cannot be read today")
        note = self.held.get(number)
        if note is None:
            return []
        return [
            make_document(
                body,
                kind=KIND,
                title=note.title,
                part=part,
                heading=f"Message {part.removeprefix('message-')}",
                audience=note.audience,
                terms=note.terms,
                territories=note.territories,
                published=note.published,
            )
            for part, body in note.passages.items()
        ]

    def links(self, reader: Reader, parts: Collection[Part]) -> Mapping[Part, SearchHit]:
        keys = audiences_of(reader)
        return {
            (number, part): SearchHit(
                title=note.title, url=f"/notes/{number}#{part}", kind="topic", meta=["Amiens"]
            )
            for number, part in parts
            if (note := self.held.get(number))
            and not note.is_hidden
            and not note.audience.isdisjoint(keys)
        }


@pytest.fixture
def notes(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Notes]:
    """An empty index and no other kind than the notes."""
    notes = Notes(app)
    kind = SearchKind(
        name=KIND,
        label="Note",
        plural="Notes",
        documents=notes.documents,
        links=notes.links,
        all_ids=lambda: list(notes.held),
    )
    monkeypatch.setattr(kinds, "_kinds", {KIND: kind})
    with app.app_context():
        current_engine().create()
    yield notes
    with app.app_context():
        current_engine().close()


@pytest.fixture
def publish(notes: Notes) -> Callable[..., int]:
    """Publish a note and have it indexed."""

    def _publish(title: str, *bodies: str, **choices: object) -> int:
        number = notes.publish(title, *bodies, **choices)  # type: ignore[arg-type]
        notes.index()
        return number

    return _publish


@dataclass
class Theme:
    id: int
    slug: str
    label: str
    parent: "Theme"


@pytest.fixture
def theme(app: Flask) -> Theme:
    """A narrower theme of the vocabulary, with the one above it."""
    with app.app_context():
        term = db.session.scalars(
            select(Term).where(Term.scheme == THEME, Term.parent_id.is_not(None)).order_by(Term.id)
        ).first()
        assert term
        above = db.session.get(Term, term.parent_id)
        assert above
        top = Theme(above.id, above.slug, above.label, None)  # type: ignore[arg-type]
        return Theme(term.id, term.slug, term.label, top)


@pytest.fixture
def town(app: Flask) -> Territory:
    """A town of the region."""
    return _territory(app, Level.TOWN)


@pytest.fixture
def region(app: Flask) -> Territory:
    """The region."""
    return _territory(app, Level.REGION)


def _territory(app: Flask, level: Level) -> Territory:
    with app.app_context():
        found = db.session.scalars(
            select(Territory).where(Territory.level == level).order_by(Territory.id)
        ).first()
        assert found
        return found
