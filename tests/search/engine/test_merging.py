"""Segments stay few, and a merge by day stays short."""

import pytest

from app.search import merging
from app.search.merging import LARGEST_DAILY_MERGE, choose
from app.search.whoosh_engine import WhooshEngine
from tests.make.search import make_change, make_document, make_question


def test_many_small_commits_leave_few_segments_and_short_merges() -> None:
    sizes: list[int] = []
    longest = written = 0
    for _ in range(5_000):
        chosen = choose(sizes, LARGEST_DAILY_MERGE)
        merged = sum(sizes[at] for at in chosen)
        sizes = [size for at, size in enumerate(sizes) if at not in chosen] + [merged + 1]
        longest, written = max(longest, merged), written + merged
    assert len(sizes) < 40
    assert longest <= LARGEST_DAILY_MERGE
    assert written / 5_000 < 4


def test_large_segments_wait_for_the_night() -> None:
    sizes = [2_000] * 8
    assert choose(sizes, LARGEST_DAILY_MERGE) == []
    assert len(choose(sizes, 60_000)) == 8


def test_tidying_changes_no_answer(engine: WhooshEngine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(merging, "LARGEST_DAILY_MERGE", 10)
    for first in range(0, 90, 9):
        engine.write(
            make_change(n, *[make_document(f"budget {n}", part=f"p{m}") for m in range(4)])
            for n in range(first, first + 9)
        )
    engine.write([make_change(3), make_change(5, make_document("budget"))])
    before = engine.find(make_question("budget", limit=100))
    segments = len(list(engine.folder.glob("*.seg")))
    while engine.tidy():
        pass
    after = engine.find(make_question("budget", limit=100))
    assert len(list(engine.folder.glob("*.seg"))) < segments
    assert after == before
