"""What somebody may not read never appears to them: not a title, not a word, not a count."""

import re
from collections.abc import Iterator

import pytest

from app.contributions.actions import cite
from app.contributions.models import Contribution, Visibility
from app.database import db
from app.search.updating import current_engine, update_index
from tests.rights.world import (
    Thing,
    World,
    could_read,
    listed,
    make_things,
    make_world,
    may_read,
    undone,
)

# One of each sort: the matrix of the routes asks everybody.
PEOPLE = (
    "visitor", "guest", "pending", "member", "colleague", "in_group", "author", "coauthor",
    "facilitator",
)  # fmt: skip
KINDS = ("topic", "resource", "sheet")
COMMON = "Confidence"  # the first word of every title
TOTAL = re.compile(r"(\d+) résultat")
LISTS = (
    "/",
    "/forum/",
    "/forum/?filtre=sans-reponse",
    "/ressources/",
    "/fiches/",
    "/recherche",
    f"/recherche?q={COMMON}",
    f"/recherche?q={COMMON}&tri=recent",
    f"/fiches/titres-proches?q={COMMON}",
    f"/fiches/proposer/fiches_liees?q={COMMON}",
    f"/fiches/proposer/ressources?q={COMMON}",
    "/compte/profil",
    "/forum/nouveau",
    "/ressources/nouvelle",
)
OWN = "/compte/contributions"


@pytest.fixture
def world(app, sign_in) -> World:
    return make_world(app, sign_in)


@pytest.fixture
def things(world: World) -> Iterator[list[Thing]]:
    """Everything there is, each public one pointing at all the others, and the index made."""
    made = [thing for kind in KINDS for thing in make_things(world, kind)]
    with world.app.app_context():
        for thing in made:
            if thing.fate == "published" and thing.visibility is Visibility.PUBLIC:
                cite(db.session.get_one(Contribution, thing.id), [one.id for one in made])
        db.session.commit()
        current_engine().create()
        while update_index():
            pass
    yield made
    with world.app.app_context():
        current_engine().close()


def read(world: World, role: str, address: str) -> str:
    """Return what a page says to somebody, the marks of the search taken off."""
    with undone():
        page = world.browser(role).get(address, follow_redirects=True).text
    return re.sub(r"</?mark>", "", page)


def seen_in(page: str, things: list[Thing], asked: str = "") -> set[Thing]:
    """Return the things of which a page says the title, or a word that was not asked for."""
    return {
        thing
        for thing in things
        if thing.title in page
        or any(word in page for word in (thing.word, thing.file_word) if word not in asked)
    }


def places(world: World, things: list[Thing]) -> list[str]:
    """Return every page that may name several contributions."""
    author = world.people["author"]
    categories = {"filieres-territoires", "financements", f"salon-{world.group_id}"}
    public = [
        f"/{room}/{thing.id}"
        for room, kind in (
            ("forum/sujets", "topic"),
            ("ressources", "resource"),
            ("fiches", "sheet"),
        )
        for thing in things
        if thing.kind == kind
        and thing.fate == "published"
        and thing.visibility is Visibility.PUBLIC
    ]
    return [
        *LISTS,
        *(f"/forum/{slug}/" for slug in categories),
        f"/reseau/membres/{author}",
        *public,
    ]


def test_no_page_names_what_one_may_not_read(world, things):
    faults = []
    for role in PEOPLE:
        for place in places(world, things):
            shown = seen_in(read(world, role, place), things)
            faults += [
                f"{role} sees the {thing} in {place}"
                for thing in shown
                if not may_read(role, thing)
            ]
    assert faults == [], "\n".join(["", *faults])


def test_ones_own_list_holds_what_one_wrote_and_nothing_else(world, things):
    for role in PEOPLE:
        shown = seen_in(read(world, role, OWN), things)
        wrote = set(things) if role in ("author", "coauthor") else set()
        assert shown == wrote, role


def test_the_search_finds_what_one_may_read_and_says_nothing_of_the_rest(world, things):
    faults = []
    for role in PEOPLE:
        for thing in things:
            for words in filter(None, (thing.word, thing.file_id and thing.file_word)):
                page = read(world, role, f"/recherche?q={words}&exact=oui")
                found = thing.title in page
                if found != (thing.title in listed(things, role)):
                    faults.append(f"{role} {'finds' if found else 'misses'} the {thing}: {words}")
    assert faults == [], "\n".join(["", *faults])


def test_a_mended_word_is_one_that_the_reader_may_read(world, things):
    """A word that the index holds only for others is not proposed in place of a mistyped one."""
    for role in ("visitor", "guest", "member"):
        for thing in things:
            asked = f"{thing.word}x"
            shown = seen_in(read(world, role, f"/recherche?q={asked}"), things, asked)
            assert {str(one) for one in shown if not may_read(role, one)} == set(), (role, asked)


def test_counts_hold_only_what_one_may_read(world, things):
    for role in PEOPLE:
        found = TOTAL.search(read(world, role, f"/recherche?q={COMMON}"))
        assert int(found[1] if found else 0) == len(listed(things, role)), role


def test_lists_show_what_one_may_read(world, things):
    """The rule hides nothing from those it is for."""
    for role in PEOPLE:
        for kind, place in (
            ("topic", "/forum/"),
            ("resource", "/ressources/"),
            ("sheet", "/fiches/"),
        ):
            ours = [thing for thing in things if thing.kind == kind]
            shown = {one.title for one in seen_in(read(world, role, place), ours)}
            fresh = listed([one for one in ours if one.fate == "published"], role)
            assert fresh <= shown <= listed(ours, role), (role, place)


def test_a_file_is_not_reached_through_another_page(world, things):
    """The address of a resource one may read opens its own files only."""
    resources = [thing for thing in things if thing.kind == "resource"]
    ours = next(one for one in resources if one.fate == "published")
    for role in PEOPLE:
        for other in resources:
            if other is ours:
                continue
            page = read(world, role, f"/ressources/{ours.id}-{ours.slug}/fichiers/{other.file_id}")
            assert other.file_word not in page, (role, str(other))


def test_what_was_withdrawn_or_deleted_leaves_the_search_at_once(world, things):
    """Even while the index still holds it: rights are read again with every answer."""
    sheet = next(one for one in things if one.kind == "sheet" and one.fate == "published")
    with world.app.app_context():
        gone = db.session.get_one(Contribution, sheet.id)
        gone.visibility = Visibility.STRUCTURE
        db.session.commit()
    assert sheet.title not in read(world, "member", f"/recherche?q={sheet.word}")
    assert could_read("author", sheet)
    assert sheet.title in read(world, "author", f"/recherche?q={sheet.word}")
