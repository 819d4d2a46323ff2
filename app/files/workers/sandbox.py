"""Run a program on a member's file, with limits of time, memory, file size and no network."""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

HERE = Path(__file__).parent
LAUNCHER = str(HERE / "launcher.py")
MEBIBYTE = 1024 * 1024
EXPLANATION_BYTES = 2000
FOLDER_PREFIX = "tremplin-worker-"
ABANDONED_SECONDS = 3600.0  # longer than any program may last


class WorkerFailed(Exception):
    """The program did not do its work; `reason` is a code, never shown as it is."""

    def __init__(self, reason: str, explanation: str = "") -> None:
        super().__init__(f"{reason}: {explanation}" if explanation else reason)
        self.reason = reason


@dataclass(frozen=True, kw_only=True)
class Limits:
    """What a program may use. No memory limit where the program reserves addresses by itself."""

    seconds: int = 30
    memory: int = 1024 * MEBIBYTE
    written: int = 64 * MEBIBYTE

    def for_launcher(self) -> str:
        """Return the limits as the launcher reads them."""
        return json.dumps({"cpu": self.seconds, "memory": self.memory, "file": self.written})


class Program:
    """A program at work, in an empty folder of its own.

    What it prints goes through a file, so that its size is limited too.
    """

    def __init__(self, command: Sequence[str], limits: Limits, stdin: bytes = b"") -> None:
        # Removed with the object at the latest: when the site stops, or forgets about it.
        self._folder = tempfile.TemporaryDirectory(prefix=FOLDER_PREFIX)
        self._limits = limits
        self._output = Path(self._folder.name, "stdout")
        self._errors = Path(self._folder.name, "stderr")
        self._started = time.monotonic()
        place = Path(self._folder.name, "work")
        place.mkdir()
        with (
            tempfile.TemporaryFile() as given,
            self._output.open("wb") as stdout,
            self._errors.open("wb") as stderr,
        ):
            given.write(stdin)
            given.seek(0)
            self._process = subprocess.Popen(  # noqa: S603 - programs of ours, never a shell
                [sys.executable, "-I", "-S", LAUNCHER, limits.for_launcher(), *command],
                stdin=given,
                stdout=stdout,
                stderr=stderr,
                cwd=place,
                env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": str(place)},
                start_new_session=True,
            )

    def finished(self, within: float) -> bool:
        """Wait so long at most; tell whether the program has ended, by itself or by its limits."""
        # The limit of processor time comes first; this one is for a program that only waits.
        left = self._started + 2 * self._limits.seconds - time.monotonic()
        try:
            self._process.wait(timeout=max(0.0, min(within, left)))
        except subprocess.TimeoutExpired:
            if within < left:
                return False
            self.stop()
        return True

    def stop(self) -> None:
        """End the program and all that it started."""
        if self._process.poll() is None:
            with suppress(ProcessLookupError):
                os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()

    def result(self) -> bytes:
        """Return what a finished program printed; raise WorkerFailed when it did not succeed."""
        status = self._process.returncode
        try:
            if status != 0:
                raise WorkerFailed(_reason(status), _end_of(self._errors))
            return self._output.read_bytes()
        finally:
            self._folder.cleanup()


def start_worker(name: str, arguments: Sequence[str], limits: Limits) -> Program:
    """Start one of the scripts of this folder."""
    return Program(_script(name, arguments), limits)


def run_worker(name: str, arguments: Sequence[str], *, limits: Limits, stdin: bytes = b"") -> bytes:
    """Run one of the scripts of this folder and return what it printed."""
    return run(_script(name, arguments), limits=limits, stdin=stdin)


def run(command: Sequence[str], *, limits: Limits, stdin: bytes = b"") -> bytes:
    """Run a program to its end and return what it printed; raise WorkerFailed when it fails."""
    program = Program(command, limits, stdin)
    try:
        program.finished(within=float("inf"))
    finally:
        program.stop()
    return program.result()


def remove_abandoned() -> int:
    """Remove the folders of programs whose site was killed; return how many there were."""
    limit = time.time() - ABANDONED_SECONDS
    found = Path(tempfile.gettempdir()).glob(f"{FOLDER_PREFIX}*")
    abandoned = [folder for folder in found if folder.stat().st_mtime < limit]
    for folder in abandoned:
        shutil.rmtree(folder, ignore_errors=True)
    return len(abandoned)


def _script(name: str, arguments: Sequence[str]) -> list[str]:
    return [sys.executable, "-I", str(HERE / f"{name}.py"), *arguments]


def _reason(status: int) -> str:
    # With equal soft and hard limits the kernel ends an over-long program with SIGKILL.
    if status in (-signal.SIGXCPU, -signal.SIGKILL):
        return "too long"
    if status in (-signal.SIGXFSZ, -signal.SIGSEGV, -signal.SIGABRT, -signal.SIGBUS):
        return "too much"
    return "failed"


def _end_of(errors: Path) -> str:
    return errors.read_bytes()[-EXPLANATION_BYTES:].decode(errors="replace")
