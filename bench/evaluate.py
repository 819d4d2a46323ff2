"""`make eval`: how well the search answers judged French questions, and how fast.

The questions are read from `SEARCH_EVAL` (a folder with `piaf/` inside) and are not part of the
product. Settings are tuned on the questions of even number; those of odd number are what counts.
"""

import json
import os
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import log2
from pathlib import Path

from app.search.engine import Change, Key, Question
from app.search.kinds import SearchDocument
from app.search.whoosh_engine import WhooshEngine

KIND = "paragraph"
LOOKED_AT = 10
EVERYBODY = frozenset({"public"})
FACETS: Mapping[str, frozenset[int]] = {"theme": frozenset(), "etape": frozenset()}
DEFAULT_FOLDER = Path(__file__).resolve().parents[2] / "shared" / "search_eval"


@dataclass(frozen=True)
class Judged:
    """A question and how much each document answers it."""

    number: int
    text: str
    relevance: Mapping[int, int]


def read_lines(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def read_questions(folder: Path) -> list[Judged]:
    relevance: dict[str, dict[int, int]] = defaultdict(dict)
    with (folder / "qrels.tsv").open(encoding="utf-8") as lines:
        next(lines)
        for line in lines:
            question, document, grade = line.split("\t")
            relevance[question][int(document[1:])] = int(grade)
    return [
        Judged(int(row["id"][1:]), row["text"], relevance[row["id"]])
        for row in read_lines(folder / "queries.jsonl")
    ]


def changes(folder: Path) -> Iterable[Change]:
    for row in read_lines(folder / "corpus.jsonl"):
        document = SearchDocument(
            part="texte", title=row["title"], body=row["text"], kind=KIND, audience=EVERYBODY
        )
        yield Change(key=Key(KIND, int(row["id"][1:])), documents=[document])


def gain(grades: Sequence[int]) -> float:
    return sum(grade / log2(rank + 2) for rank, grade in enumerate(grades))


def ndcg(found: Sequence[int], relevance: Mapping[int, int]) -> float:
    best = gain(sorted(relevance.values(), reverse=True)[:LOOKED_AT])
    return gain([relevance.get(number, 0) for number in found]) / best if best else 0.0


def evaluate(engine: WhooshEngine, questions: Sequence[Judged], name: str) -> None:
    scores: list[float] = []
    times: list[float] = []
    for judged in questions:
        start = time.perf_counter()
        found = engine.find(Question(text=judged.text, audiences=EVERYBODY, labels=FACETS))
        times.append(time.perf_counter() - start)
        things = [thing.key.object_id for thing in found.things[:LOOKED_AT]]
        scores.append(ndcg(things, judged.relevance))
    times.sort()
    middle, late = times[len(times) // 2], times[int(len(times) * 0.95)]
    print(
        f"{name:28} nDCG@10 {sum(scores) / len(scores):.3f}   "
        f"p50 {middle * 1000:.1f} ms   p95 {late * 1000:.1f} ms   ({len(questions)} questions)"
    )


def main() -> int:
    folder = Path(os.environ.get("SEARCH_EVAL", DEFAULT_FOLDER)) / "piaf"
    if not folder.is_dir():
        print(f"Pas de questions jugées dans {folder} : rien n’est mesuré (SEARCH_EVAL=dossier).")
        return 0
    questions = read_questions(folder)
    with tempfile.TemporaryDirectory() as temporary:
        engine = WhooshEngine(Path(temporary))
        engine.create()
        start = time.perf_counter()
        engine.write(changes(folder))
        print(f"{'piaf, indexé en':28} {time.perf_counter() - start:.1f} s")
        evaluate(engine, [q for q in questions if q.number % 2 == 0], "piaf, pairs (réglage)")
        evaluate(engine, [q for q in questions if q.number % 2], "piaf, impairs (à retenir)")
        engine.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
