"""One matrix: every route that names a contribution × every role × every state.

The routes are read from the URL map: one that names something by its number and is not classified
below fails, so that nobody forgets to say who may ask for it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from app.contributions.models import Visibility
from tests.rights.world import (
    AUTHORS,
    FACILITATORS,
    GONE,
    HIDDEN,
    NETWORK,
    NEVER_READ,
    ROLES,
    VISITORS,
    Thing,
    could_read,
    make_things,
    make_world,
    may_read,
    undone,
)

OPEN, SIGN_IN = "open", "sign in"
FORBIDDEN, NOT_FOUND, GONE_FOR_EVER = "403", "404", "410"
DONE = (200, 204, 301, 302, 303, 409, 422)  # refused for what it says is not refused for who asks

Expected = Callable[[str, Thing], str]


def page(role: str, thing: Thing) -> str:
    """Reading it: 410 only for what one could have seen, sign-in where that may be enough."""
    if may_read(role, thing):
        return OPEN
    if could_read(role, thing):
        return GONE_FOR_EVER
    if role in VISITORS and thing.fate not in (*NEVER_READ, *GONE):
        return SIGN_IN
    return NOT_FOUND


def file(role: str, thing: Thing) -> str:
    """A file never says whether it exists."""
    if may_read(role, thing):
        return OPEN
    return SIGN_IN if role in VISITORS else NOT_FOUND


def own_file(role: str, _thing: Thing) -> str:
    """What only its uploader asks for."""
    return OPEN if role == "author" else NOT_FOUND


def signed_in(rule: Expected) -> Expected:
    """Visitors sign in first, whatever they ask for."""
    return lambda role, thing: SIGN_IN if role in VISITORS else rule(role, thing)


def flagging(role: str, thing: Thing) -> str:
    """Who reads it says what is wrong, with what others wrote."""
    read = page(role, thing)
    return FORBIDDEN if read == OPEN and role in AUTHORS else read


def flagging_a_reply(role: str, thing: Thing) -> str:
    """The same with a message of the author: it is not of their co-author."""
    read = page(role, thing)
    return FORBIDDEN if read == OPEN and role == "author" else read


def members(rule: Expected) -> Expected:
    """The route is for the network: others are refused before anything is looked up."""
    return signed_in(lambda role, thing: rule(role, thing) if role in NETWORK else FORBIDDEN)


def facilitators(rule: Expected) -> Expected:
    """The route is for the facilitators: others are refused before anything is looked up."""
    return signed_in(lambda role, thing: rule(role, thing) if role in FACILITATORS else FORBIDDEN)


def among(*roles: str, unless: Callable[[Thing], bool] = lambda _thing: False) -> Expected:
    """Those who read it are refused unless they have one of these roles."""

    def rule(role: str, thing: Thing) -> str:
        read = page(role, thing)
        if read == OPEN and (role not in roles or unless(thing)):
            return FORBIDDEN
        return read

    return rule


def own(*roles: str, unless: Callable[[Thing], bool] = lambda _thing: False) -> Expected:
    """Taking care of it: who could read it is refused, others are not told that it is there."""

    def rule(role: str, thing: Thing) -> str:
        if not could_read(role, thing):
            return NOT_FOUND
        if thing.fate in GONE:
            return GONE_FOR_EVER
        return FORBIDDEN if role not in roles or unless(thing) else OPEN

    return rule


def restoring(role: str, thing: Thing) -> str:
    """Its author, or a facilitator who could have read it."""
    if not could_read(role, thing):
        return NOT_FOUND
    if thing.fate in GONE and role in ("author", *FACILITATORS):
        return OPEN
    return FORBIDDEN


def replying(role: str, thing: Thing) -> str:
    """Members answer what they read and is published; a guest, in the group that invited them."""
    read = page(role, thing)
    if read != OPEN:
        return read
    may = role in NETWORK or (role == "guest" and thing.visibility is Visibility.GROUP)
    return OPEN if may and not is_not_published(thing) else FORBIDDEN


def reacting(role: str, thing: Thing) -> str:
    """Whoever may answer, except to one's own message."""
    return FORBIDDEN if role == "author" and page(role, thing) == OPEN else replying(role, thing)


def is_not_published(thing: Thing) -> bool:
    return thing.fate not in ("published", HIDDEN)


