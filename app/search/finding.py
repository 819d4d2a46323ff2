"""From a question to a page of things: score, rights, filters, facets, order, second look.

Rights come first: what a reader may not see is counted nowhere. A passage belongs to the answer
when it holds words worth half of the question, or scores well beside the best; when none holds
half of the question, what scores best is given as what comes near. (Judged questions lose nothing
by it, and a question of ten words is not answered by a thousand things that hold one of them.)
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from app.search import audiences, ordering, reranking, synonyms
from app.search.engine import LISTED_PASSAGES, Found, FoundThing, Marks, Passage, Question
from app.search.equivalents import add_equivalents
from app.search.extracts import extract
from app.search.index_schema import key_and_part
from app.search.mending import mend
from app.search.questions import ParsedText, parse
from app.search.scoring import (
    MOST_WORDS,
    HeldWords,
    ImpactCache,
    ScoredWord,
    inverse_frequency,
    score,
)
from app.search.snapshot import Floats, Mask, Snapshot
from app.search.spelling import Spellings
from app.search.synonyms import Expansion

ENOUGH = 0.5
CLOSE = 0.35
MOST_PHRASE_CHECKS = 1_000
# A first look ranks the things, a second one their best passages.
RERANKED_PASSAGES = LISTED_PASSAGES

Docs = NDArray[np.intp]


@dataclass
class Matches:
    """The passages that answer, with their scores; before any filter."""

    docs: Docs
    scores: Floats
    near: bool = False

    def kept(self, mask: Mask) -> "Matches":
        """Return those for which the mask is true."""
        return Matches(self.docs[mask], self.scores[mask], self.near)


def find(snapshot: Snapshot, cache: ImpactCache, spellings: Spellings, question: Question) -> Found:
    """Answer a question from this snapshot of the index."""
    allowed = snapshot.readable(audiences.as_numbers(question.audiences))
    parsed, mended, others = parse(question.text), None, []
    if not question.as_written:
        held = HeldWords(snapshot, cache, allowed)
        parsed, mended = mend(question.text, parsed, spellings, held.count, held.company)
        others = synonyms.expansions(question.text, parsed)
    parsed, idf = _telling_words(snapshot, cache, parsed)
    if parsed.words:
        matches = _matching(snapshot, cache, parsed, allowed, others)
    elif question.text.strip() and not _is_browsing(question):
        matches = Matches(np.zeros(0, np.intp), np.zeros(0, np.float32), near=True)
    else:
        docs = np.flatnonzero(allowed)
        matches = Matches(docs, np.zeros(len(docs), np.float32))
    marks = Marks(idf, [other.stems for other in others])
    return replace(_page(snapshot, question, matches, parsed, marks), mended=mended)


def _is_browsing(question: Question) -> bool:
    return bool(question.kinds or any(question.labels.values()))


def _telling_words(
    snapshot: Snapshot, cache: ImpactCache, parsed: ParsedText
) -> tuple[ParsedText, dict[str, float]]:
    """Keep the words that tell most when there are very many, and say how much each tells."""
    idf = {}
    for stem in parsed.stems:
        impacts = [cache.impact(snapshot, at, stem) for at in range(len(snapshot.segments))]
        idf[stem] = inverse_frequency(snapshot, impacts)
    kept = sorted(idf, key=lambda stem: -idf[stem])[:MOST_WORDS]
    return parsed.only(kept), {stem: idf[stem] for stem in idf if stem in kept}


def _matching(
    snapshot: Snapshot,
    cache: ImpactCache,
    parsed: ParsedText,
    allowed: Mask,
    others: Sequence[Expansion],
) -> Matches:
    stems = parsed.stems
    sheet = score(snapshot, cache, [ScoredWord(stem, place) for place, stem in enumerate(stems)])
    add_equivalents(snapshot, cache, sheet, stems, others)
    docs, scores, shares = sheet.hits(allowed)
    complete = shares >= ENOUGH
    belongs = complete | (scores >= CLOSE * scores.max(initial=0))
    matches = Matches(docs[belongs], scores[belongs], near=not complete.any())
    for phrase in parsed.phrases:
        matches = _holding_phrase(snapshot, matches, phrase)
    return matches


def _holding_phrase(snapshot: Snapshot, matches: Matches, phrase: Sequence[str]) -> Matches:
    order = np.argsort(-matches.scores, kind="stable")[:MOST_PHRASE_CHECKS]
    if not len(order):
        return matches
    docs = matches.docs[order]
    sequences = reranking.Sequences(snapshot, [int(doc) for doc in docs])
    return Matches(docs, matches.scores[order], matches.near).kept(
        reranking.holds_phrase(sequences, phrase)
    )


def _page(
    snapshot: Snapshot,
    question: Question,
    matches: Matches,
    parsed: ParsedText,
    marks: Marks,
) -> Found:
    filters = _filters(snapshot, question)
    kinds = _present(snapshot, matches, filters, without="kind")
    labels = {
        facet: snapshot.count_labels(_present(snapshot, matches, filters, without=facet))
        for facet in question.labels
    }
    present = _present(snapshot, matches, filters)
    answer = matches.kept(present[snapshot.thing_of[matches.docs]])
    best = np.zeros(snapshot.thing_count, np.float32)
    np.maximum.at(best, snapshot.thing_of[answer.docs], answer.scores)
    newest_first = question.newest_first or not parsed.words
    order = ordering.NEWEST if newest_first else ordering.CLOSEST
    page = ordering.page(snapshot, order, np.flatnonzero(present), best, question)
    things = _passages(snapshot, page.things, answer, parsed, marks)
    if not newest_first:
        things.sort(key=lambda thing: -thing.passages[0].score)
    return Found(
        things=things,
        total=int(np.count_nonzero(present)),
        unfiltered_total=int(np.count_nonzero(_present(snapshot, matches, {}))),
        kinds=_count_kinds(snapshot, kinds),
        labels=labels,
        next_after=page.next_after,
        near=matches.near,
        marks=marks,
    )


def _filters(snapshot: Snapshot, question: Question) -> dict[str, Mask]:
    filters = {
        facet: snapshot.things_with_label(chosen)
        for facet, chosen in question.labels.items()
        if chosen
    }
    if question.kinds:
        codes = [code for code, name in snapshot.kind_names.items() if name in question.kinds]
        filters["kind"] = np.isin(snapshot.thing_kind, np.array(codes, np.uint32))
    return filters


def _present(
    snapshot: Snapshot, matches: Matches, filters: Mapping[str, Mask], without: str = ""
) -> Mask:
    """Return which things have a passage in the answer, under all filters but one."""
    present = np.zeros(snapshot.thing_count, np.bool_)
    present[snapshot.thing_of[matches.docs]] = True
    for name, mask in filters.items():
        if name != without:
            present &= mask
    return present


def _count_kinds(snapshot: Snapshot, things: Mask) -> dict[str, int]:
    codes, counts = np.unique(snapshot.thing_kind[things], return_counts=True)
    names = snapshot.kind_names
    return {names[int(code)]: int(count) for code, count in zip(codes, counts, strict=True)}


def _passages(
    snapshot: Snapshot,
    things: Sequence[int],
    answer: Matches,
    parsed: ParsedText,
    marks: Marks,
) -> list[FoundThing]:
    """Return the things in the order given, each with its best passages after a second look."""
    if not things:
        return []
    chosen = np.zeros(snapshot.thing_count, np.bool_)
    chosen[list(things)] = True
    own = answer.kept(chosen[snapshot.thing_of[answer.docs]])
    counts = np.bincount(snapshot.thing_of[own.docs], minlength=snapshot.thing_count)
    best: dict[int, list[int]] = {thing: [] for thing in things}
    for at in np.lexsort((snapshot.records["position"][own.docs], -own.scores)):
        passages = best[int(snapshot.thing_of[own.docs[at]])]
        if len(passages) < RERANKED_PASSAGES:
            passages.append(int(at))
    places = [at for passages in best.values() for at in passages]
    docs = [int(doc) for doc in own.docs[places]]
    scores = own.scores[places]
    if parsed.words:
        scores = reranking.rerank(snapshot, docs, scores, parsed.words, marks.idf)
    shown = dict(zip(places, _shown(snapshot, docs, scores, marks), strict=True))
    return [
        FoundThing(
            key=key_and_part(snapshot.stored(int(own.docs[passages[0]])).identifier)[0],
            passages=sorted((shown[at] for at in passages), key=lambda passage: -passage.score),
            passage_count=int(counts[thing]),
        )
        for thing, passages in best.items()
    ]


def _shown(snapshot: Snapshot, docs: Sequence[int], scores: Floats, marks: Marks) -> list[Passage]:
    passages = []
    for doc, passage_score in zip(docs, scores, strict=True):
        stored = snapshot.stored(doc)
        passages.append(
            Passage(
                part=key_and_part(stored.identifier)[1],
                title=stored.title,
                heading=stored.heading,
                extract=extract(stored.text, marks),
                score=float(passage_score),
            )
        )
    return passages
