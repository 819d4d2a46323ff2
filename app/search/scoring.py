"""The score of every passage for the words of a question: BM25F over title and text.

Σ idf · (1.5 · share · sat(title) + sat(text)) over the words, times (words found / words) ^ 0.2,
where idf = ln(1 + (N - df + ½) / (df + ½)) with df the passages holding the word in any field,
sat = 2.6 · tf / (tf + 1.6 · (.25 + .75 · length / average)) and share = n ^ -½ for the n passages
with the same title. Saturated parts are kept per segment and word while the segment lives.
"""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.search.segments import Docs, IndexSegment, Postings
from app.search.snapshot import SATURATION, Floats, Mask, Snapshot

TITLE_WEIGHT = 1.5
COORDINATION = 0.2
MOST_WORDS = 16
CACHED_POSTINGS = 4_000_000

Bits = NDArray[np.uint16]


class Impact(NamedTuple):
    """What one word brings in one segment, before its idf; `title_only` completes the count."""

    text_docs: Docs
    text: NDArray[np.float16]
    title_docs: Docs
    title: NDArray[np.float16]
    title_only: Docs

    @property
    def weight(self) -> int:
        """How much room it takes."""
        return len(self.text_docs) + len(self.title_docs) + len(self.title_only)

    def moved(self, base: int) -> "Impact":
        """Return it with the passages numbered from this base."""
        if not base:
            return self
        return self._replace(text_docs=self.text_docs + base, title_docs=self.title_docs + base)


@dataclass(frozen=True, slots=True)
class ScoredWord:
    """A stem to look for; `place` is the word of the question it stands for."""

    stem: str
    place: int


@dataclass
class Scores:
    """For every passage its score and which words of the question it holds."""

    scores: Floats
    found: Bits
    idf: list[float]

    def add(self, impact: Impact, weight: float, place: int, snapshot: Snapshot) -> None:
        """Add what a word brings, numbered as the snapshot does."""
        bit = np.uint16(1 << place)
        text_docs, title_docs = impact.text_docs, impact.title_docs
        self.scores[text_docs] += impact.text * np.float32(weight)
        self.found[text_docs] |= bit
        title = impact.title * snapshot.title_shares[title_docs]
        self.scores[title_docs] += title * np.float32(weight * TITLE_WEIGHT)
        self.found[title_docs] |= bit

    def hits(self, allowed: NDArray[np.bool_]) -> tuple[NDArray[np.intp], Floats, Floats]:
        """Return the allowed passages that hold a word, their scores, and the share of the
        question they hold, weighed by how telling each word is.
        """
        docs = np.flatnonzero((self.found != 0) & allowed)
        found = self.found[docs]
        coordination, shares = _tables(self.idf)
        return docs, self.scores[docs] * coordination[found], shares[found]


class ImpactCache:
    """Impacts of the words asked for lately; the least recently used go first."""

    def __init__(self, capacity: int = CACHED_POSTINGS) -> None:
        self._capacity = capacity
        self._impacts: OrderedDict[tuple[str, str], Impact] = OrderedDict()
        self._held = 0

    def impact(self, snapshot: Snapshot, at: int, stem: str) -> Impact:
        """Return what the stem brings in this segment of the snapshot."""
        segment = snapshot.segments[at]
        key = (segment.name, stem)
        impact = self._impacts.get(key)
        if impact is not None:
            self._impacts.move_to_end(key)
            return impact
        impact = _read_impact(snapshot, segment, int(snapshot.bases[at]), stem)
        self._impacts[key] = impact
        self._held += impact.weight + 1
        while self._held > self._capacity:
            _, dropped = self._impacts.popitem(last=False)
            self._held -= dropped.weight + 1
        return impact

    def follow(self, snapshot: Snapshot, earlier: Snapshot | None) -> None:
        """Forget what another snapshot made wrong: segments that are gone, moved averages."""
        if earlier is None or earlier.averages is not snapshot.averages:
            self._impacts.clear()
            self._held = 0
            return
        names = {segment.name for segment in snapshot.segments}
        for key in [key for key in self._impacts if key[0] not in names]:
            self._held -= self._impacts.pop(key).weight + 1


