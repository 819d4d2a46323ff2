"""The engine: an index in a folder, documents in, hits out. Knows no database and no page.

One object a process and folder, one lock around its reader, opened when first used: a server that
forks its workers opens in each. Only the job process writes. The index is disposable: the database
is the truth, and an index of another schema or language is set aside, not converted.
"""

import json
import shutil
import threading
import time
from collections.abc import Iterable
from pathlib import Path

from whoosh.filedb.filestore import FileStorage
from whoosh.index import TOC, LockError

from app.search import finding
from app.search.engine import Change, Found, Key, Question
from app.search.index_schema import index_stamp, make_schema
from app.search.scoring import ImpactCache
from app.search.segments import UNREADABLE, OpenIndex
from app.search.snapshot import Snapshot
from app.search.spelling import Spellings
from app.search.writing import IndexChangedError, IndexWriter

INDEX_NAME = "MAIN"
INDEX_IS_BUSY = (OSError, LockError, IndexChangedError)
"""Writing failed for a reason that passes: try the same again later."""
STATE_FILE = "state.json"
START_OF_2026 = 1_767_225_600


class WhooshEngine:
    """An index of this schema and language in a folder of its own inside `folder`."""

    def __init__(self, folder: Path) -> None:
        self._parent = folder
        self.folder = folder / index_stamp()
        self._lock = threading.Lock()
        self._index: OpenIndex | None = None
        self._snapshot: Snapshot | None = None
        self._writer: IndexWriter | None = None
        self._cache = ImpactCache()
        self._spellings = Spellings(self.folder)

    def exists(self) -> bool:
        """Say whether there is an index of this schema and language."""
        return any(self.folder.glob(f"_{INDEX_NAME}_*.toc"))

    def create(self) -> None:
        """Begin an empty index, in place of what is there."""
        with self._lock:
            self._close()
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder.mkdir(parents=True, exist_ok=True)
            # A reader of the index that was here must see that this one is another.
            generation = int(time.time()) - START_OF_2026
            TOC(make_schema(), [], generation).write(FileStorage(str(self.folder)), INDEX_NAME)

    def forget_other_indexes(self) -> None:
        """Delete the indexes of other schemas and languages, which nothing reads any more."""
        for other in self._parent.iterdir():
            if other.is_dir() and other.name != self.folder.name:
                shutil.rmtree(other, ignore_errors=True)

    def is_readable(self) -> bool:
        """Say whether the whole index can be opened."""
        try:
            index = OpenIndex(self.folder)
            index.refresh()
        except UNREADABLE:
            return False
        index.close()
        return True

    def write(self, changes: Iterable[Change]) -> None:
        """Make the index hold exactly these passages of these things, all or nothing.

        Of two changes of the same thing the last one counts. Returns when it is committed.
        """
        latest = {change.key: change.documents for change in changes}
        if latest:
            self._own_writer().write(latest)

    def tidy(self) -> bool:
        """Put large segments together, which takes a minute; say whether it was needed."""
        return self._own_writer().tidy()

    def find(self, question: Question) -> Found:
        """Answer a question from what is committed; an index that is not there knows nothing."""
        with self._lock:
            snapshot = self._latest_snapshot()
            if snapshot is None:
                return Found()
            try:
                return finding.find(snapshot, self._cache, self._spellings, question)
            except UNREADABLE:
                if self.is_readable():
                    raise  # a fault of ours, not of the disk
                return Found()

    def fingerprints(self) -> dict[Key, set[int]]:
        """Return every thing of the index with the fingerprints of its passages."""
        with self._lock:
            snapshot = self._latest_snapshot()
            if snapshot is None:
                return {}
            names = snapshot.kind_names
            records = snapshot.records[snapshot.alive]
        held: dict[Key, set[int]] = {}
        for record in records:
            key = Key(names[int(record["kind"])], int(record["object_id"]))
            held.setdefault(key, set()).add(int(record["fingerprint"]))
        return held

    def read_state(self) -> dict[str, int]:
        """Return what was noted beside the index, which goes away with it."""
        try:
            state = json.loads((self.folder / STATE_FILE).read_text())
        except (OSError, ValueError):
            return {}
        return state if isinstance(state, dict) else {}

    def write_state(self, state: dict[str, int]) -> None:
        """Note something beside the index."""
        unfinished = self.folder / f"{STATE_FILE}.new"
        unfinished.write_text(json.dumps(state))
        unfinished.replace(self.folder / STATE_FILE)

    def close(self) -> None:
        """Give every file back; the next question opens them again."""
        with self._lock:
            self._close()

    def _own_writer(self) -> IndexWriter:
        if self._writer is None:
            self._writer = IndexWriter(self.folder)
        return self._writer

    def _latest_snapshot(self) -> Snapshot | None:
        if self._index is None:
            try:
                self._index = OpenIndex(self.folder)
            except UNREADABLE:
                return None
        if not self._index.is_current():
            try:
                self._index.refresh()
            except UNREADABLE:  # damaged, and nothing older is open: the jobs build it again
                self._index = None
                return None
            self._snapshot, earlier = Snapshot(self._index, self._snapshot), self._snapshot
            self._cache.follow(self._snapshot, earlier)
        return self._snapshot

    def _close(self) -> None:
        if self._index is not None:
            self._index.close()
        if self._writer is not None:
            self._writer.close()
        self._index, self._snapshot, self._writer = None, None, None
        self._cache = ImpactCache()
