"""One archive of everything, made while people write, read back elsewhere."""

import io
import tarfile
import threading

import pytest
from sqlalchemy import func, select

from app.accounts.actions import create_member
from app.accounts.actor import actor_for
from app.accounts.models import Member
from app.database import db, transaction
from app.files.actions import attach, store_upload
from app.files.models import StoredFile
from app.files.storage import path_of
from app.files.sweeping import check
from app.jobs import backup

pytestmark = pytest.mark.real_site


def _fill(site, people=3):
    with site.app_context(), transaction():
        members = [create_member(f"Membre {n}", f"membre{n}@exemple.test") for n in range(people)]
        actor = actor_for(members[-1])
        words = io.BytesIO("Une grille d’entretien.".encode())
        file = store_upload(actor, words, "grille.txt", max_bytes=1000)
        attach(actor, [file.id])


def _count(site, table):
    with site.app_context():
        return db.session.scalar(select(func.count()).select_from(table))


def test_an_archive_restored_elsewhere_holds_people_and_files(make_site, tmp_path):
    here, there = make_site("here"), make_site("there", migrated=False)
    _fill(here)
    with here.app_context():
        archive = backup.make_backup(tmp_path / "backups")
    with there.app_context():
        backup.read_backup(archive)
        file = db.session.scalars(select(StoredFile)).one()
        assert path_of(file.sha256).read_text() == "Une grille d’entretien."
        assert check().is_sound
    assert _count(there, Member) == 3


def test_an_archive_made_while_people_write_is_consistent(make_site, tmp_path):
    here, there = make_site("here"), make_site("there", migrated=False)
    _fill(here)
    done = threading.Event()

    def write_on():
        with here.app_context():
            for n in range(200):
                if done.is_set():
                    return
                with transaction():
                    create_member(f"Nouveau {n}", f"nouveau{n}@exemple.test")

    writer = threading.Thread(target=write_on)
    writer.start()
    with here.app_context():
        archive = backup.make_backup(tmp_path / "backups")
    done.set()
    writer.join()
    with there.app_context():
        backup.read_backup(archive)
        assert db.session.connection().exec_driver_sql("PRAGMA integrity_check").scalar() == "ok"
    assert 3 <= _count(there, Member) <= _count(here, Member)


def test_a_damaged_archive_is_refused_and_changes_nothing(make_site, tmp_path):
    here, there = make_site("here"), make_site("there", migrated=False)
    _fill(here)
    with here.app_context():
        archive = backup.make_backup(tmp_path / "backups")
    damaged = tmp_path / "damaged.tar.gz"
    with tarfile.open(archive) as sound, tarfile.open(damaged, "w:gz") as bad:
        for entry in sound:
            content = sound.extractfile(entry)
            assert content is not None
            body = content.read()
            if entry.name.startswith("files/"):
                body = b"x" * len(body)
            bad.addfile(entry, io.BytesIO(body))
    with there.app_context(), pytest.raises(backup.BackupError, match="abîmé"):
        backup.read_backup(damaged)
    assert not (tmp_path / "there" / "tremplin.db").exists()


def test_something_else_than_an_archive_is_refused(make_site, tmp_path):
    there = make_site("there", migrated=False)
    other = tmp_path / "photo.tar.gz"
    other.write_bytes(b"not an archive")
    with there.app_context(), pytest.raises(backup.BackupError, match="ne peut pas être lue"):
        backup.read_backup(other)


def test_a_site_that_is_there_is_put_aside_only_when_asked(make_site, tmp_path):
    here, there = make_site("here"), make_site("there")
    _fill(here)
    _fill(there, people=1)
    with here.app_context():
        archive = backup.make_backup(tmp_path / "backups")
    with there.app_context():
        with pytest.raises(backup.BackupError, match="contient déjà un site"):
            backup.read_backup(archive)
        assert db.session.scalar(select(func.count(Member.id))) == 1
        backup.read_backup(archive, replace=True)
    assert _count(there, Member) == 3
    (aside,) = (tmp_path / "there").glob("before-restore-*")
    assert (aside / "tremplin.db").exists()


def test_old_archives_are_rotated(tmp_path):
    for day in range(5):
        (tmp_path / f"tremplin-2026010{day}-020000.tar.gz").touch()
    removed = backup.rotate(tmp_path, keep=2)
    assert len(removed) == 3
    assert {one.name for one in tmp_path.iterdir()} == {
        "tremplin-20260103-020000.tar.gz",
        "tremplin-20260104-020000.tar.gz",
    }
