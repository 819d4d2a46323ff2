"""Everything that can be said of the code without running the site: `make check`.

Each check prints one line, and its own words only when it fails.
"""

import os
import subprocess
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from scripts.say import say

ROOT = Path(__file__).resolve().parent.parent
TOOLS = Path(sys.executable).parent
AT_ONCE = 2


@dataclass(frozen=True)
class Check:
    """A name on the screen and the commands that must all succeed."""

    name: str
    commands: tuple[tuple[str, ...], ...]
    environ: dict[str, str] = field(default_factory=dict)
    shown: bool = False


def python(*words: str) -> tuple[str, ...]:
    """Return a command run by the Python of the environment."""
    return (sys.executable, *words)


def checks(folder: str) -> list[Check]:
    """Return every check, the slowest first; `folder` may hold a throw-away database."""
    apart = {"VAR_DIR": folder, "DATABASE_URL": "", "DEMO": "0"}
    flask = ("-m", "flask", "--app", "wsgi", "database")
    return [
        Check("types", (python("-m", "mypy"),)),
        Check("failles connues", (python("-m", "scripts.audit"),), shown=True),
        Check("migrations", (python(*flask, "upgrade"), python(*flask, "check")), apart),
        Check("imports", ((str(TOOLS / "lint-imports"),),)),
        Check("gabarits", ((str(TOOLS / "djlint"), "--lint", "--quiet", "templates"),)),
        Check("traductions", (python("-m", "scripts.translations", "check"),)),
        Check("erreurs courantes", (python("-m", "ruff", "check", "--quiet", "."),)),
        Check("format", (python("-m", "ruff", "format", "--check", "--quiet", "."),)),
    ]


def run(check: Check) -> bool:
    """Run a check and print its line; tell whether it passed."""
    start = time.monotonic()
    said, passed = "", True
    for command in check.commands:
        if passed:
            done = subprocess.run(  # noqa: S603 (our own words)
                command,
                cwd=ROOT,
                env={**os.environ, **check.environ},
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
            )
            said += done.stdout
            passed = done.returncode == 0
    line = f"{'ok   ' if passed else 'ÉCHEC'} {check.name} ({time.monotonic() - start:.1f} s)"
    say(line if passed and not (check.shown and said) else f"{line}\n{said.rstrip()}")
    return passed


def main() -> int:
    """Run every check; return the number that failed."""
    with tempfile.TemporaryDirectory() as folder, ThreadPoolExecutor(AT_ONCE) as pool:
        results = list(pool.map(run, checks(folder)))
    return results.count(False)


if __name__ == "__main__":
    sys.exit(main())
