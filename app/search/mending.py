"""A word that this reader finds nowhere, read as one that they do: mistyped, or not typed out."""

from collections.abc import Callable
from dataclasses import replace
from math import log

from app.search.analysis import TOKEN, normalised, word_of
from app.search.engine import Mended, Segment
from app.search.questions import LONGEST_TEXT, ParsedText
from app.search.spelling import LONGEST, SHORTEST, Spellings
from app.search.synonyms import expansions

SAME_START = 1.5
SAME_END = 0.75
COMPANY = 3.0
UNFINISHED = -2.0
COMPARED_IN_COMPANY = 6

Holders = Callable[[str], int]
"""How many passages that the reader may read hold a stem."""
Company = Callable[[str, list[str]], float]
"""Which share of the passages that hold a stem hold one of the others too."""


def mend(
    text: str, parsed: ParsedText, spellings: Spellings, holders: Holders, company: Company
) -> tuple[ParsedText, Mended | None]:
    """Return the question with the words nobody wrote replaced, and what was replaced."""
    meant = {
        stem
        for other in expansions(text, parsed)
        if all(map(holders, other.stems))
        for stem in other.instead_of
    }
    lost = [
        word
        for word in dict.fromkeys(parsed.words)
        if word.stem not in meant and not holders(word.stem)
    ]
    if not lost:
        return parsed, None
    spellings.follow()
    present = [stem for stem in parsed.stems if stem not in {word.stem for word in lost}]
    found = {}
    for word in lost:
        form = _best(word.form, present, spellings, holders, company)
        if form:
            found[word.form] = form
    if not found:
        return parsed, None
    words = tuple(
        word_of(found[word.form]) if word.form in found else word for word in parsed.words
    )
    segments, typed = _retold(text, {form: spellings.spelt(to) for form, to in found.items()})
    return replace(parsed, words=words), Mended(segments=segments, typed=typed)


def _best(
    form: str, present: list[str], spellings: Spellings, holders: Holders, company: Company
) -> str | None:
    if not (SHORTEST <= len(form) <= LONGEST and form.isalpha()):
        return None
    weights: dict[str, float] = {}
    for other in spellings.neighbours(form):
        weights[other] = SAME_START * (form[0] == other[0]) + SAME_END * (form[-1] == other[-1])
    if not weights:
        weights = dict.fromkeys(spellings.completions(form), UNFINISHED)
    for other in list(weights):
        count = holders(word_of(other).stem)
        if count:
            weights[other] += log(1 + count)
        else:
            del weights[other]
    closest = sorted(weights, key=lambda other: (-weights[other], other))[:COMPARED_IN_COMPANY]
    return max(
        closest,
        key=lambda other: weights[other] + COMPANY * company(word_of(other).stem, present),
        default=None,
    )


def _retold(text: str, found: dict[str, str]) -> tuple[list[Segment], list[str]]:
    """Return the question as it was understood, what was mended marked, and the words as typed."""
    text = normalised(text[:LONGEST_TEXT])
    segments: list[Segment] = []
    typed: list[str] = []
    position = 0
    for match in TOKEN.finditer(text):
        spelt = found.get(word_of(match.group()).form)
        if spelt is None:
            continue
        segments.append(Segment(text[position : match.start()], is_match=False))
        segments.append(Segment(spelt, is_match=True))
        typed.append(match.group())
        position = match.end()
    segments.append(Segment(text[position:], is_match=False))
    return [segment for segment in segments if segment.text], list(dict.fromkeys(typed))
