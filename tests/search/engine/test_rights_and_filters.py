"""What a reader may not find is counted nowhere; filters and their counts agree."""

from datetime import UTC, datetime

from app.search.engine import territory_label
from app.search.whoosh_engine import WhooshEngine
from tests.make.search import make_change, make_document, make_question

FUNDING, STATUTES, LAUNCH = 11, 12, 40
SOMME = territory_label(5)


def ids(found) -> list[int]:
    return [thing.key.object_id for thing in found.things]


def test_a_member_of_the_structure_finds_it_and_others_do_not(engine: WhooshEngine) -> None:
    engine.write(
        [
            make_change(1, make_document("le budget commun", audience={"structure:3"})),
            make_change(2, make_document("le budget public")),
            make_change(3, make_document("le budget du groupe", audience={"group:3"})),
            make_change(
                4, make_document("deux structures", audience={"structure:3", "structure:4"})
            ),
        ]
    )
    visitor = engine.find(make_question("budget"))
    colleague = engine.find(make_question("budget", audiences=frozenset({"public", "structure:3"})))
    assert ids(visitor) == [2]
    assert (visitor.total, visitor.kinds) == (1, {"note": 1})
    assert set(ids(colleague)) == {1, 2}
    assert colleague.kinds == {"note": 2}
    other = make_question("structures", audiences=frozenset({"structure:4"}))
    assert ids(engine.find(other)) == [4]


def test_a_hidden_thing_changes_neither_counts_nor_what_comes_near(engine: WhooshEngine) -> None:
    engine.write(
        [
            make_change(
                1,
                make_document("crèche parentale", audience={"group:2"}, terms={FUNDING}),
            ),
            make_change(2, make_document("une crèche", terms={STATUTES})),
        ]
    )
    found = engine.find(make_question("crèche parentale assurance", labels={"theme": frozenset()}))
    assert ids(found) == [2]
    assert found.labels == {"theme": {STATUTES: 1}}


def test_filters_narrow_and_choices_of_one_filter_widen(engine: WhooshEngine) -> None:
    engine.write(
        [
            make_change(1, make_document("budget", terms={FUNDING, LAUNCH})),
            make_change(2, make_document("budget", terms={STATUTES, LAUNCH}), kind="fiche"),
            make_change(3, make_document("budget", terms={STATUTES}, territories={5})),
        ]
    )

    def asked(**labels: frozenset[int]):
        every = {"theme": frozenset(), "stage": frozenset(), "place": frozenset(), **labels}
        return engine.find(make_question("budget", labels=every))

    assert set(ids(asked(theme=frozenset({STATUTES})))) == {2, 3}
    assert set(ids(asked(theme=frozenset({STATUTES, FUNDING})))) == {1, 2, 3}
    assert ids(asked(theme=frozenset({STATUTES}), stage=frozenset({LAUNCH}))) == [2]
    assert ids(asked(place=frozenset({SOMME}))) == [3]
    assert asked(place=frozenset({999})).total == 0
    narrowed = asked(theme=frozenset({FUNDING}))
    assert narrowed.kinds == {"note": 1}
    # A facet shows what another choice would give, the others what is left.
    assert narrowed.labels["theme"] == {FUNDING: 1, STATUTES: 2, LAUNCH: 2, SOMME: 1}
    assert narrowed.labels["stage"] == {FUNDING: 1, LAUNCH: 1}


def test_kinds_filter_and_keep_their_counts(engine: WhooshEngine) -> None:
    engine.write(
        [
            make_change(1, make_document("budget")),
            make_change(1, make_document("budget"), kind="fiche"),
            make_change(2, make_document("budget"), kind="fiche"),
        ]
    )
    found = engine.find(make_question("budget", kinds=frozenset({"fiche"})))
    assert {thing.key for thing in found.things} == {("fiche", 1), ("fiche", 2)}
    assert found.kinds == {"note": 1, "fiche": 2}
    assert found.total == 2


def test_one_hit_a_thing_with_its_other_passages(engine: WhooshEngine) -> None:
    posts = [make_document("le budget", part=f"message-{n}", title="Sujet") for n in range(6)]
    engine.write([make_change(1, *posts), make_change(2, make_document("un autre budget"))])
    found = engine.find(make_question("budget"))
    assert found.total == 2
    topic = next(thing for thing in found.things if thing.key.object_id == 1)
    assert topic.passage_count == 6
    assert len(topic.passages) == 4


def test_without_words_the_newest_come_first(engine: WhooshEngine) -> None:
    moments = [datetime(2026, month, 1, tzinfo=UTC) for month in (3, 9, 6)]
    engine.write(
        make_change(n, make_document("texte", published=moment, terms={FUNDING}))
        for n, moment in enumerate(moments)
    )
    choice = {"theme": frozenset({FUNDING})}
    first = engine.find(make_question("", labels=choice, limit=2))
    assert (ids(first), first.total) == ([1, 2], 3)
    assert ids(engine.find(make_question("", labels=choice, limit=2, after=first.next_after))) == [
        0
    ]
    assert ids(engine.find(make_question("texte", newest_first=True))) == [1, 2, 0]
