"""One archive of everything, made while people write, and read back on this machine or another.

The archive is a compressed tar: `manifest.json` (what is inside, with checksums), `tremplin.db`
(the database, see `snapshot`), `files/` (the contents that the database refers to), `secret_key`.
The index is not in it: it is rebuilt. Outgoing mail is in the database.
"""

import hashlib
import io
import json
import os
import shutil
import sqlite3
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

from sqlalchemy import inspect, text

from app.clock import now
from app.database import db
from app.files.storage import path_of
from app.jobs import migrations
from app.jobs.snapshot import load_snapshot, take_snapshot
from app.settings import Settings, current_settings

MANIFEST = "manifest.json"
DATABASE = "tremplin.db"
SECRET_KEY = "secret_key"  # noqa: S105 - the name of a file
FORMAT = 1
CHUNK = 1024 * 1024


class BackupError(Exception):
    """The archive cannot be made or read; the message says why, in French."""


def make_backup(folder: Path) -> Path:
    """Write an archive into the folder; it appears there only once complete and synced."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"tremplin-{now():%Y%m%d-%H%M%S}.tar.gz"
    with tempfile.TemporaryDirectory(dir=folder, prefix=".backup-") as temporary:
        snapshot = Path(temporary) / DATABASE
        version = take_snapshot(snapshot)
        partial = Path(temporary) / target.name
        with tarfile.open(partial, "w:gz", compresslevel=3) as archive:
            entries = _add_everything(archive, snapshot)
            manifest = {
                "format": FORMAT,
                "migration": version,
                "made_at": now().isoformat(),
            }
            _add_text(
                archive,
                MANIFEST,
                json.dumps({**manifest, "entries": entries}, indent=1),
            )
        partial.chmod(0o600)
        with partial.open("rb") as written:
            os.fsync(written.fileno())
        partial.replace(target)
    return target


def _add_everything(archive: tarfile.TarFile, snapshot: Path) -> dict[str, str]:
    entries = {DATABASE: _checksum(snapshot)}
    archive.add(snapshot, DATABASE)
    secret = current_settings().var_dir / SECRET_KEY
    if secret.is_file():
        entries[SECRET_KEY] = _checksum(secret)
        archive.add(secret, SECRET_KEY)
    for sha256, is_attached in _contents(snapshot):
        path = path_of(sha256)
        if path.is_file():
            name = f"files/{sha256[:2]}/{sha256}"
            entries[name] = sha256
            archive.add(path, name)
        elif is_attached:
            raise BackupError(f"Le contenu {sha256[:12]}… manque sur le disque : « files check ».")
    return entries


def _contents(snapshot: Path) -> Iterator[tuple[str, bool]]:
    """Return each content the snapshot refers to, and whether something on the site holds it."""
    with closing(sqlite3.connect(snapshot)) as connection:
        yield from (
            (sha256, bool(attached))
            for sha256, attached in connection.execute(
                "SELECT sha256, MAX(attached_at IS NOT NULL) FROM stored_files GROUP BY sha256"
            )
        )


def _add_text(archive: tarfile.TarFile, name: str, content: str) -> None:
    body = content.encode()
    entry = tarfile.TarInfo(name)
    entry.size = len(body)
    entry.mtime = int(now().timestamp())
    archive.addfile(entry, io.BytesIO(body))


def _checksum(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def read_backup(archive_path: Path, *, replace: bool = False) -> None:
    """Put an archive in the place of the site's data, once every checksum was verified.

    What was there is kept beside, under `before-restore-…`, when `replace` allows it; without it a
    data folder that holds a site is refused.
    """
    settings = current_settings()
    with tempfile.TemporaryDirectory(dir=settings.var_dir, prefix=".restore-") as temporary:
        folder = Path(temporary)
        _unpack(archive_path, folder)
        _verify(folder)
        db.session.remove()
        db.engine.dispose()
        if db.engine.dialect.name == "sqlite":
            _make_room(settings, replace=replace)
            shutil.move(folder / DATABASE, settings.var_dir / DATABASE)
        else:
            _refuse_a_full_database()
            migrations.upgrade()
            load_snapshot(folder / DATABASE)
        _place_files(folder, settings)
    migrations.upgrade()


def _unpack(archive_path: Path, folder: Path) -> None:
    try:
        with tarfile.open(archive_path, "r:gz") as archive:
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, OSError, EOFError) as problem:
        raise BackupError(f"Cette archive ne peut pas être lue : {problem}.") from problem


def _verify(folder: Path) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text())
    except (OSError, ValueError) as problem:
        raise BackupError("Ce fichier n’est pas une sauvegarde du site.") from problem
    if manifest.get("format") != FORMAT:
        raise BackupError("Cette sauvegarde vient d’une version que celle-ci ne sait pas lire.")
    for name, checksum in manifest["entries"].items():
        path = folder / name
        if not path.is_file() or _checksum(path) != checksum:
            raise BackupError(f"{name} est absent ou abîmé : la sauvegarde n’a pas été utilisée.")
    return manifest


def _make_room(settings: Settings, *, replace: bool) -> None:
    held = [one for one in settings.var_dir.iterdir() if _is_data(one)]
    if not held:
        return
    if not replace:
        raise BackupError(
            f"{settings.var_dir} contient déjà un site. Arrêtez-le, puis recommencez avec "
            "--replace : ses données seront mises de côté, pas effacées."
        )
    aside = settings.var_dir / f"before-restore-{now():%Y%m%d-%H%M%S}"
    aside.mkdir()
    for one in held:
        shutil.move(one, aside / one.name)


def _is_data(path: Path) -> bool:
    return path.name.startswith(DATABASE) or path.name in ("files", "index")


def _refuse_a_full_database() -> None:
    with db.engine.connect() as connection:
        if inspect(connection).has_table("members") and connection.scalar(
            text("SELECT count(*) FROM members")
        ):
            raise BackupError("Cette base contient déjà un site : donnez une base vide.")


def _place_files(folder: Path, settings: Settings) -> None:
    source = folder / "files"
    if source.is_dir():
        shutil.copytree(source, settings.files_dir, dirs_exist_ok=True)
    secret = folder / SECRET_KEY
    if secret.is_file():
        shutil.copy2(secret, settings.var_dir / SECRET_KEY)


def rotate(folder: Path, keep: int) -> list[Path]:
    """Remove all but the newest archives; return those removed."""
    old = sorted(folder.glob("tremplin-*.tar.gz"), reverse=True)[keep:]
    for archive in old:
        archive.unlink()
    return old
