"""`python serve.py`: serve the whole site, web and jobs together, until told to stop.

A small supervisor that never imports the application. It brings the database up to date, starts
the web server and the jobs as children, restarts one that dies, prints the address once the site
answers, and stops both on Ctrl-C or SIGTERM. On Linux no child outlives it, even killed -9.

Environment: HOST, PORT, VAR_DIR, DATABASE_URL, DEMO=0, WEB_WORKERS, WEB_THREADS.
"""

import contextlib
import ctypes
import errno
import fcntl
import os
import runpy
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parent
SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG of <sys/prctl.h>
FIRST_PAUSE = 0.5
LONGEST_PAUSE = 30.0
LONG_ENOUGH = 60.0  # a child that lived so long did start well
MOST_FALSE_STARTS = 3
PATIENCE_WHEN_STOPPING = 8.0
PATIENCE_OF_WORKERS = 6
CONNECTIONS_WAITING = 256
TOO_MANY_FAULTS = 500
LEAVING = 3.0
# Freed memory goes back to the machine (glibc): threads share two heaps, large blocks stay in none.
MEMORY = {"MALLOC_ARENA_MAX": "2"}
MEMORY |= dict.fromkeys(("MALLOC_TRIM_THRESHOLD_", "MALLOC_MMAP_THRESHOLD_"), "131072")


class CannotStart(Exception):
    """The site cannot be served; the message says why and what to do."""


@dataclass
class Address:
    """Where the site listens."""

    host: str
    port: int

    @property
    def shown(self) -> str:
        everywhere = self.host in ("", "0.0.0.0", "127.0.0.1", "::", "::1")  # noqa: S104
        name = "localhost" if everywhere else self.host
        return f"http://{f'[{name}]' if ':' in name else name}:{self.port}"

    @property
    def probed(self) -> tuple[str, int]:
        own = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104
        return own.get(self.host, self.host), self.port

    def check_free(self) -> None:
        """Raise CannotStart when something else listens there, or nothing may.

        What was killed a moment ago may still be going: it is given a little time.
        """
        deadline = time.monotonic() + LEAVING
        while (problem := self._obstacle()) is not None:
            if problem.errno != errno.EADDRINUSE or time.monotonic() > deadline:
                raise CannotStart(self._refusal(problem)) from problem
            time.sleep(0.1)

    def _obstacle(self) -> OSError | None:
        """Listen there for a moment; return what prevents it."""
        try:
            family, kind, protocol, _, place = socket.getaddrinfo(
                self.host or None, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )[0]
            with socket.socket(family, kind, protocol) as trial:
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                trial.bind(place)
        except OSError as problem:
            return problem
        return None

    def _refusal(self, problem: OSError) -> str:
        if problem.errno == errno.EADDRINUSE:
            return (
                f"Le port {self.port} est déjà pris, peut-être par ce même site lancé ailleurs.\n"
                f"Arrêtez-le, ou choisissez un autre port : PORT={self.port + 1} make start"
            )
        if problem.errno == errno.EACCES:
            return (
                f"Le port {self.port} est réservé : choisissez-en un au-dessus de 1023 (PORT=8000)."
            )
        return f"L’adresse {self.host} ne peut pas être écoutée : {problem.strerror}. Voyez HOST."

    def status(self) -> int:
        """Ask /sante; return the HTTP status, 0 while nothing answers."""
        question = b"GET /sante HTTP/1.0\r\nHost: localhost\r\n\r\n"
        try:
            with socket.create_connection(self.probed, timeout=2) as link:
                link.sendall(question)
                return int(link.recv(64).split()[1])
        except (OSError, ValueError, IndexError):
            return 0


