"""Looking for a word of the field finds those that mean the same, lower down."""

import pytest

from app.search.questions import parse
from app.search.synonyms import expansions, read
from app.search.whoosh_engine import WhooshEngine
from tests.make.search import make_change, make_document, make_question, marked


def ids(engine: WhooshEngine, text: str) -> list[int]:
    return [thing.key.object_id for thing in engine.find(make_question(text)).things]


@pytest.fixture
def library(engine: WhooshEngine) -> WhooshEngine:
    engine.write(
        [
            make_change(1, make_document("Le dispositif local d’accompagnement est gratuit.")),
            make_change(2, make_document("Le DLA est gratuit.")),
            make_change(3, make_document("Un dispositif tout autre.")),
            make_change(4, make_document("Ils nous disent leur utilité sociale.")),
        ]
    )
    return engine


def test_an_acronym_finds_its_words_and_the_words_their_acronym(library: WhooshEngine) -> None:
    assert ids(library, "DLA") == [2, 1]
    assert ids(library, "dispositif local d’accompagnement")[:2] == [1, 2]
    assert 3 not in ids(library, "dla")


def test_what_was_found_instead_is_marked(library: WhooshEngine) -> None:
    things = library.find(make_question("DLA")).things
    assert "[dispositif local] d’[accompagnement]" in marked(things[1].passages[0].extract)


def test_words_of_a_term_count_only_side_by_side(library: WhooshEngine) -> None:
    library.write(
        [make_change(5, make_document("Un accompagnement local, sans autre dispositif."))]
    )
    assert ids(library, "DLA") == [2, 1]


def test_an_acronym_that_is_a_word_counts_in_capitals_only() -> None:
    assert expansions("US", parse("US"))
    assert not expansions("us", parse("us"))
    assert ("us",) not in {e.stems for e in expansions("x", parse("utilité sociale"))}


def test_each_term_of_a_group_leads_to_the_others() -> None:
    groups = list(read("seul, deux mots # rien\n# ligne\n\nrien\nIS, autre # MAJ"))
    assert [[synonym.capitals for synonym in group] for group in groups] == [["", ""], ["IS", ""]]


def test_the_file_is_read_whole() -> None:
    assert {other.stems for other in expansions("CRESS", parse("CRESS"))}
    assert len({e.instead_of for e in expansions("ESS et DLA", parse("ESS et DLA"))}) == 2
