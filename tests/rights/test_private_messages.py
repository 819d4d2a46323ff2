"""A conversation is for its people: no role opens it, for any route, any file, any list.

Two people of the world talk; whoever else asks, administrators first, is told that it is not there.
"""

from dataclasses import dataclass

import pytest

from app.database import db
from app.messages import actions, reporting
from app.messages.models import Message
from app.messages.queries import get_conversation
from tests.make.files import make_file
from tests.make.messages import make_answer
from tests.rights.test_every_route_with_an_id import NOT_FOUND, OPEN, SIGN_IN, outcome_of
from tests.rights.world import ROLES, VISITORS, World, make_world, undone

PEOPLE = ("author", "coauthor")
ELSEWHERE = (
    "/messages/", "/messages/?q=quetsche", "/messages/nouveau", "/messages/reglages", "/",
    "/recherche?q=quetsche", "/compte/contributions", "/compte/profil", "/administration/",
    "/administration/courriels",
)  # fmt: skip
ABOUT_A_PERSON = {"messages.block"}


@dataclass
class Talk:
    """A conversation with a file, and one message that will be reported."""

    world: World
    conversation_id: int
    file_id: int
    reported_id: int
    reported_file_id: int


@pytest.fixture
def talk(app, sign_in) -> Talk:
    world = make_world(app, sign_in)
    with app.app_context():
        author, coauthor = world.author(), world.actor("coauthor")
        assert coauthor is not None
        secret = make_file(author, content=b"Une quetsche.", name="quetsche.txt")
        first = actions.begin(
            author, [coauthor.id], "La quetsche est confidentielle.", file_ids=[secret.id]
        )
        make_answer(coauthor, first.conversation_id, "Je garde la quetsche pour moi.")
        other = make_file(author, content=b"Une mirabelle.", name="mirabelle.txt")
        reported = actions.say(
            author, get_conversation(author, first.conversation_id), "Une mirabelle.", [other.id]
        )
        db.session.commit()
        return Talk(world, first.conversation_id, secret.id, reported.id, other.id)


def expected(role: str) -> str:
    if role in VISITORS:
        return SIGN_IN
    return OPEN if role in PEOPLE else NOT_FOUND


def addresses(app, talk: Talk) -> list[tuple[str, str, str]]:
    found = []
    for rule in app.url_map.iter_rules():
        if not rule.endpoint.startswith("messages.") or "<int:" not in rule.rule:
            continue
        if rule.endpoint in ABOUT_A_PERSON:
            continue
        known = {"conversation_id": talk.conversation_id, "number": 1}
        built = rule.build({name: known[name] for name in rule.arguments})
        assert built is not None
        found += [
            (method, built[1], rule.endpoint)
            for method in ("GET", "POST")
            if method in rule.methods
        ]
    for file_id, name in ((talk.file_id, "quetsche"), (talk.reported_file_id, "mirabelle")):
        found.append(("GET", f"/fichiers/{file_id}/{name}.txt", "files.download"))
    return found


def test_only_its_people_open_a_conversation_by_any_route(app, talk):
    faults = []
    asked = addresses(app, talk)
    assert len(asked) > 10
    for method, address, endpoint in asked:
        for role in ROLES:
            with undone():
                answer = talk.world.browser(role).open(address, method=method)
                outcome, said = outcome_of(answer), answer.text + (answer.location or "")
                answer.close()
            if outcome != expected(role) and not _is_own_act(endpoint, role, outcome):
                faults.append(f"{role} {method} {endpoint}: {outcome} for {expected(role)}")
            if role not in PEOPLE and ("quetsche est" in said or "Une quetsche." in said):
                faults.append(f"{role} {method} {endpoint} says the words")
    assert faults == [], "\n".join(["", *faults])


def _is_own_act(endpoint: str, role: str, outcome: str) -> bool:
    """One's own message is not reported, and that of another is not deleted."""
    if "report" in endpoint and role == "author":
        return outcome == NOT_FOUND
    return endpoint == "messages.delete_message" and role == "coauthor" and outcome == "403"


def test_no_other_page_says_anything_of_it(talk):
    faults = []
    for address in ELSEWHERE:
        for role in ROLES:
            if role in PEOPLE:
                continue
            with undone():
                page = talk.world.browser(role).get(address, follow_redirects=True).text
            words = ("est confidentielle", "quetsche.txt", "mirabelle")
            faults += [f"{role} {address}: {word}" for word in words if word in page]
    assert faults == []


def test_who_left_reads_nothing_more(talk):
    coauthor = talk.world.actor("coauthor")
    assert coauthor is not None
    actions.leave(coauthor, get_conversation(coauthor, talk.conversation_id))
    db.session.commit()
    browser = talk.world.browser("coauthor")
    assert browser.get(f"/messages/{talk.conversation_id}").status_code == 404
    assert browser.get(f"/fichiers/{talk.file_id}/quetsche.txt").status_code == 404
    assert "quetsche" not in browser.get("/messages/").text


def test_a_report_opens_that_message_and_nothing_else(talk):
    coauthor, facilitator = talk.world.actor("coauthor"), talk.world.actor("facilitator")
    assert coauthor is not None
    assert facilitator is not None
    message = db.session.get_one(Message, talk.reported_id)
    reporting.report(coauthor, message, reporting.reasons()[0][0], "À lire.")
    db.session.commit()

    shown = reporting.read_reported(facilitator, talk.reported_id)
    assert "Une mirabelle." in shown.written
    assert [file.id for file in shown.files] == [talk.reported_file_id]
    reported_file = f"/fichiers/{talk.reported_file_id}/mirabelle.txt"
    assert status(talk, "facilitator", reported_file) == 200
    assert status(talk, "facilitator", f"/fichiers/{talk.file_id}/quetsche.txt") == 404
    assert status(talk, "facilitator", f"/messages/{talk.conversation_id}") == 404
    assert status(talk, "facilitator", f"/messages/{talk.conversation_id}/messages/3") == 404
    assert status(talk, "member", reported_file) == 404


def status(talk: Talk, role: str, address: str) -> int:
    answer = talk.world.browser(role).get(address)
    answer.close()
    return answer.status_code


def test_what_was_not_reported_cannot_be_asked_for(talk):
    from app.errors import Forbidden, NotFound

    administrator, member = talk.world.actor("administrator"), talk.world.actor("member")
    assert administrator is not None
    assert member is not None
    for ask in (reporting.read_reported, reporting.hide_reported, reporting.show_reported):
        with pytest.raises(NotFound):
            ask(administrator, talk.reported_id)
        with pytest.raises(Forbidden):
            ask(member, talk.reported_id)
