"""The fast path gives the scores of the definition, whatever the index went through."""

import random
import re

import pytest

from app.search.engine import Change, Key
from app.search.kinds import SearchDocument
from app.search.whoosh_engine import WhooshEngine
from tests.make.search import make_document, make_question
from tests.search.engine.brute_force import BruteForce

WORDS = re.findall(
    r"\S+",
    """
    association associations associatif associer statut statuts statutaire coopérative coopératives
    financement financements financer budget prévisionnel évaluer évaluation utilité
    sociale social sociaux impact mesure mesurer indicateur indicateurs usagers usager bénévole
    bénévolat bénévoles salarié salariée salariés territoire territoires Somme Aisne Oise
    convention conventions partenariat partenaires atelier ateliers café recyclerie ressourcerie
    transmission reprise création lancement 2024 3,5 charte réseau accueil
    """,
)
TITLES = (
    "Évaluer l’utilité sociale",
    "Budget prévisionnel d’une association",
    "Café associatif",
    "",
)


def some_text(dice: random.Random, most: int) -> str:
    weights = [1 / (place + 1) for place in range(len(WORDS))]
    return " ".join(dice.choices(WORDS, weights, k=dice.randint(1, most)))


def some_document(dice: random.Random, part: int) -> SearchDocument:
    title = dice.choice((*TITLES, some_text(dice, 6)))
    return make_document(some_text(dice, 60), title=title or "Note", part=f"p{part}")


def test_scores_are_those_of_the_definition(engine: WhooshEngine) -> None:
    dice = random.Random(7)  # noqa: S311 - no secret
    things: dict[int, list[SearchDocument]] = {}
    for _ in range(10):
        changes = []
        for object_id in dice.sample(range(80), 12):
            passages = [some_document(dice, part) for part in range(dice.randint(0, 4))]
            things[object_id] = passages
            changes.append(Change(key=Key("note", object_id), documents=passages))
        engine.write(changes)
    engine.close()

    documents = [
        (object_id, document) for object_id, passages in things.items() for document in passages
    ]
    expected = BruteForce([document for _, document in documents])
    for _ in range(12):
        text = some_text(dice, 5)
        found = engine.find(make_question(text, limit=200, as_written=True))
        scores = {
            (object_id, document.part): score
            for (object_id, document), score in zip(documents, expected.scores(text), strict=True)
        }
        assert found.things
        for thing in found.things:
            for passage in thing.passages:
                key = (thing.key.object_id, passage.part)
                assert passage.score == pytest.approx(scores[key], rel=3e-3), (text, key)
        best = max(scores.values())
        assert found.things[0].passages[0].score == pytest.approx(best, rel=3e-3)


def test_the_best_thing_is_found_on_a_page_of_two(engine: WhooshEngine) -> None:
    engine.write(
        [
            Change(
                key=Key("note", number),
                documents=[make_document("budget " * (1 + number % 3) + "autre " * number)],
            )
            for number in range(30)
        ]
    )
    everything = engine.find(make_question("budget", limit=100)).things
    pages, after = [], ""
    while True:
        page = engine.find(make_question("budget", limit=7, after=after))
        pages += page.things
        after = page.next_after
        if not after:
            break
    assert len(everything) == 30
    assert {thing.key for thing in pages} == {thing.key for thing in everything}
    assert len(pages) == 30
