"""The segments of the index, opened whole and kept while they live.

Whoosh's own refreshing brings superseded segments back and leaks descriptors, so the table of
contents is read here: segments already open are kept, new ones are opened whole, and nothing is
replaced before everything is open. A merge may pull a file away meanwhile; the table of contents
is then read again.

Private names of whoosh3 3.54 used here, and only here: FileIndex._read_toc, SegmentReader._terms
and _segid, W3LeafMatcher's _read_data, _data, _goto, _nextoffset, _lastblock and _blocklength,
and the _dbfile, _basepos and _lengths of its columns.
"""

# ruff: noqa: SLF001 - the names listed above

import pickle
import struct
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from whoosh.codec.whoosh3 import W3LeafMatcher
from whoosh.filedb.filestore import FileStorage
from whoosh.index import FileIndex
from whoosh.index import IndexError as WhooshIndexError
from whoosh.reading import SegmentReader

from app.search.index_schema import AUDIENCE_FLAG, RECORD, Hashes, make_schema

Docs = NDArray[np.int32]
Numbers = NDArray[np.uint32]

TRIES = 12
UNREADABLE = (
    OSError,
    NameError,
    LookupError,
    TypeError,
    ValueError,
    AttributeError,
    ImportError,
    EOFError,
    AssertionError,
    OverflowError,
    MemoryError,
    struct.error,
    pickle.UnpicklingError,
    WhooshIndexError,  # empty, of another version, of « another architecture »
)


class Postings(NamedTuple):
    """The passages that hold a word in a field, and how often each does."""

    docs: Docs
    counts: NDArray[np.float32]


class StoredPassage(NamedTuple):
    """What is shown of a passage, as it was when it was indexed."""

    identifier: str
    title: str
    heading: str
    text: str


class IndexSegment:
    """One segment: its columns in memory, its postings and texts read when asked."""

    def __init__(self, reader: SegmentReader) -> None:
        self._reader = reader
        self.name: str = reader._segid
        self.size: int = reader.doc_count_all()
        self.records = _records(reader, self.size)
        numbers, docs = _numbers(reader)
        is_audience = numbers >= AUDIENCE_FLAG
        kept = ~is_audience & (numbers > 0)
        self.labels, self.label_docs = numbers[kept], docs[kept]
        self.audience_class, self.audiences = _audience_classes(
            numbers[is_audience] - np.uint32(AUDIENCE_FLAG), docs[is_audience], self.size
        )
        self._sequences = reader.column_reader("sequence", translate=False)
        # Opens the file of stored texts now: nothing of this segment is opened later, so that a
        # merge cannot pull it away from under a search.
        reader.stored_fields(0)

    def postings(self, field: str, word: str) -> Postings | None:
        """Return who holds the word in the field, None when nobody does."""
        terms = self._reader._terms
        key = word.encode()
        if (field, key) not in terms:
            return None
        matcher = terms.matcher(field, key, self._reader.schema[field].format)
        if isinstance(matcher, W3LeafMatcher):
            return _read_postings(matcher)
        docs, counts = [], []
        while matcher.is_active():
            docs.append(matcher.id())
            counts.append(matcher.weight())
            matcher.next()
        return Postings(np.array(docs, np.int32), np.array(counts, np.float32))

    def sequence(self, doc: int) -> Hashes:
        """Return the hashed words of a passage, as `index_schema` packed them."""
        return np.frombuffer(self._sequences[doc], np.uint32)

    def stored(self, doc: int) -> StoredPassage:
        """Return what is shown of a passage."""
        fields = self._reader.stored_fields(doc)
        return StoredPassage(
            fields["id"], fields["shown_title"], fields["heading"], fields["shown_text"]
        )

    def words(self, field: str, prefix: str = "") -> Iterator[tuple[str, int]]:
        """Give the words of a field that begin so, each with how many passages hold it."""
        for (name, word), info in self._reader._terms.items_from(field, prefix.encode()):
            text = word.decode()
            if name != field or not text.startswith(prefix):
                return
            yield text, info.doc_frequency()

    def close(self) -> None:
        """Give the files back."""
        self._reader.close()


