"""Killed at any moment, the site loses nothing of what it has answered, and comes back."""

import os
import random
import signal
import threading
import time
from contextlib import suppress

import pytest

from tests.reliability.people import signed_in, topic_address
from tests.reliability.site import ServedSite, wait_until
from tests.reliability.writing import Writer, new_marker

pytestmark = pytest.mark.real_site

ROUNDS = int(os.environ.get("DRILL_ROUNDS", "3"))
WRITERS = 4
CATCHING_UP = 60.0


def kill_something(site: ServedSite, number: int) -> None:
    """Kill a part or everything; what the supervisor does not bring back is started again.

    Everything each third time: a supervisor waits longer before each new start of the same part.
    """
    victim = random.choice(("web", "worker", "jobs", "both"))
    if number % 3 == 0:
        site.kill_all()
        site.start()
        return
    web, jobs = site.part("web"), site.part("jobs")
    others = [pid for pid in site.children() if pid not in (web, jobs)]
    victims: dict[str, list[int | None]] = {
        "web": [web],
        "worker": [*others],
        "jobs": [jobs],
        "both": [web, jobs],
    }
    for pid in victims[victim]:
        if pid is not None:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
    site.wait_for_health()


def assert_all_is_there_once(site: ServedSite, writers: list[Writer]) -> None:
    posts = "\n".join(str(text) for (text,) in site.query("SELECT text FROM forum_posts"))
    titles = "\n".join(str(text) for (text,) in site.query("SELECT title FROM contributions"))
    places = {"reply": posts, "topic": titles}
    for writer in writers:
        assert writer.accepted
        counts = {m: places[kind].count(m) for m, kind in writer.accepted.items()}
        assert {m: n for m, n in counts.items() if n != 1} == {}
    titles_of_sheet = site.query("SELECT json_extract(working, '$.titre') FROM practice_sheets")
    assert titles_of_sheet[0][0] in writers[0].possible_titles


def assert_nothing_is_half_made(site: ServedSite) -> None:
    wrong = {
        "topics without a first message": "SELECT id FROM forum_topics t WHERE NOT EXISTS "
        "(SELECT 1 FROM forum_posts p WHERE p.topic_id = t.id AND p.number = 1)",
        "topics whose count is wrong": "SELECT id FROM forum_topics t WHERE posts_count != "
        "(SELECT count(*) FROM forum_posts p WHERE p.topic_id = t.id)",
        "messages without HTML": "SELECT id FROM forum_posts WHERE html = ''",
        "published contributions without a date": "SELECT id FROM contributions "
        "WHERE state = 'published' AND published_at IS NULL",
        "messages whose file nothing holds": "SELECT post_id FROM forum_post_files j "
        "JOIN stored_files f ON f.id = j.file_id WHERE f.attached_at IS NULL",
    }
    assert {what: site.query(query) for what, query in wrong.items() if site.query(query)} == {}
    assert site.query("PRAGMA integrity_check") == [("ok",)]
    assert site.query("PRAGMA foreign_key_check") == []


def assert_checks_find_nothing(site: ServedSite) -> None:
    wait_until(site.has_caught_up, "the jobs", CATCHING_UP)
    for words in (("search", "check"), ("files", "check")):
        done = site.command(*words)
        assert done.returncode == 0, done.stdout + done.stderr


def test_what_was_answered_is_there_once_after_kills(site):
    stopping = threading.Event()
    writers = [Writer(site, number, stopping) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    for number in range(ROUNDS):
        time.sleep(random.uniform(0.3, 1.5))
        kill_something(site, number)
    time.sleep(0.5)
    stopping.set()
    for writer in writers:
        writer.join(60)
        assert not writer.is_alive()
    assert [refusal for writer in writers for refusal in writer.refused] == []
    assert_all_is_there_once(site, writers)
    assert_nothing_is_half_made(site)
    assert_checks_find_nothing(site)
    reader = signed_in(site, 1)
    marker = next(m for m, kind in writers[0].accepted.items() if kind == "reply")
    assert marker in reader.get(f"/recherche?q={marker}").text


def test_a_reply_sent_again_after_a_kill_is_there_once(site):
    person = signed_in(site, 1)
    marker = new_marker()
    fields = {"text": f"Envoyée deux fois {marker}.", "_once": "one-key-for-both"}
    address = f"{topic_address(site)}/messages"
    first = person.post(address, fields)
    site.kill_all()
    site.start()
    second = person.post(address, fields)
    assert (first.status, second.status) == (302, 302)
    assert first.location == second.location
    assert site.query("SELECT count(*) FROM forum_posts WHERE text LIKE ?", f"%{marker}%") == [(1,)]
