"""The servers that are measured, started as people start them, and always stopped."""

import contextlib
import http.client
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
HOST = "127.0.0.1"
LONGEST_START = 90.0
LONGEST_STOP = 20.0
HTTP_OK = 200
SITE = (sys.executable, "serve.py")
MAKE = ("make", "--silent", "start")


@dataclass(frozen=True)
class Server:
    """A running server, and the process that started everything of it."""

    port: int
    process: "subprocess.Popen[bytes]"
    seconds_to_answer: float

    def memory(self) -> int | None:
        """Return the bytes all its processes take, each shared page counted once; Linux only."""
        try:
            return sum(_proportional_size(pid) for pid in _family(self.process.pid))
        except OSError:
            return None


@contextmanager
def site(folder: Path, command: Sequence[str] = SITE) -> Iterator[Server]:
    """Serve the site of this folder, web and jobs, one web process, as `make start` does."""
    environ = {
        **os.environ, "VAR_DIR": str(folder), "HOST": HOST, "DEMO": "0", "WEB_WORKERS": "1",
        "MESSAGES_PER_MINUTE": "1000000",
    }  # fmt: skip
    for name in ("DATABASE_URL", "SITE_URL", "MAKEFLAGS", "MAKELEVEL"):
        environ.pop(name, None)
    with _running(command, environ, "/sante") as server:
        yield server


@contextmanager
def bare_page() -> Iterator[Server]:
    """Serve the bare page."""
    environ = {**os.environ, "WEB_WORKERS": "1"}
    command = (sys.executable, "-m", "bench.bare", "{port}", str(os.getpid()))
    with _running(command, environ, "/") as server:
        yield server


@contextmanager
def _running(command: Sequence[str], environ: dict[str, str], probe: str) -> Iterator[Server]:
    port = _free_port()
    words = [word.format(port=port) for word in command]
    start = time.perf_counter()
    process = subprocess.Popen(  # noqa: S603 - our own words
        words,
        cwd=ROOT,
        env={**environ, "PORT": str(port)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(port, probe, process)
        yield Server(port, process, time.perf_counter() - start)
    finally:
        _stop(process)


def _wait(port: int, probe: str, process: "subprocess.Popen[bytes]") -> None:
    limit = time.monotonic() + LONGEST_START
    while time.monotonic() < limit:
        if process.poll() is not None:
            break
        if _status(port, probe) == HTTP_OK:
            return
        time.sleep(0.02)
    raise RuntimeError(f"the server of port {port} does not answer {probe}")


def _status(port: int, path: str) -> int:
    link = http.client.HTTPConnection(HOST, port, timeout=5)
    try:
        link.request("GET", path)
        return link.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        link.close()


def _stop(process: "subprocess.Popen[bytes]") -> None:
    """End all that was started, by its own group; the site ends its parts itself."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGTERM)
    try:
        process.wait(LONGEST_STOP)
    except subprocess.TimeoutExpired:
        for pid in _family(process.pid):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        process.wait()


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind((HOST, 0))
        return int(trial.getsockname()[1])


def _family(pid: int) -> list[int]:
    """Return a process and all that descends from it."""
    children: list[int] = []
    with contextlib.suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            children += map(int, (task / "children").read_text().split())
    return [pid, *(one for child in children for one in _family(child))]


def _proportional_size(pid: int) -> int:
    found = re.search(r"^Pss:\s+(\d+) kB", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.M)
    return int(found[1]) * 1024 if found else 0
