"""French that reads as French: what the big site says, drawn anew for each message.

The words and their order come from real texts: those of the folder `BENCH_TEXT` when it is set
(`*.jsonl` with a `text` each, `*.txt`, `*.md`), and those that the product ships. A share of the
long words gives way to French word forms, drawn by the law of Zipf, so that the vocabulary is as
wide as that of people (well over 50,000 words in 100,000 messages), with as many rare words.
"""

import bisect
import itertools
import json
import os
import random
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from simplemma.strategies.dictionaries.dictionary_factory import DefaultDictionaryFactory

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = (ROOT / "app" / "demo" / "data", ROOT / "app" / "themes" / "data")
FORMS = 150_000
SHARE_OF_FORMS = 0.15
SHORTEST_REPLACED = 5
SHORTEST_RUN, LONGEST_RUN = 3, 9
_TOKENS = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*|\d+|[.,;:?]")
_ADDRESS = re.compile(r"\S*(?:://|@)\S*")
_WORD = re.compile(r"[a-zà-öø-ÿœæ]{4,16}")
_JSON_TEXT = re.compile(r'"([^"\\]{25,})"')
_ENDS = frozenset(".?")


def source_files() -> list[Path]:
    """Return the files the prose is made from, in an order that does not change."""
    folders = [*SHIPPED]
    if given := os.environ.get("BENCH_TEXT"):
        folders.append(Path(given))
    kinds = {".md", ".txt", ".json", ".jsonl", ".yaml"}
    return sorted(file for folder in folders for file in folder.rglob("*") if file.suffix in kinds)


class Prose:
    """Draws words, sentences and messages; the same random source draws the same ones."""

    def __init__(self) -> None:
        tokens = [token for text in _texts() for token in _TOKENS.findall(_ADDRESS.sub(" ", text))]
        self._tokens = tokens
        self._places: dict[str, list[int]] = defaultdict(list)
        for place, token in enumerate(tokens[:-1]):
            self._places[token].append(place)
        self._forms = _forms()
        weights = (1 / (rank + 20) for rank in range(len(self._forms)))
        self._scale = list(itertools.accumulate(weights))

    def words(self, rng: random.Random, count: int) -> list[str]:
        """Draw a run of words and marks, following real French a few words at a time."""
        drawn: list[str] = []
        place = rng.randrange(len(self._tokens) - LONGEST_RUN - 1)
        while len(drawn) < count:
            end = place + rng.randint(SHORTEST_RUN, LONGEST_RUN)
            drawn += self._tokens[place:end]
            # From another place where the last word stands, so that two words always follow.
            place = rng.choice(self._places.get(drawn[-1], [0])) + 1
        return [self._perhaps_another(rng, token) for token in drawn[:count]]

    def form(self, rng: random.Random) -> str:
        """Draw one word form, frequent ones more often."""
        return self._forms[bisect.bisect(self._scale, rng.random() * self._scale[-1])]

    def line(self, rng: random.Random, count: int) -> str:
        """Draw a title: so many words, no mark."""
        words = [token for token in self.words(rng, 2 * count) if token[0].isalnum()][:count]
        return _capital(" ".join(words))

    def paragraph(self, rng: random.Random, count: int) -> str:
        """Draw sentences, of so many words in all."""
        said, at_start = [], True
        for token in self.words(rng, count):
            if token[0].isalnum():
                said.append(_capital(token) if at_start else token)
                at_start = False
            elif said and said[-1][-1].isalnum():
                said[-1] += token
                at_start = token in _ENDS
        text = " ".join(said).rstrip(".,;:?")
        return f"{text}."

    def message(self, rng: random.Random, count: int = 130) -> str:
        """Draw what a member writes: paragraphs, now and then a list, a quotation, a link.

        Marks are drawn too, so that a count of 130 makes about 120 words.
        """
        length = max(20, round(rng.gauss(count, count / 3)))
        parts = []
        while length > 0:
            part = min(length, rng.randint(25, 60))
            parts.append(self._part(rng, max(part, 8)))
            length -= part
        return "\n\n".join(parts)

    def _part(self, rng: random.Random, count: int) -> str:
        chance = rng.random()
        if chance < 0.08:
            items = [self.paragraph(rng, count // 3) for _ in range(3)]
            return "\n".join(f"- {item}" for item in items)
        if chance < 0.12:
            return f"> {self.paragraph(rng, count)}"
        text = self.paragraph(rng, count)
        if chance < 0.2:
            word = self.form(rng)
            return f"{text} **{_capital(word)}** : https://{word}.exemple.test/{self.form(rng)}"
        return text

    def _perhaps_another(self, rng: random.Random, token: str) -> str:
        if len(token) >= SHORTEST_REPLACED and token.islower() and rng.random() < SHARE_OF_FORMS:
            return self.form(rng)
        return token


def _texts() -> Iterator[str]:
    for file in source_files():
        text = file.read_text("utf-8")
        if file.suffix == ".jsonl":
            yield from (json.loads(line)["text"] for line in text.splitlines() if '"text"' in line)
        elif file.suffix == ".json":
            yield from _JSON_TEXT.findall(text)
        else:
            yield text.rpartition("\n---\n")[2]


def _forms() -> list[str]:
    """Return French word forms in a rank of their own: the list tells no frequency."""
    dictionary = DefaultDictionaryFactory().get_dictionary("fr")
    kept = sorted(form for form in dictionary if _WORD.fullmatch(form))
    random.Random(1).shuffle(kept)
    return kept[:FORMS]


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
