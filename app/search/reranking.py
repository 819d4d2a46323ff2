"""A second look at the best passages: do the words stand together, and as they were spelt?

(S + ½ P) · (1 + .6 · proximity + .4 · exact), from the stored sequences of hashed words alone.
P is the score S again over the first letters of the forms; proximity the mean, over neighbouring
words of the question, of 1 / distance up to 6; exact the share of idf whose very form is there.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.search.analysis import Word
from app.search.index_schema import Hashes, hash_of_form, hash_of_prefix, hash_of_stem
from app.search.scoring import TITLE_WEIGHT, saturation
from app.search.snapshot import Floats, Snapshot

PREFIX_WEIGHT = 0.5
PROXIMITY_WEIGHT = 0.6
EXACT_WEIGHT = 0.4
FARTHEST = 6

# Nothing before the gap is near anything behind it.
_GAP = np.zeros(FARTHEST + 1, np.uint32)


class Sequences:
    """The words of some passages in one row, titles and texts apart: hashes of stems and forms."""

    def __init__(self, snapshot: Snapshot, docs: Sequence[int]) -> None:
        stems: list[Hashes] = []
        forms: list[Hashes] = []
        starts: list[int] = []
        position = 0
        for doc in docs:
            packed = snapshot.sequence(doc)
            title_length, words = int(packed[0]), (len(packed) - 1) // 2
            for column, start in ((stems, 1), (forms, 1 + words)):
                title_end = start + title_length
                column += [packed[start:title_end], _GAP, packed[title_end : start + words], _GAP]
            starts += [position, position + title_length + len(_GAP)]
            position += words + 2 * len(_GAP)
        self.doc_count = len(docs)
        self.stems = np.concatenate(stems)
        self.forms = np.concatenate(forms)
        # Two fields a passage, title then text; every field has at least its gap.
        self._field_starts = np.array(starts)
        self._doc_starts = self._field_starts[::2]

    def any_in(self, mask: NDArray[np.bool_]) -> NDArray[np.bool_]:
        """Return for each passage whether the mask is true somewhere in it."""
        return np.logical_or.reduceat(mask, self._doc_starts)

    def best_in(self, values: Floats) -> Floats:
        """Return for each passage the largest value in it."""
        return np.maximum.reduceat(values, self._doc_starts)

    def counts_in(self, mask: NDArray[np.bool_]) -> tuple[Floats, Floats]:
        """Return for each passage how often the mask is true in its title and in its text."""
        counts = np.add.reduceat(mask, self._field_starts, dtype=np.float32)
        return counts[::2], counts[1::2]


def rerank(
    snapshot: Snapshot,
    docs: Sequence[int],
    scores: Floats,
    words: Sequence[Word],
    idf: dict[str, float],
) -> Floats:
    """Return the final scores of these passages; `words` stand in the order they were asked."""
    sequences = Sequences(snapshot, docs)
    prefixes = _prefix_scores(snapshot, np.asarray(docs), sequences, words, idf)
    together = proximity(sequences, [word.stem for word in words])
    exact = _exact_shares(sequences, words, idf)
    bonus = 1 + PROXIMITY_WEIGHT * together + EXACT_WEIGHT * exact
    return ((scores + PREFIX_WEIGHT * prefixes) * bonus).astype(np.float32)


def proximity(sequences: Sequences, stems: Sequence[str]) -> Floats:
    """Return for each passage how near neighbouring words of the question stand in it."""
    total: Floats = np.zeros(sequences.doc_count, np.float32)
    places = {stem: sequences.stems == np.uint32(hash_of_stem(stem)) for stem in set(stems)}
    present = {stem: bool(where.any()) for stem, where in places.items()}
    for left, right in pairwise(stems):
        if left != right and present[left] and present[right]:
            total += sequences.best_in(_nearness(places[left], places[right]))
    total /= max(1, len(stems) - 1)
    return total


def _nearness(left: NDArray[np.bool_], right: NDArray[np.bool_]) -> Floats:
    """Return 1 / distance where the words stand in order; turned round they count one farther."""
    nearness = np.zeros(len(left), np.float32)
    for distance in range(FARTHEST, 0, -1):
        if distance < FARTHEST:
            turned = right[:-distance] & left[distance:]
            nearness[:-distance][turned] = np.maximum(
                nearness[:-distance][turned], 1 / (distance + 1)
            )
        in_order = left[:-distance] & right[distance:]
        nearness[:-distance][in_order] = np.maximum(nearness[:-distance][in_order], 1 / distance)
    return nearness


def holds_phrase(sequences: Sequences, stems: Sequence[str]) -> NDArray[np.bool_]:
    """Return for each passage whether the stems follow one another in it."""
    length = len(sequences.stems)
    following = np.ones(length, np.bool_)
    for offset, stem in enumerate(stems):
        here = np.zeros(length, np.bool_)
        where = sequences.stems == np.uint32(hash_of_stem(stem))
        here[: length - offset] = where[offset:]
        following &= here
    return sequences.any_in(following)


def _exact_shares(sequences: Sequences, words: Sequence[Word], idf: dict[str, float]) -> Floats:
    shares = np.zeros(sequences.doc_count, np.float32)
    total = 0.0
    for word in dict.fromkeys(words):
        total += idf[word.stem]
        there = sequences.forms == np.uint32(hash_of_form(word.form))
        shares += np.float32(idf[word.stem]) * sequences.any_in(there)
    return shares / (total or 1)


def _prefix_scores(
    snapshot: Snapshot,
    docs: NDArray[np.int64],
    sequences: Sequences,
    words: Sequence[Word],
    idf: dict[str, float],
) -> Floats:
    weights: dict[int, float] = {}
    for word in words:
        prefix = hash_of_prefix(word.form)
        weights[prefix] = max(weights.get(prefix, 0.0), idf[word.stem])
    starts = sequences.forms >> np.uint32(16)
    shares = snapshot.title_shares[docs] * np.float32(TITLE_WEIGHT)
    scores = np.zeros(len(docs), np.float32)
    for prefix, weight in weights.items():
        in_title, in_text = sequences.counts_in(starts == prefix)
        title = saturation(in_title, snapshot.title_dampers[docs])
        text = saturation(in_text, snapshot.text_dampers[docs])
        scores += np.float32(weight) * (shares * title + text)
    return scores
