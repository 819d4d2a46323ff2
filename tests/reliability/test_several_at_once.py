"""Several people, or one person twice, at the same moment: nothing twice, nothing lost."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.reliability.people import (
    ADMINISTRATOR,
    ADVISORS,
    sheet_address,
    signed_in,
    topic_address,
)
from tests.reliability.site import PASSWORD, Answer, ServedSite
from tests.reliability.writing import Writer

pytestmark = pytest.mark.real_site

SECONDS = 3.0
SLOWEST_P95 = 5.0  # the goal is one second on a quiet machine; tests share theirs


def together(*acts: Callable[[], Answer]) -> list[Answer]:
    """Do all this at the same moment."""
    ready = threading.Barrier(len(acts))

    def act(one: Callable[[], Answer]) -> Answer:
        ready.wait()
        return one()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(act, acts))


def test_forms_sent_at_the_same_moment(site: ServedSite) -> None:
    """One site for all of it: starting one takes longer than the acts."""
    person, other = signed_in(site, 0), signed_in(site, 1)
    messages = f"{topic_address(site)}/messages"

    once = {"text": "Un double clic.", "_once": "double"}
    answers = together(*[lambda: person.post(messages, once)] * 6)
    assert {(answer.status, answer.location) for answer in answers} == {(302, answers[0].location)}
    assert site.query("SELECT count(*) FROM forum_posts WHERE text = 'Un double clic.'") == [(1,)]

    sheet = sheet_address(site)
    number = re.findall(r"\d+", sheet)[0]
    base = person.get(f"{sheet}/modifier").hidden("_base")
    titles = ("Le titre d’un onglet, assez long", "Le titre de l’autre, assez long")
    section = f"/fiches/{number}/sections/identite"
    together(
        *[
            lambda title=title: person.post(
                section, {"titre": title, "_base": base, "_page": title[9:]}
            )
            for title in titles
        ]
    )
    kept = str(
        site.query("SELECT json_extract(working, '$.titre') FROM practice_sheets")
        + site.query("SELECT json_extract(fields, '$.titre[0]') FROM form_drafts")
    )
    assert all(title in kept for title in titles)

    topic = re.findall(r"/sujets/(\d+)", messages)[0]
    deleted, replied = together(
        lambda: person.post(f"/contributions/{topic}/supprimer", {}),
        lambda: other.post(messages, {"text": "Une réponse au dernier moment."}),
    )
    assert deleted.status == 302
    assert replied.status in (302, 410)
    late = other.post(messages, {"text": "Une réponse trop tardive."})
    assert late.status == 410
    assert "Une réponse trop tardive." in late.text


def test_the_same_person_invited_twice_at_once_has_one_account(site: ServedSite) -> None:
    pages = [site.person(ADMINISTRATOR) for _ in range(2)]
    for page in pages:
        page.sign_in()
        page.get("/administration/membres/inviter")
    structure = str(site.query("SELECT id FROM structures LIMIT 1")[0][0])
    invited = {"name": "Zoé N.", "structure": structure}
    answers = together(
        *[
            lambda page=page, email=email: page.post(
                "/administration/membres/inviter", {**invited, "email": email}
            )
            for page, email in zip(pages, ("Zoe@exemple.test", "zoe@exemple.test "), strict=True)
        ]
    )
    assert sorted(answer.status for answer in answers) == [302, 422]
    assert site.query("SELECT count(*) FROM members WHERE name = 'Zoé N.'") == [(1,)]
    assert site.query("SELECT count(*) FROM outgoing_mails") == [(1,)]


def test_eight_people_writing_without_pause_wait_little(site: ServedSite) -> None:
    stopping = threading.Event()
    writers = [Writer(site, number, stopping) for number in range(ADVISORS)]
    for writer in writers:
        writer.start()
    stopping.wait(SECONDS)
    stopping.set()
    for writer in writers:
        writer.join(30)
    times = sorted(time for writer in writers for time in writer.times)
    assert [refusal for writer in writers for refusal in writer.refused] == []
    assert len(times) > 50
    assert times[int(len(times) * 0.95)] < SLOWEST_P95


def test_sessions_end_when_they_should(site: ServedSite) -> None:
    """Signed out elsewhere by a new password, or suspended meanwhile; what was typed comes back."""
    here, there, admin = signed_in(site, 2), signed_in(site, 2), site.person(ADMINISTRATOR)
    admin.sign_in()
    here.get("/compte/mot-de-passe")
    new = "une autre phrase de passe, longue"
    changed = here.post(
        "/compte/mot-de-passe",
        {"current_password": PASSWORD, "new_password": new, "new_password_again": new},
    )
    assert changed.status == 302
    assert here.get("/compte/profil").status == 200
    assert there.get("/compte/profil").status == 302
    text = "Un long message écrit avant de savoir."
    messages = f"{topic_address(site)}/messages"
    refused = there.post(messages, {"text": text, "_place": "forum.reply.1"})
    assert refused.status in (400, 401)
    assert text in refused.text
    member = site.query("SELECT id FROM members WHERE email = ?", here.email)[0][0]
    admin.get("/administration/")
    assert admin.post(f"/administration/membres/{member}/suspendre", {}).status == 302
    assert here.get("/compte/profil").status == 302
    assert here.get(topic_address(site)).status in (302, 404)
