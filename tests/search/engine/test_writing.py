"""The index holds what it was told last, through replies, deletions, merges and long texts."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from app.search import writing
from app.search.engine import Key
from app.search.index_schema import LONGEST_BODY, fields_of, split_body
from app.search.kinds import SearchDocument
from app.search.whoosh_engine import WhooshEngine
from tests.make.search import make_change, make_document, make_question


def parts(engine: WhooshEngine, text: str) -> set[str]:
    found = engine.find(make_question(text, limit=100))
    return {passage.part for thing in found.things for passage in thing.passages}


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


def test_a_thing_is_replaced_whole_and_forgotten(engine: WhooshEngine) -> None:
    engine.write(
        [make_change(1, make_document("avant", part="a"), make_document("avant", part="b"))]
    )
    assert parts(engine, "avant") == {"a", "b"}
    engine.write([make_change(1, make_document("après", part="a"))])
    assert (parts(engine, "avant"), parts(engine, "après")) == (set(), {"a"})
    engine.write([make_change(1)])
    assert parts(engine, "après") == set()


def test_the_last_of_two_changes_counts(engine: WhooshEngine) -> None:
    engine.write(
        [make_change(1, make_document("premier")), make_change(1, make_document("second"))]
    )
    assert (parts(engine, "premier"), parts(engine, "second")) == (set(), {"texte"})


def test_writing_the_same_again_changes_nothing(engine: WhooshEngine) -> None:
    change = make_change(1, make_document("pareil", part="a"), make_document("pareil", part="b"))
    engine.write([change])
    before = sorted(file.name for file in engine.folder.iterdir())
    engine.write([change])
    assert sorted(file.name for file in engine.folder.iterdir()) == before


def test_a_reply_writes_one_passage(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    posts = [make_document(f"réponse numéro {n}", part=f"message-{n}") for n in range(50)]
    engine.write([make_change(1, *posts[:-1])])
    written: list[str] = []

    def counting(key: Key, document: SearchDocument, position: int) -> Iterator[dict[str, Any]]:
        written.append(document.part)
        return fields_of(key, document, position)

    monkeypatch.setattr(writing, "fields_of", counting)
    engine.write([make_change(1, *posts)])
    assert written == ["message-49"]
    assert engine.find(make_question("réponse")).things[0].passage_count == 50


def test_many_commits_leave_no_file_open_and_nothing_twice(engine: WhooshEngine) -> None:
    for n in range(5):
        engine.write([make_change(n, make_document("départ"))])
        engine.find(make_question("départ"))
    start = open_files()
    for n in range(80):
        engine.write([make_change(n % 7, make_document(f"texte {n} commun"))])
        found = engine.find(make_question("commun", limit=100))
        keys = [thing.key for thing in found.things]
        assert len(keys) == len(set(keys)) == min(n + 1, 7)
    assert open_files() <= start + 20


def test_a_very_long_text_is_found_to_its_end(engine: WhooshEngine) -> None:
    body = "mot de remplissage " * 4_000 + "alizarine"
    engine.write([make_change(1, make_document(body, part="page-1"))])
    thing = engine.find(make_question("alizarine")).things[0]
    assert thing.passages[0].part == "page-1"
    assert "".join(split_body(body)).count("mot") == 4_000
    assert all(len(piece) <= LONGEST_BODY for piece in split_body("x" * 50_001))


def test_an_index_of_another_stamp_is_set_aside(engine: WhooshEngine, tmp_path: Path) -> None:
    other = tmp_path / "index" / "an-earlier-stamp"
    other.mkdir()
    (other / "file").touch()
    engine.forget_other_indexes()
    assert not other.exists()
    assert engine.exists()


def test_a_reader_sees_an_index_begun_anew(engine: WhooshEngine) -> None:
    reader = WhooshEngine(engine.folder.parent)
    engine.write([make_change(1, make_document("ancien"))])
    assert parts(reader, "ancien")
    engine.create()
    assert not parts(reader, "ancien")
    reader.close()


def test_a_folder_that_vanishes_leaves_what_was_read(engine: WhooshEngine) -> None:
    engine.write([make_change(1, make_document("toujours là"))])
    assert parts(engine, "toujours")
    engine.folder.rename(engine.folder.with_name("ailleurs"))
    assert parts(engine, "toujours")
    assert not engine.exists()


def test_a_damaged_index_says_so(engine: WhooshEngine) -> None:
    engine.write([make_change(1, make_document("texte"))])
    assert engine.is_readable()
    segment = next(engine.folder.glob("*.seg"))
    segment.write_bytes(segment.read_bytes()[:200])
    assert not engine.is_readable()