def taken_care_of(role: str, thing: Thing) -> str:
    """What is gone is not found: only where it was merged could be said."""
    read = page(role, thing)
    return NOT_FOUND if read == GONE_FOR_EVER else read


edited = members(among(*AUTHORS))
cared_for = members(own(*AUTHORS))
own_post = signed_in(among("author", unless=is_not_published))

# What stands in the address besides the number of the contribution.
POST = {"number": 1}
REPLY, DELETED_REPLY = {"number": 2}, {"number": 3}


@dataclass(frozen=True)
class Asked:
    """A route that names a contribution: the argument that names it, and who gets what."""

    expected: Expected
    name: str
    kinds: tuple[str, ...]
    more: tuple[tuple[str, object], ...] = ()


def topic(expected: Expected, **more: object) -> Asked:
    return Asked(expected, "topic_id", ("topic",), tuple(more.items()))


def resource(expected: Expected) -> Asked:
    return Asked(expected, "resource_id", ("resource",))


def sheet(expected: Expected, **more: object) -> Asked:
    return Asked(expected, "sheet_id", ("sheet",), tuple(more.items()))


def any_kind(expected: Expected) -> Asked:
    return Asked(expected, "contribution_id", ("topic", "resource", "sheet"))


def a_file(expected: Expected) -> Asked:
    return Asked(expected, "file_id", ("topic", "resource"))


ROUTES = {
    "forum.topic": topic(page),
    "forum_reading.read": topic(signed_in(page)),
    "forum_reading.go": topic(page),
    "forum.post": topic(page, **REPLY),
    "forum.reply": topic(signed_in(replying)),
    "forum.edit_topic": topic(edited),
    "forum.change_topic": topic(edited),
    "forum.edit_post": topic(signed_in(among("author")), **POST),
    "forum.change_post": topic(signed_in(among("author")), **POST),
    "forum.delete_post": topic(own_post, **REPLY),
    "forum.restore_post": topic(own_post, **DELETED_REPLY),
    "forum.accept_answer": topic(
        signed_in(among("author", *FACILITATORS, unless=is_not_published)), **REPLY
    ),
    "reactions.react": topic(signed_in(reacting), **REPLY),
    "topic_care.ask": topic(facilitators(page), act="deplacer"),
    "topic_care.do": topic(facilitators(taken_care_of), act="suspendre"),
    "forum_writing.history": topic(page, **REPLY),
    "forum_writing.take_back": topic(signed_in(among("author")), **REPLY),
    "watching.watch_topic": topic(signed_in(page)),
    "polls.voters": topic(signed_in(page), **REPLY),
    "polls.vote": topic(signed_in(replying), **REPLY),
    "polls.close": topic(own_post, **REPLY),
    "resources.show": resource(page),
    "resources.read_file": resource(page),
    "resources.edit": resource(edited),
    "resources.update": resource(edited),
    "practices.show": sheet(page),
    "practices.read_over": sheet(edited),
    "practices.publish": sheet(edited),
    "practices.abandon": sheet(edited),
    "sheet_writing.edit": sheet(edited),
    "sheet_writing.save": sheet(edited),
    "sheet_writing.autosave": sheet(edited, section_id="contexte"),
    "bookmarks.keep": any_kind(signed_in(page)),
    # One may always take away one’s own mark, which says nothing of what it marks.
    "bookmarks.drop": any_kind(signed_in(lambda _role, _thing: OPEN)),
    "contributions.edit_visibility": any_kind(cared_for),
    "contributions.change_visibility": any_kind(cared_for),
    "contributions.as_visitor": any_kind(cared_for),
    "contributions.publish": any_kind(cared_for),
    "contributions.withdraw": any_kind(members(own(*AUTHORS, unless=is_not_published))),
    "contributions.delete": any_kind(signed_in(own("author"))),
    "contributions.restore": any_kind(signed_in(restoring)),
    "contributions.to_thing": Asked(page, "contribution_id", ("topic",), (("word", "sujet"),)),
    "moderation.flag_contribution": any_kind(signed_in(flagging)),
    "moderation.send_flag_of_contribution": any_kind(signed_in(flagging)),
    "moderation.flag_post": topic(signed_in(flagging_a_reply), **REPLY),
    "moderation.send_flag_of_post": topic(signed_in(flagging_a_reply), **REPLY),
    "files.find": a_file(file),
    "files.download": a_file(file),
    "files.retry": a_file(signed_in(own_file)),
}
# These name people or structures: tests/network and tests/admin say who may ask for them.
ABOUT_PEOPLE = {
    "network.member",
    "network.flag_member",
    "network.send_flag_of_member",
    "contributions.to_member",
}
FOR_ADMINISTRATORS = "admin."
# What one was told is one's own: see tests/notifications.
OWN = {"notifications.follow"}
# Conversations are for their people, whatever the role: see test_private_messages.py.
PRIVATE = "messages."
# What was flagged is for the facilitators: see tests/moderation/test_deciding.py.
FLAGGED = ("moderation.case", "moderation.decide")