class OpenIndex:
    """The segments that make up the index now, in order, with what was deleted from each."""

    def __init__(self, folder: Path) -> None:
        self._folder = str(folder)
        storage = FileStorage(self._folder, supports_mmap=False)
        self.whoosh_index = FileIndex(storage, schema=make_schema())
        self.segments: list[IndexSegment] = []
        self.deleted: list[NDArray[np.int64]] = []
        self._generation = -1

    def is_current(self) -> bool:
        """Say whether nothing was written since the last refresh; also when the folder is gone."""
        try:
            return self.whoosh_index.latest_generation() in (self._generation, -1)
        except OSError:
            return True

    def entries(self) -> list[Any]:
        """Return what the table of contents says of each segment."""
        return list(self.whoosh_index._read_toc().segments)

    def refresh(self) -> None:
        """Take the segments of the latest table of contents; keep the old ones when it cannot."""
        for attempt in range(TRIES):
            try:
                self._take_latest()
            except UNREADABLE:
                if attempt == TRIES - 1 and self._generation < 0:
                    raise
                time.sleep(0.01 * (attempt + 1))
            else:
                return

    def close(self) -> None:
        """Give every file back."""
        for segment in self.segments:
            segment.close()
        self.segments, self.deleted, self._generation = [], [], -1

    def _take_latest(self) -> None:
        contents = self.whoosh_index._read_toc()
        known = {segment.name: segment for segment in self.segments}
        latest: list[IndexSegment] = []
        deleted: list[NDArray[np.int64]] = []
        opened: list[IndexSegment] = []
        try:
            for entry in contents.segments:
                segment = known.pop(entry.segment_id(), None)
                if segment is None:
                    segment = self._open(contents, entry)
                    opened.append(segment)
                latest.append(segment)
                deleted.append(np.fromiter(entry.deleted_docs(), np.int64))
        except UNREADABLE:
            for segment in opened:
                segment.close()
            raise
        self.segments, self.deleted = latest, deleted
        self._generation = contents.generation
        for superseded in known.values():
            superseded.close()

    def _open(self, contents: Any, entry: Any) -> IndexSegment:
        files = _RememberingStorage(self._folder)
        try:
            return IndexSegment(
                SegmentReader(files, contents.schema, entry, generation=contents.generation)
            )
        except UNREADABLE:
            files.close_all()
            raise


class _RememberingStorage(FileStorage):
    """Knows which files it opened: a segment that cannot be read leaves them open."""

    def __init__(self, folder: str) -> None:
        super().__init__(folder, supports_mmap=False)  # type: ignore[no-untyped-call]
        self._opened: list[Any] = []

    def open_file(self, name: str, **options: Any) -> Any:
        file = super().open_file(name, **options)  # type: ignore[no-untyped-call]
        self._opened.append(file)
        return file

    def close_all(self) -> None:
        for file in self._opened:
            if not file.is_closed:
                file.close()


def _read_postings(matcher: Any) -> Postings:
    docs: list[Docs] = []
    counts: list[NDArray[np.float32]] = []
    while True:
        matcher._read_data()
        gaps, weights, _ = matcher._data
        docs.append(np.cumsum(np.array(gaps, np.int32), dtype=np.int32))
        if isinstance(weights, tuple):
            counts.append(np.array(weights, np.float32))
        else:
            same = 1.0 if weights is None else weights
            counts.append(np.full(matcher._blocklength, same, np.float32))
        if matcher._lastblock:
            break
        matcher._goto(matcher._nextoffset)
    if len(docs) == 1:
        return Postings(docs[0], counts[0])
    return Postings(np.concatenate(docs), np.concatenate(counts))


def _records(reader: SegmentReader, size: int) -> NDArray[np.void]:
    column: Any = reader.column_reader("record", translate=False)
    content = column._dbfile.get(column._basepos, size * RECORD.itemsize)
    records = np.zeros(size, RECORD)
    read = np.frombuffer(content, RECORD, count=len(content) // RECORD.itemsize)
    records[: len(read)] = read
    return records


def _numbers(reader: SegmentReader) -> tuple[Numbers, Docs]:
    """Return every label and audience of the segment, and the passage each belongs to."""
    column: Any = reader.column_reader("labels", translate=False)
    lengths = np.asarray(column._lengths, dtype=np.int64)
    content = column._dbfile.get(column._basepos, int(lengths.sum()))
    docs = np.repeat(np.arange(len(lengths), dtype=np.int32), lengths // 4)
    return np.frombuffer(content, np.uint32), docs


def _audience_classes(numbers: Numbers, docs: Docs, size: int) -> tuple[Docs, list[frozenset[int]]]:
    """Return for each passage the place of its set of audiences in the list of such sets.

    Passages share few sets; comparing each set with the reader's once is enough.
    """
    if not len(numbers):
        return np.zeros(size, np.int32), [frozenset()]
    mixed = numbers.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    sums = np.zeros(size, np.uint64)
    np.add.at(sums, docs, mixed ^ (mixed >> np.uint64(29)))
    _, first, classes = np.unique(sums, return_index=True, return_inverse=True)
    sets = []
    for doc in first:
        start, end = np.searchsorted(docs, [doc, doc + 1])
        sets.append(frozenset(int(number) for number in numbers[start:end]))
    return classes.astype(np.int32), sets
