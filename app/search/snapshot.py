"""The index as one array of passages: which live, which belong together, who may read them."""

from collections.abc import Collection, Sequence
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from app.search.index_schema import RECORD, Hashes
from app.search.segments import Docs, IndexSegment, Numbers, OpenIndex, StoredPassage

Scalar = TypeVar("Scalar", bound=np.generic)
Mask = NDArray[np.bool_]
Floats = NDArray[np.float32]

# Averages enter every cached impact: they follow the index only when it moved by more than this.
AVERAGE_DRIFT = 0.02
SATURATION = 1.6
LENGTH_PART = 0.75


class Averages:
    """How long titles and texts are on average, as the scores see them."""

    def __init__(self, title: float, text: float) -> None:
        self.title = max(title, 1e-6)
        self.text = max(text, 1e-6)

    def is_near(self, other: "Averages") -> bool:
        """Say whether scores may go on with the other averages."""
        return all(
            abs(mine / theirs - 1) <= AVERAGE_DRIFT
            for mine, theirs in ((self.title, other.title), (self.text, other.text))
        )


class Snapshot:
    """All passages of the open segments under one numbering, and the things they make up."""

    def __init__(self, index: OpenIndex, earlier: "Snapshot | None" = None) -> None:
        self.segments: list[IndexSegment] = list(index.segments)
        sizes = [segment.size for segment in self.segments]
        self.bases = np.concatenate([[0], np.cumsum(sizes)]).astype(np.int64)
        self.size = int(self.bases[-1])
        self.alive = np.ones(self.size, np.bool_)
        self.segment_has_deleted = [bool(len(deleted)) for deleted in index.deleted]
        for base, deleted in zip(self.bases, index.deleted, strict=False):
            self.alive[base + deleted] = False
        self.live_count = int(np.count_nonzero(self.alive))
        self.records = _joined([segment.records for segment in self.segments], RECORD)
        self._gather_things()
        self._gather_audiences()
        self.averages = self._averages(earlier)

    def _gather_things(self) -> None:
        codes = self.records["kind"].astype(np.uint64) << np.uint64(32)
        codes |= self.records["object_id"].astype(np.uint64)
        live = np.flatnonzero(self.alive)
        # Things in order, and the passages of each in theirs: its beginning comes first.
        live = live[np.lexsort((self.records["position"][live], codes[live]))]
        self.thing_codes, first, things = np.unique(
            codes[live], return_index=True, return_inverse=True
        )
        self.thing_count = len(self.thing_codes)
        # A passage that was deleted belongs to no thing; it is never looked up.
        self.thing_of = np.zeros(self.size, np.int32)
        self.thing_of[live] = things
        self.first_passage = live[first]
        self.thing_kind = self.records["kind"][self.first_passage]
        self.thing_published = np.zeros(self.thing_count, np.uint32)
        np.maximum.at(self.thing_published, things, self.records["published"][live])

    def _gather_audiences(self) -> None:
        self._audience_sets: list[frozenset[int]] = []
        classes = []
        for segment in self.segments:
            classes.append(segment.audience_class + np.int32(len(self._audience_sets)))
            self._audience_sets += segment.audiences
        self._audience_class = _joined(classes, np.int32)

    def _averages(self, earlier: "Snapshot | None") -> Averages:
        if not self.live_count:
            return Averages(1, 1)
        averages = Averages(
            float(self.records["title_length"][self.alive].mean()),
            float(self.records["text_length"][self.alive].mean()),
        )
        if earlier and earlier.live_count and averages.is_near(earlier.averages):
            return earlier.averages
        return averages

    @cached_property
    def title_dampers(self) -> Floats:
        """For each passage the length penalty of its title, ready for the saturation."""
        return self._dampers("title_length", self.averages.title)

    @cached_property
    def text_dampers(self) -> Floats:
        """For each passage the length penalty of its text, ready for the saturation."""
        return self._dampers("text_length", self.averages.text)

    def _dampers(self, field: str, average: float) -> Floats:
        lengths = self.records[field].astype(np.float32)
        dampers = SATURATION * ((1 - LENGTH_PART) + LENGTH_PART * lengths / np.float32(average))
        return dampers.astype(np.float32)

    @cached_property
    def title_shares(self) -> Floats:
        """For each passage n to the power -1/2, n passages sharing its title: a thread is not a hit
        in every post because of its title.
        """
        shares = np.ones(self.size, np.float32)
        _, titles, counts = np.unique(
            self.records["title"][self.alive], return_inverse=True, return_counts=True
        )
        shares[self.alive] = (counts[titles] ** -0.5).astype(np.float32)
        return shares

    @cached_property
    def _labels(self) -> tuple[Numbers, Docs, Docs]:
        """The distinct labels, then for each label of each thing its place there and the thing.

        The passages of a thing are written together and carry the same labels: those of its first
        passage are taken.
        """
        docs = [
            segment.label_docs + np.int32(base)
            for segment, base in zip(self.segments, self.bases, strict=False)
        ]
        label_docs = _joined(docs, np.int32)
        labels = _joined([segment.labels for segment in self.segments], np.uint32)
        is_first = np.zeros(self.size, np.bool_)
        is_first[self.first_passage] = True
        kept = is_first[label_docs]
        names, places = np.unique(labels[kept], return_inverse=True)
        return names, places.astype(np.int32), self.thing_of[label_docs[kept]]

    def readable(self, audiences: Collection[int]) -> Mask:
        """Return which passages live and are for one of these audiences."""
        allowed = [not keys.isdisjoint(audiences) for keys in self._audience_sets]
        mask: Mask = np.array(allowed, np.bool_)[self._audience_class]
        mask &= self.alive
        return mask

    def things_with_label(self, chosen: Collection[int]) -> Mask:
        """Return which things carry one of the labels."""
        names, places, things = self._labels
        wanted = np.isin(names, np.array(sorted(chosen), np.uint32))
        mask = np.zeros(self.thing_count, np.bool_)
        mask[things[wanted[places]]] = True
        return mask

    def count_labels(self, things: Mask) -> dict[int, int]:
        """Return how many of these things carry each label."""
        names, places, owners = self._labels
        counts = np.bincount(places[things[owners]], minlength=len(names))
        return {int(names[at]): int(counts[at]) for at in np.flatnonzero(counts)}

    def place(self, doc: int) -> tuple[IndexSegment, int]:
        """Return the segment of a passage and its number there."""
        at = int(np.searchsorted(self.bases, doc, side="right")) - 1
        return self.segments[at], doc - int(self.bases[at])

    def sequence(self, doc: int) -> Hashes:
        """Return the hashed words of a passage."""
        segment, own = self.place(doc)
        return segment.sequence(own)

    def stored(self, doc: int) -> StoredPassage:
        """Return what is shown of a passage."""
        segment, own = self.place(doc)
        return segment.stored(own)

    @cached_property
    def kind_names(self) -> dict[int, str]:
        """The name behind each number of a kind in the index."""
        codes, first = np.unique(self.thing_kind, return_index=True)
        return {
            int(code): self.stored(int(self.first_passage[at])).identifier.partition(":")[0]
            for code, at in zip(codes, first, strict=True)
        }


def _joined(arrays: Sequence[NDArray[Scalar]], dtype: DTypeLike) -> NDArray[Scalar]:
    return np.concatenate(arrays) if arrays else np.zeros(0, dtype)
