"""The big site and its small twin: built once, kept, built again when their recipe changes."""

import hashlib
import json
import os
import random
import shutil
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import asdict
from functools import partial
from multiprocessing import get_context
from pathlib import Path

from flask import Flask

from app import create_app, markup
from app.database import db, transaction
from app.search.updating import update_index
from app.settings import Settings
from bench import forum, library, prose
from bench.forum import Known, Size

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = 2
STAMP = "recipe.json"
RECIPE = ("bench/prose.py", "bench/forum.py", "bench/library.py", "app/themes/data/taxonomy.json")

Say = Callable[[str], None]


def cache_folder() -> Path:
    """Return where the sites are kept from one run to the next."""
    return Path(os.environ.get("BENCH_VAR") or ROOT / "var" / "bench").resolve()


def settings_of(folder: Path) -> Settings:
    """Return the settings of a site in this folder, the defaults for the rest."""
    return Settings.from_environment({"VAR_DIR": str(folder)})


def ready_site(size: Size, say: Say) -> Path:
    """Return the folder of the site of this size, built now unless the kept one still holds."""
    folder = cache_folder() / size.name
    stamp = folder / STAMP
    recipe = _recipe(size)
    if stamp.is_file() and json.loads(stamp.read_text())["recipe"] == recipe:
        return folder
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    seconds = build(folder, size, say)
    stamp.write_text(json.dumps({"recipe": recipe, "seconds": seconds}))
    return folder


def build(folder: Path, size: Size, say: Say) -> dict[str, float]:
    """Build a site in an empty folder; return the seconds each step took."""
    app = create_app(settings_of(folder))
    _make_tables(app)
    known = Known(random.Random(size.posts), prose.Prose())
    seconds: dict[str, float] = {}
    with (
        ProcessPoolExecutor(PROCESSES, mp_context=get_context("spawn")) as workers,
        app.app_context(),
    ):
        for name, step in (
            ("membres", partial(forum.add_people, known, size)),
            ("sujets et messages", partial(forum.add_topics, known, size, workers)),
            ("ressources", partial(library.add_resources, known, size)),
            ("fiches", partial(library.add_sheets, known, size, workers)),
        ):
            seconds[name] = _timed(name, partial(_in_transaction, step), say)
        seconds["index de recherche"] = _timed("index de recherche", build_index, say)
        db.session.remove()
        db.engine.dispose()
    return seconds


def build_index() -> None:
    """Have the job of the site read everything into its index."""
    while update_index():
        db.session.remove()


def _make_tables(app: Flask) -> None:
    outcome = app.test_cli_runner().invoke(args=["database", "upgrade"])
    if outcome.exception is not None:
        raise outcome.exception


def _in_transaction(step: Callable[[], object]) -> None:
    with transaction():
        step()
    db.session.remove()


def _timed(name: str, step: Callable[[], None], say: Say) -> float:
    start = time.perf_counter()
    step()
    seconds = round(time.perf_counter() - start, 1)
    say(f"  … {name} : {seconds} s")
    return seconds


def _recipe(size: Size) -> str:
    """Name what a site is made from: when it changes, the kept one no longer holds."""
    digest = hashlib.sha256(json.dumps([asdict(size), markup.VERSION]).encode())
    migrations = sorted((ROOT / "migrations" / "versions").glob("*.py"))
    for file in (*(ROOT / name for name in RECIPE), *migrations, *prose.source_files()):
        digest.update(file.read_bytes())
    return digest.hexdigest()
