"""Everybody who may ask, everything they may ask for, and who may read what, said a second time.

The oracle below (`may_read`, `could_read`) comes from the rules of the product, not from the code.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import update

from app.accounts.actor import Actor, Reader, actor_for
from app.accounts.models import Member, MemberStatus
from app.clock import now
from app.contributions.models import (
    Contribution,
    State,
    Visibility,
    contribution_coauthors,
    contribution_parties,
)
from app.database import db
from app.files.models import Extraction, FileText
from app.forum.models import Category, Topic
from app.groups.models import Group, GroupMembership
from app.organisations.models import Membership, StructureStatus
from app.resources.actions import ResourceContent, deposit, publish_resource
from app.themes.models import PUBLIC, RESOURCE_TYPE, THEME, Term
from tests.make.accounts import make_account, make_member, make_structure
from tests.make.files import make_file
from tests.make.forum import NETWORK_CATEGORY, PUBLIC_CATEGORY, make_topic
from tests.make.practices import TITLE, make_sheet
from tests.make.saving import save

COOKIE = "tremplin"
VISITORS = ("visitor", "suspended")
OUTSIDERS = ("guest", "pending", "former", "colleague_who_left")
NETWORK = (
    "member", "colleague", "in_group", "party", "author", "coauthor",
    "facilitator", "administrator",
)  # fmt: skip
ROLES = (*VISITORS, *OUTSIDERS, *NETWORK)
AUTHORS = ("author", "coauthor")
FACILITATORS = ("facilitator", "administrator")
READERS = {
    Visibility.PUBLIC: ROLES,
    Visibility.NETWORK: NETWORK,
    Visibility.STRUCTURE: ("colleague", "author"),
    Visibility.GROUP: ("guest", "in_group", "author", "coauthor"),
    Visibility.PARTIES: ("party",),
}
# No kind of today is for parties: only the rules know them (see the test of their two forms).
CHOSEN = (Visibility.PUBLIC, Visibility.NETWORK, Visibility.STRUCTURE, Visibility.GROUP)
CASES = (
    ("draft", (Visibility.PUBLIC, Visibility.NETWORK)),
    ("published", CHOSEN),
    ("archived", (Visibility.NETWORK,)),
    ("hidden", (Visibility.PUBLIC, Visibility.NETWORK, Visibility.GROUP)),
    ("withdrawn", (Visibility.PUBLIC, Visibility.NETWORK, Visibility.STRUCTURE)),
    ("deleted", (Visibility.PUBLIC, Visibility.NETWORK, Visibility.GROUP)),
    ("deleted_draft", (Visibility.PUBLIC,)),
)
OF_THE_FORUM = (Visibility.PUBLIC, Visibility.NETWORK, Visibility.GROUP)
LISTED = ("published", "archived")
HIDDEN = "hidden"  # by the facilitators: its authors alone read it
NEVER_READ = ("draft", "deleted_draft")
GONE = ("deleted", "deleted_draft")


@dataclass(frozen=True)
class Thing:
    """A contribution in one state of its life, for some."""

    kind: str
    fate: str
    visibility: Visibility
    id: int
    slug: str
    title: str
    word: str  # stands in its text, and in no other
    file_id: int = 0
    file_word: str = ""

    def __str__(self) -> str:
        return f"{self.fate} {self.visibility.value} {self.kind}"


def may_read(role: str, thing: Thing) -> bool:
    """Published and for them, or their own; never deleted."""
    if thing.fate in GONE:
        return False
    return role in AUTHORS or (thing.fate in LISTED and role in READERS[thing.visibility])


def could_read(role: str, thing: Thing) -> bool:
    """Whether this person could read it at some time."""
    if role in AUTHORS:
        return True
    return thing.fate not in NEVER_READ and role in READERS[thing.visibility]


@dataclass
class World:
    """The people by their role (their numbers: None for a visitor), and how they come."""

    app: Flask
    people: dict[str, int | None]
    cookies: dict[str, str]
    group_id: int

    def actor(self, role: str) -> Reader:
        """Return this person as a rule sees them; who is suspended comes as a visitor."""
        number = self.people[role]
        if number is None or role in VISITORS:
            return None
        return actor_for(db.session.get_one(Member, number))

    def author(self) -> Actor:
        """Return the author of everything."""
        author = self.actor("author")
        assert author is not None
        return author

    def browser(self, role: str) -> FlaskClient:
        """Return a new browser of this person, that remembers no earlier page."""
        client = self.app.test_client()
        if role in self.cookies:
            client.set_cookie(COOKIE, self.cookies[role])
        return client


def make_world(app: Flask, sign_in: Callable[[Member], FlaskClient]) -> World:
    """Make one person of each role around an author, their structure and a group."""
    home, other = make_structure(name="Chez nous"), make_structure(name="Autre part")
    partner, gone = make_structure(name="Partie"), make_structure(status=StructureStatus.LEFT)
    group = save(Group(slug="cercle", title="Cercle"))
    left = make_account(name="Partie Ailleurs")
    save(Membership(member_id=left.id, structure_id=home.id, ended_on=date(2020, 1, 1)))
    people = {
        "suspended": make_member(structure=home, status=MemberStatus.SUSPENDED),
        "guest": make_account(name="Invitée"),
        "pending": make_member(structure=home, status=MemberStatus.PENDING),
        "former": make_member(structure=gone),
        "colleague_who_left": left,
        "member": make_member(structure=other),
        "colleague": make_member(structure=home),
        "in_group": make_member(structure=other),
        "party": make_member(structure=partner),
        "author": make_member(structure=home, name="Ada Autrice"),
        "coauthor": make_member(structure=other, name="Co Autrice"),
        "facilitator": make_member(structure=other, is_facilitator=True),
        "administrator": make_member(structure=other, is_administrator=True),
    }
    for role in ("guest", "in_group", *AUTHORS):
        save(GroupMembership(group_id=group.id, member_id=people[role].id))
    cookies = {role: sign_in(person).get_cookie(COOKIE) for role, person in people.items()}
    return World(
        app,
        {"visitor": None} | {role: person.id for role, person in people.items()},
        {role: cookie.value for role, cookie in cookies.items() if cookie},
        group.id,
    )


def make_things(world: World, kind: str) -> list[Thing]:
    """Make a contribution of this kind in every case that the kind knows."""
    cases = [
        (fate, visibility)
        for fate, visibilities in CASES
        for visibility in visibilities
        if kind != "topic" or visibility in OF_THE_FORUM
    ]
    with world.app.app_context():
        made = [make_case(world, kind, *case, number) for number, case in enumerate(cases)]
        db.session.commit()
    return made


def make_case(world: World, kind: str, fate: str, visibility: Visibility, number: int) -> Thing:
    author = world.author()
    word = f"{kind}{'abcdefghijklmnopqrst'[number]}zu"
    file_word = f"fichier{word}"
    file = make_file(author, content=f"Un mot : {file_word}.".encode(), name=f"{word}.txt")
    file.extraction = Extraction.DONE
    save(FileText(file_id=file.id, position=1, text=f"Un mot : {file_word}."))
    title = f"Confidence {word}"
    makers = {"topic": _topic, "resource": _resource, "sheet": _sheet}
    made = makers[kind](world, author, visibility, title, word, file.id)
    partner = world.actor("party")
    assert partner is not None
    db.session.execute(
        contribution_coauthors.insert().values(
            contribution_id=made.id, member_id=world.people["coauthor"]
        )
    )
    db.session.execute(
        contribution_parties.insert().values(
            contribution_id=made.id, structure_id=partner.home_structure_id
        )
    )
    db.session.execute(
        update(Contribution)
        .where(Contribution.id == made.id)
        .values(visibility=visibility, **_fate(world, fate, visibility))
    )
    held = file.id if kind != "sheet" else 0
    return Thing(kind, fate, visibility, made.id, made.slug, made.title, word, held, file_word)


def _fate(world: World, fate: str, visibility: Visibility) -> dict[str, Any]:
    is_draft = fate in ("withdrawn", *NEVER_READ)
    values: dict[str, Any] = {
        "state": State.ARCHIVED if fate == "archived" else State.PUBLISHED,
        "group_id": world.group_id if visibility is Visibility.GROUP else None,
    }
    if is_draft:
        values["state"] = State.DRAFT
    if fate == "withdrawn":
        values["withdrawn_at"] = now()
    if fate in NEVER_READ:
        values["published_at"] = None
    if fate == HIDDEN:
        values |= {"hidden_at": now(), "hidden_reason": "Une raison."}
    if fate in GONE:
        values["deleted_at"] = now()
    return values


def _topic(
    world: World, author: Actor, visibility: Visibility, title: str, word: str, file_id: int
) -> Contribution:
    from app.forum.posting import delete_post, edit_text, reply
    from app.forum.queries import get_topic

    place = PUBLIC_CATEGORY if visibility is Visibility.PUBLIC else NETWORK_CATEGORY
    topic: Topic = make_topic(author=author, title=title, text=f"Un mot : {word}.", category=place)
    read = get_topic(author, topic.id)
    edit_text(author, read, 1, f"Un mot : {word}.", [file_id])
    reply(author, read, f"Encore {word}.")
    reply(author, read, "À oublier.")
    delete_post(author, read, 3)
    if visibility is Visibility.GROUP:
        topic.category_id = _category_of(world.group_id).id
    db.session.flush()
    return topic


def _category_of(group_id: int) -> Category:
    slug = f"salon-{group_id}"
    return db.session.query(Category).filter_by(slug=slug).one_or_none() or save(
        Category(slug=slug, title="Salon", visible_to=Visibility.GROUP, group_id=group_id)
    )


def _resource(
    _world: World, author: Actor, _visibility: Visibility, title: str, word: str, file_id: int
) -> Contribution:
    chosen = [_term(THEME), _term(PUBLIC)]
    content = ResourceContent(
        title=title,
        description=f"Un mot : {word}.",
        type_id=_term(RESOURCE_TYPE).id,
        term_ids=[term.id for term in chosen],
        file_ids=[file_id],
        authors="Nous",
        rights_checked=True,
    )
    resource = deposit(author, content, Visibility.NETWORK)
    publish_resource(author, resource)
    db.session.flush()
    return resource


def _sheet(
    _world: World, author: Actor, _visibility: Visibility, title: str, word: str, _file_id: int
) -> Contribution:
    sheet = make_sheet(author.member, titre=title, premier_pas=f"Un mot : {word}.")
    assert sheet.title != TITLE
    return sheet


def _term(scheme: str) -> Term:
    terms = db.session.query(Term).filter_by(scheme=scheme).order_by(Term.parent_id.desc(), Term.id)
    return terms.first()  # type: ignore[return-value]


@contextmanager
def undone() -> Iterator[None]:
    """Whatever one request writes is forgotten before the next."""
    savepoint = db.session.get_bind().begin_nested()  # type: ignore[union-attr]
    try:
        yield
    finally:
        db.session.remove()
        savepoint.rollback()


def listed(things: Iterable[Thing], role: str) -> set[str]:
    """Return the titles that lists and search may show to this person."""
    shown = (*LISTED, HIDDEN)
    return {one.title for one in things if one.fate in shown and may_read(role, one)}
