"""The people of the big site and what they said in the forum, written as rows."""

import itertools
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Table, insert, select

from app import markup
from app.accounts.models import Member
from app.accounts.passwords import hash_password
from app.clock import now
from app.contributions.models import Contribution, State, Visibility, contribution_terms
from app.database import Base, db
from app.forum.models import Category, Nature, Post, Topic
from app.groups.models import Group, GroupMembership
from app.organisations.models import Membership, Structure, StructureStatus
from app.slugs import slug_of
from app.themes import models as schemes
from app.themes.models import Term
from bench.prose import Prose

PASSWORD = "mesure-de-vitesse"  # noqa: S105 - of a site that lives as long as a measure
READER, WRITER = 1, 2
STRUCTURES = 60
MEASURED_POSTS = 20
CHUNK = 40
YEARS = timedelta(days=3 * 365)
NATURES = (Nature.QUESTION, Nature.QUESTION, Nature.DISCUSSION, Nature.ANNOUNCEMENT, Nature.OFFER)
ONE_ROW = "une-seule-ligne"
"""The category that holds one topic, to compare with those that hold hundreds."""


@dataclass(frozen=True)
class Size:
    """How much a site holds."""

    name: str
    posts: int
    topics: int
    longest: int  # posts of the longest topic, 0 for no such topic
    resources: int
    sheets: int
    measured_topics: int  # public topics of exactly twenty posts, all in the first public category
    members: int = 200
    categories: int = 20


BIG = Size("big", 100_000, 5_000, 1_000, 2_000, 1_000, 200)
SMALL = Size("small", 1_000, 50, 0, 40, 40, 40)


@dataclass
class Known:
    """What the rows written so far may point at."""

    rng: random.Random
    prose: Prose
    terms: dict[str, list[int]] = field(default_factory=dict)
    start: datetime = field(default_factory=lambda: now() - YEARS)

    def moment(self) -> datetime:
        """Draw a moment of the last three years."""
        return self.start + YEARS * self.rng.random()

    def someone(self, members: int) -> int:
        """Draw a member: a few speak much, most now and then."""
        return min(int(self.rng.paretovariate(0.6)), members)


def add(table: Table | type[Base], rows: Sequence[dict[str, Any]]) -> None:
    """Write rows, all with the same columns."""
    for start in range(0, len(rows), 5000):
        db.session.execute(insert(table), rows[start : start + 5000])


def _read_terms(known: Known) -> None:
    """Note the terms of the vocabulary by scheme, but the last theme: it is for `ONE_ROW`."""
    for scheme, term_id in db.session.execute(select(Term.scheme, Term.id).order_by(Term.id)):
        known.terms.setdefault(scheme, []).append(term_id)
    known.terms["rare"] = [known.terms[schemes.THEME].pop()]


def add_people(known: Known, size: Size) -> None:
    """Write structures, members, and who belongs where."""
    _read_terms(known)
    rng, prose = known.rng, known.prose
    names = [f"{prose.form(rng).capitalize()} {prose.line(rng, 3)}" for _ in range(STRUCTURES)]
    add(
        Structure,
        [
            {
                "id": n,
                "slug": f"{slug_of(name)}-{n}",
                "name": name,
                "status": StructureStatus.ACTIVE,
                "presentation": prose.paragraph(rng, 40),
            }
            for n, name in enumerate(names, 1)
        ],
    )
    add(Member, [_member(known, n) for n in range(1, size.members + 1)])
    add(
        Membership,
        [{"member_id": n, "structure_id": 1 + n % STRUCTURES} for n in range(1, size.members + 1)],
    )
    groups = db.session.scalars(select(Group.id)).all()
    add(
        GroupMembership,
        [
            {"group_id": group, "member_id": member}
            for group, member in itertools.product(groups, range(1, size.members + 1))
            if member <= WRITER or rng.random() < 0.2
        ],
    )


def _member(known: Known, number: int) -> dict[str, Any]:
    name = f"{known.prose.form(known.rng).capitalize()} {chr(65 + number % 26)}."
    return {
        "id": number,
        "email": f"membre{number}@exemple.test",
        "name": name,
        "slug": slug_of(name),
        "session_key": f"{known.rng.getrandbits(128):032x}",
        "password_hash": hash_password(PASSWORD) if number <= WRITER else None,
        "job_id": known.rng.choice(known.terms[schemes.FUNCTION]),
        "presentation": known.prose.paragraph(known.rng, 30),
        "created_at": known.start,
    }


def add_categories(known: Known, size: Size) -> list[Category]:
    """Bring the categories to the number wanted; the first returned is public."""
    held = list(db.session.scalars(select(Category).order_by(Category.position)))
    for number in range(len(held), size.categories):
        is_last = number == size.categories - 1
        title = "Une seule ligne" if is_last else known.prose.line(known.rng, 3)
        held.append(
            Category(
                slug=ONE_ROW if is_last else f"{slug_of(title)}-{number}",
                title=title,
                description=known.prose.paragraph(known.rng, 15),
                position=number + 1,
                visible_to=Visibility.PUBLIC if number % 2 else Visibility.NETWORK,
            )
        )
    db.session.add_all(held)
    db.session.flush()  # topics need their ids
    return sorted(held, key=lambda one: one.visible_to is not Visibility.PUBLIC)


