"""The score again, written from its definition, word by word and passage by passage.

Slow and plain on purpose: the engine must give the same numbers.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import log
from statistics import fmean

from app.search.analysis import Word, words
from app.search.kinds import SearchDocument


@dataclass
class Passage:
    title: list[Word]
    text: list[Word]
    title_written: str

    @classmethod
    def of(cls, document: SearchDocument) -> "Passage":
        return cls(
            words(document.title), words(f"{document.heading}\n{document.body}"), document.title
        )


class BruteForce:
    def __init__(self, documents: Sequence[SearchDocument]) -> None:
        self.passages = [Passage.of(document) for document in documents]
        self.title_average = fmean(len(passage.title) for passage in self.passages)
        self.text_average = fmean(len(passage.text) for passage in self.passages)
        self.sharing = Counter(passage.title_written for passage in self.passages)

    def scores(self, question: str) -> list[float]:
        """The final score of every passage; 0 where no word of the question stands."""
        asked = words(question)
        return [self.score(passage, asked) for passage in self.passages]

    def score(self, passage: Passage, asked: list[Word]) -> float:
        stems = list(dict.fromkeys(word.stem for word in asked))
        idf = {stem: self.idf(stem) for stem in stems}
        held = [stem for stem in stems if stem in _stems(passage)]
        if not held:
            return 0.0
        first = sum(idf[stem] * self.fields(passage, _has_stem(stem)) for stem in held)
        first *= float((len(held) / len(stems)) ** 0.2)
        prefixes: dict[str, float] = {}
        for word in asked:
            start = _start(word.form)
            prefixes[start] = max(prefixes.get(start, 0), idf[word.stem])
        second = sum(
            weight * self.fields(passage, _begins(start)) for start, weight in prefixes.items()
        )
        return (first + 0.5 * second) * (
            1 + 0.6 * _proximity(passage, asked) + 0.4 * _exact(passage, asked, idf)
        )

    def idf(self, stem: str) -> float:
        holders = sum(stem in _stems(passage) for passage in self.passages)
        return log(1 + (len(self.passages) - holders + 0.5) / (holders + 0.5))

    def fields(self, passage: Passage, is_wanted: Callable[[Word], bool]) -> float:
        share: float = self.sharing[passage.title_written] ** -0.5
        title = _saturation(sum(map(is_wanted, passage.title)), passage.title, self.title_average)
        text = _saturation(sum(map(is_wanted, passage.text)), passage.text, self.text_average)
        return 1.5 * share * title + text


def _has_stem(stem: str) -> Callable[[Word], bool]:
    return lambda word: word.stem == stem


def _begins(start: str) -> Callable[[Word], bool]:
    return lambda word: _start(word.form) == start


def _stems(passage: Passage) -> set[str]:
    return {word.stem for word in passage.title + passage.text}


def _start(form: str) -> str:
    return form if form[0].isdigit() else form[:5]


def _saturation(count: int, field: list[Word], average: float) -> float:
    return 2.6 * count / (count + 1.6 * (0.25 + 0.75 * len(field) / average))


def _proximity(passage: Passage, asked: list[Word]) -> float:
    pairs = list(pairwise(asked))
    near = [
        max(_nearest(passage.title, left, right), _nearest(passage.text, left, right))
        for left, right in pairs
        if left.stem != right.stem
    ]
    return sum(near) / max(1, len(pairs))


def _nearest(field: list[Word], left: Word, right: Word) -> float:
    best = 0.0
    for i, one in enumerate(field):
        for j, other in enumerate(field):
            if one.stem == left.stem and other.stem == right.stem:
                if 0 < j - i <= 6:
                    best = max(best, 1 / (j - i))
                if 0 < i - j <= 5:
                    best = max(best, 1 / (i - j + 1))
    return best


def _exact(passage: Passage, asked: list[Word], idf: dict[str, float]) -> float:
    forms = {word.form for word in passage.title + passage.text}
    distinct = list(dict.fromkeys(asked))
    total = sum(idf[word.stem] for word in distinct)
    return sum(idf[word.stem] for word in distinct if word.form in forms) / total
