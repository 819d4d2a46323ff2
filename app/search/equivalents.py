"""Passages that say what was asked in other words of the field: they count too, for less."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from app.search.reranking import Sequences, holds_phrase
from app.search.scoring import ImpactCache, ScoredWord, Scores, score
from app.search.snapshot import Snapshot
from app.search.synonyms import Expansion

Docs = NDArray[np.intp]

FACTOR = 0.4
# Terms of several words are looked for word by word; only so many of the best are read to see
# whether the words follow one another.
MOST_READ = 200


def add_equivalents(
    snapshot: Snapshot,
    cache: ImpactCache,
    sheet: Scores,
    asked: Sequence[str],
    others: Sequence[Expansion],
) -> None:
    """Let passages that hold another term count as holding the words it stands for.

    However rare the other term, it never weighs more than those words.
    """
    places = {stem: place for place, stem in enumerate(asked)}
    for other in others:
        meant = [places[stem] for stem in other.instead_of if stem in places]
        if len(meant) < len(other.instead_of):
            continue
        own = score(snapshot, cache, [ScoredWord(stem, at) for at, stem in enumerate(other.stems)])
        docs = np.flatnonzero(own.found == (1 << len(other.stems)) - 1)
        if len(other.stems) > 1:
            docs = _holding(snapshot, own, docs, other.stems)
        limit = sum(sheet.idf[place] for place in meant) / (sum(own.idf) or 1)
        sheet.scores[docs] += own.scores[docs] * np.float32(FACTOR * min(1, limit))
        sheet.found[docs] |= np.uint16(sum(1 << place for place in meant))


def _holding(snapshot: Snapshot, own: Scores, docs: Docs, phrase: Sequence[str]) -> Docs:
    best = docs[np.argsort(-own.scores[docs], kind="stable")[:MOST_READ]]
    if not len(best):
        return best
    sequences = Sequences(snapshot, [int(doc) for doc in best])
    return best[holds_phrase(sequences, phrase)]
