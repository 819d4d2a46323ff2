"""Words of the field that mean the same: looking for one finds the others too, lower down.

The groups stand in `data/synonyms.txt`, one a line, with their own explanation. An acronym that is
also an everyday word (marked MAJ) counts only when it was typed in capitals, and is never looked
for in place of another word.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.search.analysis import words
from app.search.questions import ParsedText

FILE = Path(__file__).parent / "data" / "synonyms.txt"
ONLY_IN_CAPITALS = "MAJ"
MOST_EXPANSIONS = 8

Stems = tuple[str, ...]


@dataclass(frozen=True)
class Synonym:
    """One term of a group; `capitals` is how it must be typed, when that matters."""

    stems: Stems
    capitals: str = ""


@dataclass(frozen=True)
class Expansion:
    """Words that mean the same as some words of the question."""

    instead_of: Stems
    stems: Stems


def expansions(text: str, parsed: ParsedText) -> list[Expansion]:
    """Return what else the question means, the longest of its terms first understood."""
    asked = [word.stem for word in parsed.words]
    found: list[Expansion] = []
    position = 0
    while position < len(asked):
        match = _longest(text, asked[position:])
        if match is None:
            position += 1
            continue
        position += len(match.stems)
        found += [
            Expansion(match.stems, other.stems)
            for other in _group_of(match)
            if not other.capitals and not set(other.stems) <= set(asked)
        ]
    return found[:MOST_EXPANSIONS]


def _longest(text: str, asked: list[str]) -> Synonym | None:
    index = _index()
    longest = max(map(len, index), default=0)
    for length in range(min(longest, len(asked)), 0, -1):
        for synonym in index.get(tuple(asked[:length]), ()):
            if not synonym.capitals or re.search(rf"\b{re.escape(synonym.capitals)}\b", text):
                return synonym
    return None


def _group_of(synonym: Synonym) -> list[Synonym]:
    return next(group for group in _groups() if synonym in group)


@cache
def _index() -> dict[Stems, list[Synonym]]:
    index: dict[Stems, list[Synonym]] = {}
    for group in _groups():
        for synonym in group:
            index.setdefault(synonym.stems, []).append(synonym)
    return index


@cache
def _groups() -> list[list[Synonym]]:
    return list(read(FILE.read_text(encoding="utf-8")))


def read(content: str) -> Iterator[list[Synonym]]:
    """Read the groups of a file."""
    for line in content.splitlines():
        terms, _, comment = line.partition("#")
        group: dict[Stems, Synonym] = {}
        for term in filter(None, map(str.strip, terms.split(","))):
            stems = tuple(word.stem for word in words(term))
            is_ambiguous = term.isupper() and ONLY_IN_CAPITALS in comment
            if stems and stems not in group:
                group[stems] = Synonym(stems, term if is_ambiguous else "")
        if len(group) > 1:
            yield list(group.values())
