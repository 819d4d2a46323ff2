"""A word nobody wrote is read as one that is a letter away, and only as one the reader may read."""

import pytest

from app.search.spelling import is_one_edit
from app.search.whoosh_engine import WhooshEngine
from tests.make.search import make_change, make_document, make_question, marked


@pytest.fixture
def library(engine: WhooshEngine) -> WhooshEngine:
    engine.write(
        [
            make_change(1, make_document("Évaluer l’utilité sociale d’une association")),
            make_change(2, make_document("L’utilité sociale d’une association")),
            make_change(3, make_document("Le licenciement", audience={"structure:3"})),
            make_change(4, make_document("Un licenciement", audience={"structure:3"})),
        ]
    )
    return engine


def ids(found) -> list[int]:
    return [thing.key.object_id for thing in found.things]


@pytest.mark.parametrize("typed", ["utilté", "utillité", "utolite", "uitlité", "Utilitt"])
def test_one_letter_is_mended_and_said(library: WhooshEngine, typed: str) -> None:
    found = library.find(make_question(f"{typed} sociale"))
    assert set(ids(found)) == {1, 2}
    assert found.mended
    assert marked(found.mended.segments) == "[utilité] sociale"
    assert found.mended.typed == [typed]


def test_the_way_back_takes_the_words_as_they_are(library: WhooshEngine) -> None:
    found = library.find(make_question("utilté", as_written=True))
    assert (ids(found), found.mended) == ([], None)


def test_a_word_not_typed_out_is_completed(library: WhooshEngine) -> None:
    found = library.find(make_question("utilité assoc"))
    assert found.mended
    assert marked(found.mended.segments) == "utilité [association]"


def test_words_that_are_there_and_far_ones_are_left(library: WhooshEngine) -> None:
    assert library.find(make_question("utilités sociales")).mended is None
    assert library.find(make_question("zanzibar")).mended is None
    assert library.find(make_question("abc 2024x")).mended is None


def test_no_word_of_another_structure_is_suggested(library: WhooshEngine) -> None:
    colleague = frozenset({"public", "structure:3"})
    theirs = library.find(make_question("licencieent", audiences=colleague))
    assert theirs.mended
    assert set(ids(theirs)) == {3, 4}
    visitor = library.find(make_question("licencieent"))
    assert (ids(visitor), visitor.mended) == ([], None)


def test_one_edit() -> None:
    assert is_one_edit("budget", "budgte")
    assert is_one_edit("budget", "budjet")
    assert is_one_edit("budget", "budge")
    assert is_one_edit("budget", "bbudget")
    assert not is_one_edit("budget", "budget")
    assert not is_one_edit("budget", "budgeter")
    assert not is_one_edit("budget", "gudbet")
