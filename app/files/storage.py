"""The bytes of files on the disk: each content once, under its checksum.

A content is written to a temporary name, synced, renamed, and only then referred to by a row; so a
row never points to something half-written. Contents that no row refers to (a transaction that was
rolled back, a process that was killed) are swept later.
"""

import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import IO

from app import clock
from app.settings import current_settings

CHUNK = 1024 * 1024
INCOMING = "incoming"
TRASH = "trash"
CHECKSUM_LENGTH = 64
UNTOUCHED_FOR = timedelta(hours=2)  # longer than any transaction lasts


class TooLarge(Exception):
    """The stream holds more than what was allowed."""


@dataclass(frozen=True)
class Content:
    """Bytes on the disk, not yet under their checksum."""

    path: Path
    sha256: str
    size: int


def path_of(sha256: str) -> Path:
    """Return where a content stands, or would stand."""
    return current_settings().files_dir / sha256[:2] / sha256


@contextmanager
def receiving() -> Iterator[Path]:
    """Give a folder beside the contents for what comes in; nothing of it stays afterwards."""
    incoming = current_settings().files_dir / INCOMING
    incoming.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=incoming, ignore_cleanup_errors=True) as folder:
        yield Path(folder)


def write_stream(stream: IO[bytes], path: Path, *, max_bytes: int) -> int:
    """Write what comes in, and return its length; raise TooLarge as soon as it is."""
    written = 0
    with path.open("xb") as file:
        while chunk := stream.read(CHUNK):
            written += len(chunk)
            if written > max_bytes:
                raise TooLarge
            file.write(chunk)
    return written


def measure(path: Path) -> Content:
    """Return the checksum and length of a file of the disk."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while chunk := file.read(CHUNK):
            digest.update(chunk)
    return Content(path, digest.hexdigest(), path.stat().st_size)


def keep(content: Content) -> None:
    """Move a content to its place, surely: after this, a power cut does not lose it."""
    place = path_of(content.sha256)
    try:
        # Tells the sweeper that somebody counts on this content again.
        os.utime(place)
    except FileNotFoundError:
        pass
    else:
        return
    place.parent.mkdir(parents=True, exist_ok=True)
    _sync(content.path)
    content.path.chmod(0o640)
    content.path.rename(place)
    os.utime(place)
    _sync(place.parent)
    _sync(place.parent.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def stored_checksums() -> Iterator[str]:
    """Return the checksum of every content on the disk, by its name."""
    for folder in sorted(current_settings().files_dir.glob("??")):
        for path in sorted(folder.iterdir()):
            if len(path.name) == CHECKSUM_LENGTH and path.name.startswith(folder.name):
                yield path.name


def untouched_checksums() -> Iterator[str]:
    """Return the contents nobody has counted on lately."""
    limit = _untouched_limit()
    for sha256 in stored_checksums():
        if path_of(sha256).stat().st_mtime < limit:
            yield sha256


def remove(sha256: str) -> bool:
    """Remove a content unless somebody counts on it again this very moment.

    It is set aside first: `keep` then either found it before, and its new date shows here, or did
    not find it, and wrote it again.
    """
    place = path_of(sha256)
    trash = current_settings().files_dir / TRASH
    trash.mkdir(exist_ok=True)
    aside = trash / sha256
    place.rename(aside)
    if aside.stat().st_mtime >= _untouched_limit():
        aside.rename(place)
        return False
    aside.unlink()
    return True


def _untouched_limit() -> float:
    return (clock.now() - UNTOUCHED_FOR).timestamp()


def remove_leftovers() -> int:
    """Remove what killed processes left half-received; return how many there were."""
    limit = _untouched_limit()
    removed = 0
    for folder in (INCOMING, TRASH):
        for path in (current_settings().files_dir / folder).glob("*"):
            if path.stat().st_mtime < limit:
                _remove_tree(path)
                removed += 1
    return removed


def _remove_tree(path: Path) -> None:
    if path.is_dir():
        for inner in path.iterdir():
            _remove_tree(inner)
        path.rmdir()
    else:
        path.unlink()
