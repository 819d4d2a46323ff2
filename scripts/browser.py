"""Find the chromium that the browser tests drive, or install Debian's when that is allowed."""

import os
import shutil
import subprocess

from scripts.say import say

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MISSING = (
    "!!! LES TESTS DANS LE NAVIGATEUR SONT SAUTÉS : ni chromium ni chrome ici. "
    "Installez chromium, ou donnez son chemin : BROWSER=/chemin make test"
)


def find_browser() -> str | None:
    """Return the path of an installed chromium or chrome; the variable BROWSER goes first."""
    given = os.environ.get("BROWSER")
    if given and os.access(given, os.X_OK):
        return given
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def ensure_browser() -> bool:
    """Find a browser or install one as root with apt; say loudly when there is none."""
    if find_browser():
        return True
    if os.geteuid() == 0 and shutil.which("apt-get"):
        say("Installation de chromium par apt-get…")
        environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = "install -y -qq --no-install-recommends chromium fonts-dejavu-core"
        for words in ("update -qq", install):
            subprocess.run(["apt-get", *words.split()], env=environ, check=False)  # noqa: S603, S607
    if find_browser():
        return True
    say(f"\n{MISSING}\n")
    return False