def posts_of_topics(size: Size, rng: random.Random) -> list[int]:
    """Return how many posts each topic has: the measured ones first, then the longest."""
    counts = [MEASURED_POSTS] * size.measured_topics
    counts += [size.longest] if size.longest else []
    counts += [1] * (1 + size.topics // 12)
    rest = size.topics - len(counts)
    left = size.posts - sum(counts)
    shares = [rng.expovariate(1) for _ in range(rest)]
    counts += [max(2, int(left * share / sum(shares))) for share in shares]
    short = size.posts - sum(counts)
    step = 1 if short > 0 else -1
    for place in itertools.islice(itertools.cycle(range(size.topics - rest, size.topics)), 10**7):
        if short == 0:
            break
        if counts[place] + step >= 2:
            counts[place] += step
            short -= step
    return counts


def add_topics(known: Known, size: Size, workers: Executor) -> None:
    """Write the topics, their posts, and the terms they carry."""
    categories = add_categories(known, size)
    counts = posts_of_topics(size, known.rng)
    chunks = [counts[at : at + CHUNK] for at in range(0, len(counts), CHUNK)]
    written = workers.map(write_topics, itertools.count(known.rng.getrandbits(30)), chunks)
    number = itertools.count()
    for chunk in written:
        topics = [_Said(next(number), title, posts) for title, posts in chunk]
        _add_said(known, size, categories, topics)


@dataclass(frozen=True)
class _Said:
    place: int  # in the list of counts
    title: str
    posts: list[tuple[str, str]]


def write_topics(seed: int, counts: list[int]) -> list[tuple[str, list[tuple[str, str]]]]:
    """Draw topics in a worker process: a title, and each post as written and rendered."""
    rng, prose = random.Random(seed), _prose()
    return [
        (
            markup.typeset(prose.line(rng, rng.randint(5, 11))),
            [(text, str(markup.render(text))) for text in _messages(prose, rng, count)],
        )
        for count in counts
    ]


def _messages(prose: Prose, rng: random.Random, count: int) -> Iterator[str]:
    return (prose.message(rng) for _ in range(count))


_proses: list[Prose] = []


def _prose() -> Prose:
    if not _proses:
        _proses.append(Prose())
    return _proses[0]


def _add_said(
    known: Known, size: Size, categories: Sequence[Category], topics: Sequence[_Said]
) -> None:
    contributions, own, posts, terms = [], [], [], []
    for said in topics:
        category, visibility = _where(known, size, categories, said.place)
        messages = _posts(known, size, said)
        contributions.append(_contribution(said, category, visibility, messages))
        own.append(
            {
                "id": said.place + 1,
                "category_id": category.id,
                "nature": known.rng.choice(NATURES),
                "posts_count": len(messages),
                "last_number": len(messages),
                "last_poster_id": messages[-1]["author_id"],
            }
        )
        posts += messages
        terms += _terms(known, said.place + 1)
    add(Contribution.__table__, contributions)  # type: ignore[arg-type]
    add(Topic.__table__, own)  # type: ignore[arg-type]
    add(Post, posts)
    add(contribution_terms, terms)


def _where(
    known: Known, size: Size, categories: Sequence[Category], place: int
) -> tuple[Category, Visibility]:
    if place < size.measured_topics + bool(size.longest):
        return categories[0], Visibility.PUBLIC
    single = next(one for one in categories if one.slug == ONE_ROW)
    if place == size.measured_topics + bool(size.longest):
        return single, Visibility.PUBLIC
    category = known.rng.choice([one for one in categories if one is not single])
    visibility = category.visible_to
    if visibility is Visibility.PUBLIC and known.rng.random() < 0.4:
        visibility = Visibility.NETWORK
    return category, visibility


def _posts(known: Known, size: Size, said: _Said) -> list[dict[str, Any]]:
    moment = known.moment()
    pause = (now() - moment) / (len(said.posts) + 1)
    authors = [known.someone(size.members) for _ in range(min(len(said.posts), 12))]
    rows = []
    for number, (text, html) in enumerate(said.posts, 1):
        author = known.rng.choice(authors)
        rows.append(
            {
                "topic_id": said.place + 1,
                "number": number,
                "author_id": author,
                "structure_id": 1 + author % STRUCTURES,
                "text": text,
                "html": html,
                "html_version": markup.VERSION,
                "created_at": moment,
                "edited_at": moment if known.rng.random() < 0.03 else None,
            }
        )
        moment += pause * min(known.rng.expovariate(8), 1)
    return rows


def _contribution(
    said: _Said,
    category: Category,
    visibility: Visibility,
    messages: Sequence[dict[str, Any]],
) -> dict[str, Any]:
    first, last = messages[0], messages[-1]
    return {
        "id": said.place + 1,
        "kind": "topic",
        "title": said.title,
        "slug": slug_of(said.title),
        "summary": markup.excerpt(first["text"]),
        "author_id": first["author_id"],
        "structure_id": first["structure_id"],
        "group_id": category.group_id,
        "visibility": visibility,
        "state": State.PUBLISHED,
        "created_at": first["created_at"],
        "updated_at": last["created_at"],
        "published_at": first["created_at"],
        "last_activity_at": last["created_at"],
    }


def _terms(known: Known, contribution_id: int) -> list[dict[str, int]]:
    return [{"contribution_id": contribution_id, "term_id": one} for one in draw_terms(known)]


def draw_terms(known: Known) -> set[int]:
    """Draw the terms of a contribution: one to three themes, a stage, a public."""
    chosen = set(known.rng.choices(known.terms[schemes.THEME], k=known.rng.randint(1, 3)))
    chosen.add(known.rng.choice(known.terms[schemes.STAGE]))
    chosen.add(known.rng.choice(known.terms[schemes.PUBLIC]))
    return chosen
