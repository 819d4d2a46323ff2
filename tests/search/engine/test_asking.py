"""Anything can be typed; what is found is shown where it stands."""

import pytest

from app.search.analysis import words
from app.search.engine import Marks
from app.search.extracts import WIDTH, extract, highlight
from app.search.whoosh_engine import WhooshEngine
from tests.make.search import make_change, make_document, make_question, marked


@pytest.fixture
def library(engine: WhooshEngine) -> WhooshEngine:
    engine.write(
        [
            make_change(1, make_document("Évaluer l’utilité sociale d’une petite association.")),
            make_change(
                2, make_document("La mesure d’impact : une méthode sociale, utile à tous.")
            ),
            make_change(
                3, make_document("Les S.C.I.C. et l’économie sociale. Aide aux AI de 3,5 %.")
            ),
        ]
    )
    return engine


def found(engine: WhooshEngine, text: str) -> list[int]:
    return [thing.key.object_id for thing in engine.find(make_question(text)).things]


@pytest.mark.parametrize(
    "odd",
    [
        "",
        "   ",
        "!?*~^()[]{}:;",
        '"',
        '"" « »',
        '"utilité',
        "*ili*",
        "\0",
        "utilité\0sociale",
        "x" * 10_000,
        "utilité " * 1_500,
        " ".join(f"mot{n}" for n in range(500)),
        "title:sociale AND NOT (impact OR",
        "🙂 العربية Ελληνικά",
        "de la pour qui",
        "' OR 1=1 --",
    ],
)
def test_odd_input_never_fails(library: WhooshEngine, odd: str) -> None:
    library.find(make_question(odd))
    library.find(make_question(odd, after="p0x1.8p+1_ff", newest_first=True))


@pytest.mark.parametrize("mark", ["x", "p", "pzz_1", "p0x1p+1_-5", "dnan_0", "p" * 500])
def test_a_made_up_mark_is_no_error(library: WhooshEngine, mark: str) -> None:
    library.find(make_question("sociale", after=mark))


def test_forms_accents_and_acronyms_meet(library: WhooshEngine) -> None:
    assert found(library, "EVALUATION utilites")[0] == 1
    assert found(library, "scic") == [3]
    assert found(library, "3.5") == [3]
    assert found(library, "AI") == [3]
    assert found(library, "ai") == []


def test_words_between_quotes_follow_one_another(library: WhooshEngine) -> None:
    assert found(library, "« utilité sociale »") == [1]
    assert found(library, '"sociale utile"') == [2]
    assert found(library, '"sociale petite"') == [1]
    assert found(library, '"économie utile"') == []


def test_when_nothing_holds_enough_what_comes_near_is_given(library: WhooshEngine) -> None:
    answer = library.find(make_question("crèche parentale assurance sociale"))
    assert answer.near
    assert answer.things
    assert not library.find(make_question("utilité sociale")).near


def test_the_extract_is_where_the_words_stand() -> None:
    text = (
        "Avant-propos. " * 60 + "Le café associatif\nmesure son utilité sociale. " + "Suite. " * 60
    )
    idf = {word.stem: 2.0 for word in words("utilité sociale café")}
    segments = extract(text, Marks(idf))
    shown = marked(segments)
    assert "[café] associatif mesure son [utilité sociale]" in shown
    assert shown.startswith("… ")
    assert shown.endswith(" …")
    assert len("".join(segment.text for segment in segments)) < WIDTH + 10


def test_the_extract_of_nothing_found_is_the_beginning() -> None:
    assert marked(extract("Un début. " * 50, Marks({}))).startswith("Un début. Un début.")
    assert marked(extract("", Marks({}))) == ""


def test_a_title_is_shown_whole_and_marked() -> None:
    assert (
        marked(highlight("L’utilité <sociale>", Marks({"social": 1.0}))) == "L’utilité <[sociale]>"
    )
