"""The disk and the rows agree, whatever was interrupted."""

import os
import tempfile
import time
from datetime import timedelta

from sqlalchemy import func, select

from app import clock
from app.clock import frozen_at
from app.database import db, transaction
from app.files import actions, storage, sweeping
from app.files.models import StoredFile
from tests.make.accounts import make_actor
from tests.make.files import make_file

LATER = timedelta(hours=3)
MONTH = timedelta(days=31)


def stored() -> list[str]:
    return list(storage.stored_checksums())


def test_a_sound_site_has_nothing_to_say(context, runner):
    make_file()
    with frozen_at(clock.now() + LATER):
        assert sweeping.check().is_sound
        answer = runner.invoke(args=["files", "check"])
    assert answer.exit_code == 0
    assert "1 contenus vérifiés" in answer.output


def test_a_content_that_no_row_refers_to_is_found_and_removed(context, runner):
    file = make_file()
    db.session.delete(file)
    db.session.commit()
    assert sweeping.remove_unreferred() == 0  # perhaps a transaction is about to refer to it
    with frozen_at(clock.now() + LATER):
        answer = runner.invoke(args=["files", "check"])
        assert answer.exit_code == 1
        assert f"Sans emploi : {file.sha256}" in answer.output
        repaired = runner.invoke(args=["files", "check", "--repair"])
        assert repaired.exit_code == 0
        assert sweeping.check().is_sound
    assert stored() == []


def test_what_is_missing_or_damaged_is_said_by_its_checksum(context, runner):
    missing, damaged = make_file(content=b"un"), make_file(content=b"deux")
    storage.path_of(missing.sha256).unlink()
    storage.path_of(damaged.sha256).write_bytes(b"trois")
    answer = runner.invoke(args=["files", "check", "--repair"])
    assert answer.exit_code == 1
    assert f"Absent du disque : {missing.sha256}" in answer.output
    assert f"Abîmé : {damaged.sha256}" in answer.output


def test_a_file_left_unused_for_a_month_is_discarded_and_a_used_one_stays(context):
    old = make_file(content=b"vieux")
    used = make_file(content=b"joint", attached=True)
    with frozen_at(clock.now() + MONTH):
        sweeping.discard_leftovers()
    assert db.session.scalars(select(StoredFile.id)).all() == [used.id]
    assert stored() == [used.sha256]
    assert old.sha256 != used.sha256


def test_a_detached_file_stays_a_month_from_then(context):
    author = make_actor()
    file = make_file(author, attached=True)
    with frozen_at(clock.now() + MONTH):
        with transaction():
            actions.detach([file.id])
        sweeping.discard_leftovers()
        assert len(stored()) == 1
    with frozen_at(clock.now() + 2 * MONTH):
        sweeping.discard_leftovers()
    assert stored() == []


def test_a_content_held_by_another_row_survives_the_first(context):
    make_file(content=b"pareil")
    used = make_file(content=b"pareil", attached=True)
    with frozen_at(clock.now() + MONTH):
        sweeping.discard_leftovers()
    assert stored() == [used.sha256]


def test_a_transaction_undone_leaves_a_content_that_is_swept(context):
    make_file_undone(b"perdu")
    assert db.session.scalar(select(func.count(StoredFile.id))) == 0
    assert len(stored()) == 1
    with frozen_at(clock.now() + LATER):
        sweeping.discard_leftovers()
    assert stored() == []


def make_file_undone(content: bytes) -> None:
    from io import BytesIO

    actions.store_upload(make_actor(), BytesIO(content), "a.txt", max_bytes=1000)
    db.session.rollback()


def test_a_content_sent_again_while_it_is_being_swept_is_not_lost(context):
    file = make_file(content=b"encore")
    place = storage.path_of(file.sha256)
    long_ago = time.time() - 10 * 3600
    os.utime(place, (long_ago, long_ago))
    condemned = list(storage.untouched_checksums())
    make_file(content=b"encore")  # between the sweeper's look and its hand
    assert condemned == [file.sha256]
    assert not storage.remove(file.sha256)
    assert place.read_bytes() == b"encore"


def test_what_a_killed_process_was_receiving_is_removed(context, files_dir):
    half = files_dir / "incoming" / "abc"
    half.mkdir(parents=True)
    (half / "received").write_bytes(b"half")
    assert storage.remove_leftovers() == 0
    with frozen_at(clock.now() + LATER):
        assert storage.remove_leftovers() == 1
    assert not half.exists()


def test_the_folder_of_a_killed_program_is_removed(context, monkeypatch, tmp_path):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    old, young = tmp_path / "tremplin-worker-old", tmp_path / "tremplin-worker-young"
    old.mkdir()
    young.mkdir()
    long_ago = time.time() - 2 * 3600
    os.utime(old, (long_ago, long_ago))
    sweeping.discard_leftovers()
    assert (old.exists(), young.exists()) == (False, True)
