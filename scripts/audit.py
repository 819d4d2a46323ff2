"""Ask the registries for known vulnerabilities of what the locks name.

A registry that does not answer in time is said and forgiven: nobody may be kept from working
without a network. A vulnerability that a newer version mends fails the check; one that nothing
mends yet is only shown.
"""

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from scripts.say import say
from scripts.setup import ROOT, npm_command

LONGEST_WAIT = 45
SILENT = "{} : non vérifié, aucun registre n’a répondu."
LOCK = "requirements-dev.lock"  # it holds what stands in requirements.lock as well


def audit() -> bool:
    """Print what is known against our packages; tell whether nothing is to be mended."""
    with ThreadPoolExecutor() as pool:
        python, npm = pool.submit(_python_findings), pool.submit(_npm_findings)
        results = {"Paquets Python": python.result(), "Paquets npm": npm.result()}
    mendable = False
    for name, findings in results.items():
        if findings is None:
            say(SILENT.format(name))
            continue
        for sentence, can_be_mended in sorted(findings):
            say(sentence)
            mendable = mendable or can_be_mended
    return not mendable


def _answer(command: list[str], environ: dict[str, str] | None = None) -> Any:
    """Run an auditor; return its JSON, None when it had no answer to give."""
    try:
        done = subprocess.run(  # noqa: S603 (our own words)
            command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=LONGEST_WAIT,
            env=environ,
            check=False,
        )
        return json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError, OSError):
        return None


def _python_findings() -> set[tuple[str, bool]] | None:
    auditor = str(Path(sys.executable).with_name("pip-audit"))
    options = ["--disable-pip", "--require-hashes", "--timeout=5", "--progress-spinner=off"]
    answer = _answer([auditor, *options, "--format=json", "-r", LOCK])
    if answer is None:
        return None
    unknown = [package for package in answer["dependencies"] if "skip_reason" in package]
    if len(unknown) == len(answer["dependencies"]):
        return None  # a mirror that holds packages but knows nothing of their faults
    if unknown:
        say(f"Paquets Python : {len(unknown)} paquets inconnus du registre, non vérifiés.")
    return {
        (
            f"{package['name']} {package['version']} : {fault['id']}"
            + (f", corrigé en {', '.join(fault['fix_versions'])}" if fault["fix_versions"] else ""),
            bool(fault["fix_versions"]),
        )
        for package in answer["dependencies"]
        for fault in package.get("vulns", ())
    }


def _npm_findings() -> set[tuple[str, bool]] | None:
    npm, environ = npm_command()
    answer = _answer([*npm, "audit", "--json", "--package-lock-only"], environ)
    if not isinstance(answer, dict) or "vulnerabilities" not in answer:
        return None
    return {
        (f"{name} (npm) : {fault['severity']}", bool(fault["fixAvailable"]))
        for name, fault in answer["vulnerabilities"].items()
    }


if __name__ == "__main__":
    sys.exit(0 if audit() else 1)