@dataclass
class Child:
    """A process to keep alive, in a group of its own so that Ctrl-C reaches only us."""

    part: str
    label: str
    process: "subprocess.Popen[str] | None" = None
    started: float = 0.0
    pause: float = FIRST_PAUSE
    due: float = 0.0
    deaths: int = 0

    def start(self, output: int | None = None) -> None:
        """Run this part of this very file."""
        command = [sys.executable, str(ROOT / "serve.py"), self.part, str(os.getpid())]
        self.started = time.monotonic()
        self.process = subprocess.Popen(  # noqa: S603 (our own words)
            command, cwd=ROOT, start_new_session=True, stdout=output, text=True
        )

    @property
    def is_alive(self) -> bool:
        return self.process is not None and self.process.poll() is None

    def send(self, number: signal.Signals) -> None:
        """Send a signal to the whole group: what the part started dies with it."""
        if self.process is not None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.process.pid, number)

    def bury(self) -> None:
        """Note a death, clear what is left of the group, and say when to try again."""
        assert self.process is not None  # noqa: S101 (for the type checker)
        self.send(signal.SIGKILL)
        code = self.process.returncode
        self.process = None
        self.deaths += 1
        now = time.monotonic()
        if now - self.started > LONG_ENOUGH:
            self.pause = FIRST_PAUSE
        self.due = now + self.pause
        say(f"{self.label} s’est arrêté (code {code}) ; nouveau départ dans {self.pause:g} s.")
        self.pause = min(2 * self.pause, LONGEST_PAUSE)


@dataclass
class Supervisor:
    """Start, watch and stop the parts of the site."""

    address: Address
    accounts: str = ""
    answered: bool = False
    stopping: bool = False
    alarm: IO[bytes] = field(init=False)
    web: Child = field(default_factory=lambda: Child("web", "Le serveur web"))
    jobs: Child = field(default_factory=lambda: Child("jobs", "Le travail de fond"))

    def run(self) -> int:
        """Serve until told to stop; return the exit code."""
        self.alarm = _hear_signals(self._stop)
        try:
            self.accounts = self._prepare()
            while not self.stopping:
                self._keep_alive()
                self._announce()
                self._sleep(0.1 if not self.answered else 5.0)
        finally:
            self._stop_children()
        return 0

    def _stop(self, *_: object) -> None:
        if self.stopping:  # asked twice: no more patience
            for child in (self.web, self.jobs):
                child.send(signal.SIGKILL)
        self.stopping = True

    def _sleep(self, seconds: float) -> None:
        """Wait, less when a signal comes: a child that died, a wish to stop."""
        waiting = [child.due - time.monotonic() for child in (self.web, self.jobs) if child.due]
        seconds = max(0.0, min([seconds, *waiting]))
        if select.select([self.alarm], [], [], seconds)[0]:
            self.alarm.read(1024)

    def _prepare(self) -> str:
        """Migrate and load the demo in a process that ends; return the lines on demo accounts."""
        part = Child("prepare", "La préparation")
        part.start(subprocess.PIPE)
        while part.is_alive and not self.stopping:
            self._sleep(5.0)
        if self.stopping:
            part.send(signal.SIGTERM)
        assert part.process is not None  # noqa: S101 (for the type checker)
        lines, _ = part.process.communicate()
        if part.process.returncode and not self.stopping:
            raise CannotStart("Le site n’a pas pu être préparé : la raison est ci-dessus.")
        return lines

    def _keep_alive(self) -> None:
        for child in (self.web, self.jobs):
            if child.process is not None and not child.is_alive:
                child.bury()
            if child.process is None and time.monotonic() >= child.due:
                child.due = 0.0
                child.start()
        if not self.answered and self.web.deaths >= MOST_FALSE_STARTS:
            raise CannotStart("Le serveur web ne démarre pas : la raison est ci-dessus.")

    def _announce(self) -> None:
        if self.answered:
            return
        status = self.address.status()
        if not status:
            return
        self.answered = True
        say(f"\nTremplin est en route : {self.address.shown}")
        if status >= TOO_MANY_FAULTS:
            say(f"Quelque chose ne va pas encore ; {self.address.shown}/sante dit quoi.")
        if self.accounts.strip():
            say(f"\n{self.accounts.rstrip()}")
        say("\nCtrl-C arrête le site ; rien n’est perdu.\n")

    def _stop_children(self) -> None:
        children = [child for child in (self.web, self.jobs) if child.process is not None]
        for child in children:
            if child.process is not None and child.is_alive:
                child.process.terminate()
        limit = time.monotonic() + PATIENCE_WHEN_STOPPING
        while any(child.is_alive for child in children) and time.monotonic() < limit:
            self._sleep(0.2)
        for child in children:
            child.send(signal.SIGKILL)
            if child.process is not None:
                child.process.wait()
        if children:
            say("Tremplin est arrêté.")


def say(sentence: str) -> None:
    """Print a line at once, also through a pipe."""
    with contextlib.suppress(BrokenPipeError):
        print(sentence, flush=True)