def _is_numbered(rule: Rule) -> bool:
    return "<int:" in rule.rule


def test_every_route_with_a_number_is_classified(app: Flask):
    numbered = {rule.endpoint for rule in app.url_map.iter_rules() if _is_numbered(rule)}
    forgotten = {
        name
        for name in numbered - ROUTES.keys() - ABOUT_PEOPLE - OWN
        if not name.startswith((FOR_ADMINISTRATORS, PRIVATE, *FLAGGED))
    }
    assert forgotten == set(), "say in ROUTES who may ask for these"
    assert ROUTES.keys() - numbered == set(), "these routes are gone"


def test_what_names_people_for_the_administration_is_for_it_alone(app, sign_in):
    world = make_world(app, sign_in)
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith(FOR_ADMINISTRATORS):
            continue
        arguments = dict.fromkeys(rule.arguments, 1)
        address = rule.build(arguments)
        assert address is not None
        method = "GET" if "GET" in (rule.methods or ()) else "POST"
        for role in ROLES:
            if role == "administrator":
                continue
            with undone():
                outcome = outcome_of(world.browser(role).open(address[1], method=method))
            assert outcome == (SIGN_IN if role in VISITORS else FORBIDDEN), (role, rule.rule)


def outcome_of(answer: TestResponse) -> str:
    """Say in one word what somebody got."""
    if answer.status_code == 401 or (answer.location or "").startswith("/connexion"):
        return SIGN_IN
    return OPEN if answer.status_code in DONE else str(answer.status_code)


def addresses(app: Flask, endpoint: str, thing: Thing) -> list[tuple[str, str]]:
    """Return the methods and addresses of a route for this thing."""
    asked = ROUTES[endpoint]
    number = thing.file_id if asked.name == "file_id" else thing.id
    known = {
        "slug": thing.slug,
        "name": f"{thing.word}.txt",
        "file_id": thing.file_id,
        **dict(asked.more),
        asked.name: number,
    }
    found = []
    for rule in app.url_map.iter_rules(endpoint):
        built = rule.build({name: known[name] for name in rule.arguments})
        assert built is not None
        found += [(method, built[1]) for method in ("GET", "POST") if method in rule.methods]  # type: ignore[operator]
    return found


def _faults(role: str, thing: Thing, expected: str, answer: TestResponse) -> list[str]:
    outcome = outcome_of(answer)
    faults = [f"{outcome} instead of {expected}"] if outcome != expected else []
    if outcome in (SIGN_IN, FORBIDDEN, NOT_FOUND) and not may_read(role, thing):
        said = answer.text + (answer.location or "")
        faults += [f"says « {word} »" for word in (thing.title, thing.file_word) if word in said]
    return faults


@pytest.mark.parametrize("kind", ["topic", "resource", "sheet"])
def test_each_person_gets_what_the_rules_say(app, sign_in, kind):
    world = make_world(app, sign_in)
    things = make_things(world, kind)
    faults = []
    for endpoint, asked in ROUTES.items():
        if kind not in asked.kinds:
            continue
        for thing in things:
            for method, address in addresses(app, endpoint, thing):
                for role in ROLES:
                    expected = asked.expected(role, thing)
                    with undone():
                        answer = world.browser(role).open(address, method=method)
                        found = _faults(role, thing, expected, answer)
                        answer.close()
                    faults += [f"{role}, {thing}, {method} {endpoint}: {one}" for one in found]
    assert faults == [], "\n".join(["", *faults])