class HeldWords:
    """Who holds which words, among the passages a reader may read."""

    def __init__(self, snapshot: Snapshot, cache: ImpactCache, allowed: Mask) -> None:
        self._snapshot, self._cache, self._allowed = snapshot, cache, allowed

    def count(self, stem: str) -> int:
        """Return how many of them hold the stem."""
        return int(np.count_nonzero(self._allowed[self._docs(stem)]))

    def company(self, stem: str, others: Sequence[str]) -> float:
        """Return which share of those that hold the stem hold one of the others too."""
        docs = self._docs(stem)
        docs = docs[self._allowed[docs]]
        together = np.zeros(self._snapshot.size, np.bool_)
        for other in others:
            together[self._docs(other)] = True
        return float(np.mean(together[docs])) if len(docs) else 0.0

    def _docs(self, stem: str) -> Docs:
        parts = []
        for at, base in enumerate(self._snapshot.bases[:-1]):
            impact = self._cache.impact(self._snapshot, at, stem)
            parts += [impact.text_docs + int(base), impact.title_only + int(base)]
        return np.concatenate(parts) if parts else np.zeros(0, np.int32)


def score(snapshot: Snapshot, cache: ImpactCache, words: Sequence[ScoredWord]) -> Scores:
    """Return the scores of all passages for these words, at most MOST_WORDS places."""
    places = 1 + max((word.place for word in words), default=-1)
    sheet = Scores(
        scores=np.zeros(snapshot.size, np.float32),
        found=np.zeros(snapshot.size, np.uint16),
        idf=[0.0] * places,
    )
    for word in words:
        impacts = [cache.impact(snapshot, at, word.stem) for at in range(len(snapshot.segments))]
        weight = inverse_frequency(snapshot, impacts)
        sheet.idf[word.place] = max(sheet.idf[word.place], weight)
        for impact, base in zip(impacts, snapshot.bases, strict=False):
            sheet.add(impact.moved(int(base)), weight, word.place, snapshot)
    return sheet


def inverse_frequency(snapshot: Snapshot, impacts: Sequence[Impact]) -> float:
    """Return how telling a word is: the rarer the more."""
    holders = document_frequency(snapshot, impacts)
    return log(1 + (snapshot.live_count - holders + 0.5) / (holders + 0.5))


def document_frequency(snapshot: Snapshot, impacts: Sequence[Impact]) -> int:
    """Return how many living passages hold the word in any field."""
    holders = 0
    for at, impact in enumerate(impacts):
        if snapshot.segment_has_deleted[at]:
            alive = snapshot.alive[snapshot.bases[at] : snapshot.bases[at + 1]]
            holders += int(np.count_nonzero(alive[impact.text_docs]))
            holders += int(np.count_nonzero(alive[impact.title_only]))
        else:
            holders += len(impact.text_docs) + len(impact.title_only)
    return holders


def _read_impact(snapshot: Snapshot, segment: IndexSegment, base: int, stem: str) -> Impact:
    text_docs, text = _saturated(segment.postings("text", stem), snapshot.text_dampers, base)
    title_docs, title = _saturated(segment.postings("title", stem), snapshot.title_dampers, base)
    title_only = np.setdiff1d(title_docs, text_docs, assume_unique=True)
    return Impact(text_docs, text, title_docs, title, title_only)


def _saturated(
    postings: Postings | None, dampers: Floats, base: int
) -> tuple[Docs, NDArray[np.float16]]:
    if postings is None:
        return np.zeros(0, np.int32), np.zeros(0, np.float16)
    return postings.docs, saturation(postings.counts, dampers[postings.docs + base]).astype(
        np.float16
    )


def saturation(counts: Floats, dampers: Floats) -> Floats:
    """Return what so many occurrences count for: much at first, then less and less."""
    return (SATURATION + 1) * counts / (counts + dampers)


def _tables(idf: Sequence[float]) -> tuple[Floats, Floats]:
    """Return, for each combination of found words, the coordination and the share of idf."""
    counts = np.zeros(1, np.float32)
    weights = np.zeros(1, np.float32)
    for weight in idf:
        counts = np.concatenate([counts, counts + 1])
        weights = np.concatenate([weights, weights + np.float32(weight)])
    words = max(1, len(idf))
    coordination = (counts / words) ** COORDINATION
    return coordination.astype(np.float32), weights / (weights[-1] or 1)
