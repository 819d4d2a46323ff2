"""Killed at any moment, read by many while it is written: nothing acknowledged is lost."""

import os
import random
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

from app.search.whoosh_engine import WhooshEngine
from tests.make.search import make_change, make_document, make_question

ROOT = Path(__file__).resolve().parents[3]
WRITER = """
import sys
from pathlib import Path
from app.search.whoosh_engine import WhooshEngine
from tests.make.search import make_change, make_document

engine = WhooshEngine(Path(sys.argv[1]))
number = int(sys.argv[2])
while True:
    number += 1
    document = make_document(f"commun numéro n{number}", part="texte")
    engine.write([make_change(number % 40, document)])
    print(number, flush=True)
"""


def keys_found(engine: WhooshEngine, text: str) -> list[tuple[str, int]]:
    found = engine.find(make_question(text, limit=200, as_written=True))
    return [(thing.key.kind, thing.key.object_id) for thing in found.things]


def start_writer(folder: Path, number: int) -> "subprocess.Popen[str]":
    return subprocess.Popen(  # noqa: S603 - our own interpreter and program
        [sys.executable, "-c", WRITER, str(folder), str(number)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def test_killed_while_writing_it_keeps_what_was_committed(engine: WhooshEngine) -> None:
    dice = random.Random(3)  # noqa: S311 - no secret
    folder = engine.folder.parent
    acknowledged = 0
    for _ in range(6):
        writer = start_writer(folder, acknowledged)
        assert writer.stdout is not None
        first = writer.stdout.readline()
        time.sleep(dice.random() * 0.25)
        os.kill(writer.pid, signal.SIGKILL)
        lines = [first, *writer.stdout.readlines()]
        writer.wait()
        writer.stdout.close()
        acknowledged = max(int(line) for line in lines if line.endswith("\n"))
        reader = WhooshEngine(folder)
        assert reader.is_readable()
        keys = keys_found(reader, "commun")
        assert len(keys) == len(set(keys))
        for number in range(max(1, acknowledged - 38), acknowledged):
            assert keys_found(reader, f"n{number}") == [("note", number % 40)]
        reader.close()
    engine.write([make_change(99, make_document("après"))])
    assert keys_found(engine, "après") == [("note", 99)]


def test_many_read_while_one_writes(engine: WhooshEngine) -> None:
    engine.write([make_change(n, make_document(f"commun texte {n}")) for n in range(30)])
    reader = WhooshEngine(engine.folder.parent)
    stop = threading.Event()
    problems: list[object] = []

    def read() -> None:
        while not stop.is_set():
            keys = keys_found(reader, "commun")
            if sorted(number for _, number in keys) != list(range(30)):
                problems.append(keys)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for n in range(60):
        engine.write([make_change(n % 30, make_document(f"commun retouché {n}"))])
    stop.set()
    for thread in threads:
        thread.join()
    assert not problems
    assert keys_found(reader, "n’existe pas") == []
    reader.close()