def _hear_signals(stop: Callable[..., None]) -> IO[bytes]:
    """Have signals wake up the main loop; return what becomes readable then."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    os.set_blocking(writing, False)
    signal.set_wakeup_fd(writing, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, stop)
    return os.fdopen(reading, "rb", buffering=0)


def die_with_parent(number: signal.Signals, parent: int | None = None) -> None:
    """Ask Linux to send this signal when the parent process dies; elsewhere, do nothing."""
    if not sys.platform.startswith("linux"):
        return
    with contextlib.suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(SET_PARENT_DEATH_SIGNAL, int(number))
    if parent is not None and os.getppid() != parent:
        os.kill(os.getpid(), number)


def application() -> Any:
    """Return the WSGI application, in a worker that dies with the server that started it."""
    die_with_parent(signal.SIGKILL)
    from wsgi import app

    return app


def serve_web() -> None:
    """Run the web server until it is told to stop."""
    web_server("serve:application").serve()


def web_server(target: str) -> Any:
    """Return the web server of this application, as the environment asks for it."""
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    workers = _number("WEB_WORKERS", 1)
    threads = _number("WEB_THREADS", 8)
    return Granian(
        target,
        factory=True,
        address=os.environ["HOST"],
        port=int(os.environ["PORT"]),
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=threads,
        # A few requests may wait for a thread; more would wait longer than people do.
        backpressure=4 * threads,
        backlog=CONNECTIONS_WAITING,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=workers > 1,
        workers_kill_timeout=PATIENCE_OF_WORKERS,
        working_dir=ROOT,
    )


def run_jobs() -> None:
    """Run the jobs until they are told to stop."""
    runpy.run_module("app.jobs", run_name="__main__")


def prepare() -> None:
    """Migrate the database, load the demo when it is wanted, print its accounts on the output."""
    from flask.cli import ScriptInfo

    from app import create_app
    from app.settings import SettingsError

    try:
        app = create_app()
    except SettingsError as problem:
        sys.exit(str(problem))

    def command(*words: str) -> None:
        script = ScriptInfo(create_app=lambda: app)
        app.cli.main(args=list(words), prog_name="flask", obj=script, standalone_mode=False)

    with contextlib.redirect_stdout(sys.stderr):
        command("database", "upgrade")
        if os.environ.get("DEMO", "1") != "0":
            command("demo", "load", "--if-empty")
    command("demo", "accounts")


def _number(name: str, default: int) -> int:
    given = os.environ.get(name, "").strip() or str(default)
    if not given.isdigit() or int(given) < 1:
        raise CannotStart(f"{name} : un nombre entier est attendu, « {given} » reçu.")
    return int(given)


def _only_one(folder: Path) -> IO[str]:
    """Hold the data folder: two sites writing the same index would undo each other's work."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        held = (folder / "serve.lock").open("w")
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as problem:
        raise CannotStart(
            f"Un site tourne déjà sur le dossier {folder}. Arrêtez-le, ou choisissez un autre "
            "dossier : VAR_DIR=/chemin make start"
        ) from problem
    except OSError as problem:
        raise CannotStart(
            f"Le dossier {folder} ne peut pas être écrit : {problem.strerror}."
        ) from problem
    return held


def supervise() -> int:
    """Check what must be before anything starts, then serve; return the exit code."""
    address = Address(os.environ.get("HOST") or "127.0.0.1", _number("PORT", 8000))
    os.environ.update(HOST=address.host, PORT=str(address.port))
    for name, value in MEMORY.items():
        os.environ.setdefault(name, value)
    _number("WEB_WORKERS", 1), _number("WEB_THREADS", 8)
    address.check_free()
    with _only_one(Path(os.environ.get("VAR_DIR") or ROOT / "var").resolve()):
        return Supervisor(address).run()


PARTS = {"web": serve_web, "jobs": run_jobs, "prepare": prepare}


def main() -> int:
    """Be the supervisor, or the part named on the command line."""
    if len(sys.argv) > 1:
        # Granian and the jobs stop in order on SIGTERM; a preparation is simply rolled back.
        die_with_parent(signal.SIGTERM, int(sys.argv[2]))
        PARTS[sys.argv[1]]()
        return 0
    try:
        return supervise()
    except CannotStart as problem:
        print(f"\n{problem}\n", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
