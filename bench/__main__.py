"""`make bench`: every row of the table of speeds, on the big site, one line a figure.

`BENCH_VAR` says where the sites are kept (var/bench), `BENCH_TEXT` a folder of French texts to draw
the words from, `BENCH_ONLY` the measures to take, by their names in `MEASURES`.
"""

import os
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from app import create_app
from bench import measures, servers
from bench.figures import Table
from bench.forum import BIG, SMALL
from bench.measures import Sites
from bench.places import find_places
from bench.site import cache_folder, ready_site, settings_of

MEASURES: dict[str, Callable[[Table, Sites], None]] = {
    "sujets": measures.pages_against_bare,
    "profondeur": measures.deep_page,
    "listes": measures.lists_against_small,
    "requetes": measures.statements,
    "poids": measures.weights,
    "reponse": measures.replies,
    "memoire": measures.memory,
}


def main() -> int:
    """Build what is missing, take the measures, and say how many bars are not reached."""
    wanted = os.environ.get("BENCH_ONLY", "").replace(" ", "").split(",")
    say("Sites de mesure (une fois, gardés dans « " + str(cache_folder()) + " »)…")
    kept = {size.name: ready_site(size, say) for size in (BIG, SMALL)}
    table = Table()
    with _copies(kept) as folders:
        with ExitStack() as running:
            sites = _serve(folders, running)
            for name, measure in MEASURES.items():
                if wanted == [""] or name in wanted:
                    measure(table, sites)
        if wanted == [""] or "demarrage" in wanted:
            measures.second_start(table, folders[BIG.name])
    missed = [one for one in table.figures if one.is_reached is False]
    say(f"\n{len(table.figures)} mesures, {len(missed)} en dessous.")
    return 0


def say(sentence: str) -> None:
    print(sentence, flush=True)


@contextmanager
def _copies(kept: dict[str, Path]) -> Iterator[dict[str, Path]]:
    """Measure on copies: what the measures write is gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="tremplin-bench-") as folder:
        yield {
            name: Path(shutil.copytree(site, Path(folder) / name)) for name, site in kept.items()
        }


def _serve(folders: dict[str, Path], running: ExitStack) -> Sites:
    big_app = create_app(settings_of(folders[BIG.name]))
    small_app = create_app(settings_of(folders[SMALL.name]))
    return Sites(
        big=running.enter_context(servers.site(folders[BIG.name])),
        small=running.enter_context(servers.site(folders[SMALL.name])),
        bare=running.enter_context(servers.bare_page()),
        app=big_app,
        places=find_places(big_app),
        small_places=find_places(small_app),
    )


if __name__ == "__main__":
    sys.exit(main())
