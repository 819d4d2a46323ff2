"""Every test, on both databases and in a real browser: `make test`.

All parts run even when one fails; the last line says which did not pass.
"""

import os
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from scripts.browser import MISSING, ensure_browser
from scripts.say import say

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = os.environ.get("TEST_PROCESSES", "2")
ALONE = "slow_start"
NOT_ABOUT_THE_DATABASE = f"not browser and not {ALONE} and not architecture and not real_site"
WITHOUT_A_DATABASE = ("bench", "look", "markup", "search/engine", "start", "translations")


@dataclass(frozen=True)
class Part:
    """Some of the tests: a name on the screen, what to run, in which environment."""

    name: str
    words: tuple[str, ...]
    environ: dict[str, str] = field(default_factory=dict)


def parts() -> list[Part]:
    """Return the parts in the order in which a fault is found soonest."""
    several = ("-m", "pytest", "-q", "-n", PROCESSES, "--dist", "loadfile")
    ignored = [f"--ignore=tests/{folder}" for folder in WITHOUT_A_DATABASE]
    return [
        Part("vérifications (make check)", ("-m", "scripts.check")),
        Part("tests, SQLite", (*several, "-m", f"not {ALONE}")),
        Part(
            "tests de la base, PostgreSQL",
            (*several, "-m", NOT_ABOUT_THE_DATABASE, *ignored),
            {"TEST_DATABASE": "postgresql"},
        ),
        Part("départ depuis une copie neuve", ("-m", "pytest", "-q", "-s", "-m", ALONE)),
    ]


def main() -> int:
    """Run every part; return the number that failed."""
    has_browser = ensure_browser()
    failed = []
    for part in parts():
        say(f"\n=== {part.name}")
        start = time.monotonic()
        environ = {**os.environ, **part.environ}
        code = subprocess.run([sys.executable, *part.words], cwd=ROOT, env=environ, check=False)  # noqa: S603
        say(f"=== {part.name} : {time.monotonic() - start:.0f} s")
        if code.returncode:
            failed.append(part.name)
    say("")
    if not has_browser:
        say(MISSING)
    say(f"ÉCHEC : {', '.join(failed)}." if failed else "Tout passe.")
    return len(failed)


if __name__ == "__main__":
    sys.exit(main())
