"""What the database says is what the index holds, whatever happens on the way."""

import shutil

import pytest
from sqlalchemy import func, select

from app.database import db
from app.search import outbox
from app.search.engine import Key
from app.search.outbox import SearchOutboxRow, drain, mark_stale
from app.search.updating import current_engine, differences, is_complete, update_index
from app.search.whoosh_engine import WhooshEngine
from tests.make.search import make_question
from tests.search.conftest import KIND


@pytest.fixture
def engine(app, notes):
    notes.index()
    with app.app_context():
        yield current_engine()


def waiting() -> int:
    return db.session.scalar(select(func.count(SearchOutboxRow.id))) or 0


def titles(engine: WhooshEngine, text: str) -> set[str]:
    things = engine.find(make_question(text, limit=100)).things
    return {thing.passages[0].title for thing in things}


def test_nothing_stale_is_cheap(engine, notes, max_queries):
    with max_queries(2):
        assert update_index() is False


def test_a_change_is_found_and_its_row_is_gone(engine, notes):
    notes.publish("Nouvelle", "convention")
    assert waiting() == 1
    assert update_index() is True
    assert titles(engine, "convention") == {"Nouvelle"}
    assert waiting() == 0


def test_many_changes_of_one_thing_are_one(engine, notes):
    number = notes.publish("Souvent", "convention")
    for _ in range(4):
        notes.changed(number)
    assert drain(engine) == 5
    assert notes.read == [number]
    assert titles(engine, "convention") == {"Souvent"}
    assert waiting() == 0


def test_a_change_made_while_the_index_is_written_is_not_lost(engine, notes, monkeypatch):
    number = notes.publish("Avant", "convention")
    write = WhooshEngine.write

    def write_and_change(self, changes):
        write(self, changes)
        notes.held[number].title = "Après"
        mark_stale(KIND, number)
        db.session.commit()

    monkeypatch.setattr(WhooshEngine, "write", write_and_change)
    drain(engine)
    assert waiting() == 1
    monkeypatch.setattr(WhooshEngine, "write", write)
    drain(engine)
    assert titles(engine, "convention") == {"Après"}


def test_killed_between_index_and_database_it_reads_the_same_again(engine, notes, monkeypatch):
    notes.publish("Deux fois", "convention")

    def die(*_args):
        raise KeyboardInterrupt

    with monkeypatch.context() as killed:
        killed.setattr(outbox, "_acknowledge", die)
        with pytest.raises(KeyboardInterrupt):
            drain(engine)
    assert waiting() == 1
    drain(engine)
    found = engine.find(make_question("convention"))
    assert [thing.passage_count for thing in found.things] == [1]
    assert waiting() == 0


def test_what_cannot_be_read_waits_and_holds_nobody_up(engine, notes, monkeypatch):
    bad = notes.publish("Illisible", "convention")
    notes.publish("Lisible", "convention")
    notes.unreadable.add(bad)
    drain(engine)
    assert titles(engine, "convention") == {"Lisible"}
    assert waiting() == 1
    assert drain(engine) == 0
    notes.unreadable.clear()
    row = db.session.scalars(select(SearchOutboxRow)).one()
    row.retry_at = None
    db.session.commit()
    drain(engine)
    assert titles(engine, "convention") == {"Illisible", "Lisible"}


def test_a_thing_that_cannot_be_written_holds_nobody_up(engine, notes):
    notes.publish("Mal adressée", "convention", audience={"nobody:3"})
    notes.publish("Bien adressée", "convention")
    drain(engine)
    assert titles(engine, "convention") == {"Bien adressée"}
    assert waiting() == 1


def test_a_full_disk_leaves_the_rows(engine, notes, monkeypatch):
    notes.publish("Plus tard", "convention")

    def full(*_args):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(WhooshEngine, "write", full)
        with pytest.raises(OSError, match="space"):
            update_index()
    assert waiting() == 1
    notes.index()
    assert titles(engine, "convention") == {"Plus tard"}


def test_what_is_deleted_is_forgotten(engine, notes):
    number = notes.publish("Passagère", "convention")
    notes.index()
    del notes.held[number]
    notes.changed(number)
    notes.index()
    assert titles(engine, "convention") == set()


def test_an_index_that_is_gone_is_built_again(engine, notes):
    notes.publish("Toujours là", "convention")
    notes.index()
    assert is_complete(engine)
    shutil.rmtree(engine.folder)
    notes.index()
    assert is_complete(engine)
    assert titles(engine, "convention") == {"Toujours là"}


def test_a_damaged_index_is_built_again(engine, notes):
    notes.publish("Toujours là", "convention")
    notes.index()
    engine.close()
    for segment in engine.folder.glob("*.seg"):
        segment.write_bytes(b"nothing of use")
    notes.publish("Neuve", "convention")
    with pytest.raises(Exception):  # noqa: B017, PT011 - whatever Whoosh stumbles on
        update_index()
    notes.index()
    assert titles(engine, "convention") == {"Toujours là", "Neuve"}


def test_an_index_of_another_language_is_left_and_removed_when_done(engine, notes):
    old = engine.folder.parent / "an-earlier-stamp"
    old.mkdir()
    engine.create()
    notes.publish("Toujours là", "convention")
    update_index()
    notes.index()
    assert not old.exists()


def test_check_finds_what_differs_and_repairs_it(app, engine, notes):
    runner = app.test_cli_runner()
    lost = notes.publish("Perdue", "convention")
    notes.publish("Connue", "convention")
    db.session.query(SearchOutboxRow).filter_by(object_id=lost).delete()
    db.session.commit()
    notes.index()
    assert differences(engine) == {Key(KIND, lost)}
    checked = runner.invoke(args=["search", "check"])
    assert checked.exit_code == 1
    assert f"{KIND} {lost}" in checked.output
    assert runner.invoke(args=["search", "check", "--repair"]).exit_code == 0
    notes.index()
    assert "concordent" in runner.invoke(args=["search", "check"]).output
    assert titles(engine, "convention") == {"Perdue", "Connue"}


def test_rebuild_reads_everything_again(app, engine, notes):
    notes.publish("Première", "convention")
    notes.index()
    result = app.test_cli_runner().invoke(args=["search", "rebuild"])
    assert "1 contribution" in result.output
    notes.index()
    assert titles(engine, "convention") == {"Première"}
