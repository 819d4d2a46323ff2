"""The disk is full or unwritable, the database is busy: said plainly, nothing typed is lost."""

import shutil
import sqlite3
import subprocess
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from app import create_app
from app.accounts.models import Member
from app.database import db
from app.forum.models import Post, Topic
from tests.make.forum import a_theme
from tests.reliability.people import signed_in, topic_address
from tests.reliability.site import ServedSite, settings_of, wait_until

pytestmark = pytest.mark.real_site

TYPED = "Ce que j’ai écrit <longuement> & avec soin."


@pytest.fixture
def folder(filled_folder: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(filled_folder, tmp_path / "site"))


@pytest.fixture
def own_app(folder: Path) -> Iterator[Flask]:
    app = create_app(settings_of(folder))  # no context stays open: each request has its own
    app.config["WTF_CSRF_ENABLED"] = False
    yield app
    with app.app_context():
        db.engine.dispose()


@pytest.fixture
def member(own_app: Flask) -> FlaskClient:
    client = own_app.test_client()
    with own_app.app_context():
        member = db.session.query(Member).order_by(Member.id).first()
        assert member is not None
        name = member.get_id()
    with client.session_transaction() as cookie:
        cookie["_user_id"] = name
    return client


@pytest.fixture
def pragma(own_app: Flask) -> Iterator[Callable[[str], None]]:
    """`pragma("query_only=ON")` sets something on every connection from now on; `""` heals."""
    said = {"now": ""}

    def on_connect(connection: sqlite3.Connection, _record: object) -> None:
        if said["now"]:
            connection.execute(f"PRAGMA {said['now']}")

    with own_app.app_context():
        engine = db.engine
    event.listen(engine, "connect", on_connect)

    def _pragma(words: str) -> None:
        said["now"] = words
        engine.dispose()

    yield _pragma
    event.remove(engine, "connect", on_connect)


@pytest.fixture
def address(own_app: Flask) -> str:
    """Where the topic is read."""
    with own_app.app_context():
        topic = db.session.query(Topic).one()
        return f"/forum/sujets/{topic.id}-{topic.slug}"


def test_a_full_disk_gives_back_what_was_typed_and_heals(member, pragma, address, own_app):
    pragma("max_page_count=1")  # raised by SQLite to the present size: no page more
    text = TYPED * 300
    refused = member.post(f"{address}/messages", data={"text": text, "_once": "k"})
    assert refused.status_code == 503
    assert "Le disque du site est plein." in refused.text
    assert "Votre envoi n’a pas été enregistré" in refused.text
    assert "longuement&gt; &amp; avec soin" in refused.text
    assert 'name="_once" value="k"' in refused.text
    assert refused.headers["Retry-After"]
    assert member.get(address).status_code == 200
    pragma("")
    again = member.post(f"{address}/messages", data={"text": text, "_once": "k"})
    assert again.status_code == 302
    with own_app.app_context():
        assert db.session.query(Post).filter(Post.text.startswith(TYPED)).count() == 1


def test_a_topic_that_was_not_written_is_not_said_to_be(member, pragma, own_app):
    with own_app.app_context():
        theme = str(a_theme().id)
    form = {
        "title": "Une question qui ne passera pas",
        "text": TYPED * 300,
        "category": "financements",
        "nature": "question",
        "themes": theme,
        "visibility": "network",
    }
    pragma("max_page_count=1")
    refused = member.post("/forum/nouveau", data=form)
    assert refused.status_code == 503
    pragma("")
    assert "C’est publié" not in refused.text + member.get("/").text


def test_a_disk_that_cannot_be_written_is_read_all_the_same(member, pragma, address):
    pragma("query_only=ON")
    refused = member.post(f"{address}/messages", data={"text": TYPED})
    assert refused.status_code == 503
    assert "Le site ne peut pas écrire sur son disque." in refused.text
    for path in ("/", "/forum/", address, "/ressources/", "/fiches/", "/recherche?q=recyclerie"):
        assert member.get(path).status_code == 200


def test_a_database_that_stays_locked_is_said_to_be_busy(member, pragma, folder, address):
    pragma("busy_timeout=50")
    other = sqlite3.connect(folder / "tremplin.db", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused = member.post(f"{address}/messages", data={"text": TYPED})
    other.execute("ROLLBACK")
    other.close()
    assert refused.status_code == 503
    assert "Trop de personnes enregistrent en même temps." in refused.text
    assert member.post(f"{address}/messages", data={"text": TYPED}).status_code == 302


def test_a_database_that_is_away_is_said_so_without_a_crash(member, pragma, folder):
    pragma("")
    (folder / "tremplin.db").rename(folder / "elsewhere.db")
    (folder / "tremplin.db").mkdir()
    for path in ("/", "/forum/"):
        answer = member.get(path)
        assert answer.status_code == 503
        assert "La base de données ne répond pas." in answer.text
    assert member.get("/sante").status_code == 503
    (folder / "tremplin.db").rmdir()
    (folder / "elsewhere.db").rename(folder / "tremplin.db")
    assert member.get("/forum/").status_code == 200


def test_a_password_is_never_written_back(own_app, pragma):
    pragma("query_only=ON")
    form = {"email": "conseil0@exemple.test", "password": "un secret bien gardé"}
    refused = own_app.test_client().post("/connexion", data=form)
    assert refused.status_code == 503
    assert "un secret bien gardé" not in refused.text
    assert "Revenez à la page précédente" in refused.text


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "disk"
    place.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", str(place)]
    if subprocess.run(command, capture_output=True, check=False).returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield place
    subprocess.run(["umount", "--lazy", str(place)], check=True)


def test_a_site_on_a_disk_that_fills_up_goes_on_when_there_is_room_again(serve, small_disk):
    site: ServedSite = serve(small_disk / "var")
    person = signed_in(site, 1)
    address = topic_address(site)
    filler = small_disk / "filler"
    with filler.open("wb", buffering=0) as file:
        for size in (65536, 1):
            with suppress(OSError):
                while True:
                    file.write(b"x" * size)
    text = f"motpleindisque {TYPED * 200}"
    refused = person.post(f"{address}/messages", {"text": text, "_once": "k"})
    assert refused.status == 503
    assert "Le disque du site est plein." in refused.text
    assert person.get(address).status == 200
    assert person.get("/recherche?q=recyclerie").status == 200
    assert not site.health().text.count('"status":"ok"')
    filler.unlink()
    person.get(address)
    assert person.post(f"{address}/messages", {"text": text, "_once": "k"}).status == 302
    found = "/recherche?q=motpleindisque"
    wait_until(lambda: "<mark" in person.get(found).text, "the index")
    wait_until(site.has_caught_up, "the jobs")
    assert site.command("search", "check").returncode == 0
    assert site.command("files", "check").returncode == 0
