"""Writing the index: what changed in a thing and nothing else, all or nothing.

A thing is written again whole by those who describe it; here its passages are compared with those
the index holds, so that a reply in a thread of a thousand adds one passage, not a thousand.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

from app.search import merging
from app.search.engine import Key
from app.search.index_schema import fields_of, fingerprint, make_codec, object_key
from app.search.kinds import SearchDocument
from app.search.segments import OpenIndex
from app.search.spelling import SpellingNotes

SECONDS_TO_WAIT = 10


class IndexChangedError(Exception):
    """Somebody else writes this index: only one process may."""


class Added(NamedTuple):
    """A passage to write, and its place in its thing."""

    key: Key
    document: SearchDocument
    position: int


class IndexWriter:
    """Writes the index of one folder; keeps its segments open from one batch to the next."""

    def __init__(self, folder: Path) -> None:
        self._index = OpenIndex(folder)
        self._spellings = SpellingNotes(folder)

    def write(self, latest: Mapping[Key, Sequence[SearchDocument]]) -> bool:
        """Make the index hold these passages of these things; say whether anything changed."""
        if not self._index.is_current():
            self._index.refresh()
        added: list[Added] = []
        deleted: list[int] = []
        for key, documents in latest.items():
            held = self._held(key)
            added += [
                Added(key, document, position)
                for position, document in enumerate(documents)
                if held.pop(fingerprint(document), None) is None
            ]
            for passages in held.values():
                deleted += passages
        if not added and not deleted:
            return False
        self._commit(added, deleted)
        self._spellings.note(f"{new.document.title} {new.document.body}" for new in added)
        return True

    def close(self) -> None:
        """Give the files back."""
        self._index.close()

    def _commit(self, added: Sequence[Added], deleted: Sequence[int]) -> None:
        writer = self._writer()
        try:
            self._check_same_segments(writer)
            for passage in deleted:
                writer.delete_document(passage)
            for new in added:
                for fields in fields_of(new.key, new.document, new.position):
                    writer.add_document(**fields)
        except BaseException:
            writer.cancel()
            raise
        writer.commit(mergetype=merging.policy(merging.LARGEST_DAILY_MERGE))

    def tidy(self) -> bool:
        """Put large segments together when there are too many; say whether it was needed."""
        segments = self._index.entries()
        if not merging.choose(merging.living(segments), merging.LARGEST_NIGHTLY_MERGE):
            return False
        writer = self._writer()
        writer.commit(mergetype=merging.policy(merging.LARGEST_NIGHTLY_MERGE))
        return True

    def _writer(self) -> Any:
        return self._index.whoosh_index.writer(
            timeout=SECONDS_TO_WAIT, compound=True, codec=make_codec()
        )

    def _check_same_segments(self, writer: Any) -> None:
        own = [segment.name for segment in self._index.segments]
        if own != [segment.segment_id() for segment in writer.segments]:
            raise IndexChangedError

    def _held(self, key: Key) -> dict[int, list[int]]:
        """Return the passages of a thing by fingerprint, each by its number in the index."""
        held: dict[int, list[int]] = defaultdict(list)
        base = 0
        for segment, deleted in zip(self._index.segments, self._index.deleted, strict=True):
            postings = segment.postings("object", object_key(key))
            if postings is not None:
                for doc in np.setdiff1d(postings.docs, deleted):
                    held[int(segment.records["fingerprint"][doc])].append(base + int(doc))
            base += segment.size
        return held
