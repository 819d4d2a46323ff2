"""A whole site, served by its supervisor in a folder of its own, and people who write to it.

What is tried here cannot be tried inside one process: kills, full disks, several people at once.
"""

import http.client
import os
import re
import secrets
import signal
import socket
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from urllib.parse import quote, urlencode

from flask import Flask

from app import create_app
from app.database import db
from app.settings import Settings

ROOT = Path(__file__).parents[2]
PASSWORD = "une phrase de passe longue"
PATIENCE = 60.0
STOPPING = 15.0
KEY = "a key for tests only, long enough"
NO_ANSWER = 0
FIRST_REFUSAL = 400


def settings_of(folder: Path) -> Settings:
    return Settings(
        secret_key=KEY, var_dir=folder, database_url=f"sqlite:///{folder / 'tremplin.db'}"
    )


@contextmanager
def looking_into(folder: Path) -> Iterator[Flask]:
    """The application of a folder, in this process, to fill it or to look at what it holds."""
    app = create_app(settings_of(folder))
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()


@dataclass(frozen=True)
class Answer:
    """What came back; status 0 when nothing did."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def is_accepted(self) -> bool:
        return NO_ANSWER < self.status < FIRST_REFUSAL

    @property
    def text(self) -> str:
        return self.body.decode(errors="replace")

    @property
    def location(self) -> str:
        return self.headers.get("location", "")

    def hidden(self, name: str) -> str:
        """Return the value of a hidden field of the last form that has one."""
        found = re.findall(rf'name="{re.escape(name)}" value="([^"]*)"', self.text)
        return unescape(found[-1]) if found else ""


Fields = Mapping[str, str | Sequence[str]]
Files = Sequence[tuple[str, str, bytes]]


@dataclass
class Person:
    """Somebody's browser: cookies, and the token of the last page."""

    port: int
    email: str = ""
    patience: float = PATIENCE
    cookies: dict[str, str] = field(default_factory=dict)
    token: str = ""

    def ask(
        self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
    ) -> Answer:
        """Send one request on a connection of its own, and remember the cookies."""
        told = {**self._cookie_header(), **(headers or {})}
        begun = time.monotonic()
        link = http.client.HTTPConnection("127.0.0.1", self.port, timeout=self.patience)
        with closing(link):
            try:
                link.request(method, path, body or None, told)
                answer = link.getresponse()
                content = answer.read()
            except (OSError, http.client.HTTPException):
                return Answer(NO_ANSWER, {}, b"", time.monotonic() - begun)
            for one in answer.headers.get_all("Set-Cookie") or ():
                name, _sep, value = one.partition(";")[0].partition("=")
                self.cookies[name] = value
            told_back = {name.lower(): value for name, value in answer.headers.items()}
            return Answer(answer.status, told_back, content, time.monotonic() - begun)

    def get(self, path: str) -> Answer:
        answer = self.ask("GET", path)
        self.token = answer.hidden("csrf_token") or self.token
        return answer

    def post(self, path: str, fields: Fields, files: Files = ()) -> Answer:
        """Send a form as a browser does, with the token of the last page."""
        pairs = _pairs({"csrf_token": self.token, **fields})
        if not files:
            kind = "application/x-www-form-urlencoded"
            return self.ask("POST", path, urlencode(pairs).encode(), {"Content-Type": kind})
        body, kind = multipart(pairs, files)
        return self.ask("POST", path, body, {"Content-Type": kind})

    def sign_in(self) -> Answer:
        self.get("/connexion")
        answer = self.post("/connexion", {"email": self.email, "password": PASSWORD})
        self.get("/")
        return answer

    def _cookie_header(self) -> dict[str, str]:
        cookies = "; ".join(f"{name}={value}" for name, value in self.cookies.items() if value)
        return {"Cookie": cookies} if cookies else {}


def _pairs(fields: Fields) -> list[tuple[str, str]]:
    return [
        (name, one)
        for name, value in fields.items()
        for one in ([value] if isinstance(value, str) else value)
    ]


def multipart(pairs: Iterable[tuple[str, str]], files: Files) -> tuple[bytes, str]:
    """Build the body of a form that holds files; return it with its type."""
    edge = f"edge{secrets.token_hex(8)}"
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in pairs
    ]
    for name, filename, content in files:
        head = (
            f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{filename}"\r\n'
            "Content-Type: application/octet-stream\r\n\r\n"
        )
        parts.append(head.encode() + content + b"\r\n")
    return b"".join(parts) + f"--{edge}--\r\n".encode(), f"multipart/form-data; boundary={edge}"


def _is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in ("Z", "X")


def free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


def wait_until(is_so: Callable[[], bool], what: str, patience: float = PATIENCE) -> float:
    """Wait for something, and return how long it took; fail when it does not come."""
    begun = time.monotonic()
    while not is_so():
        assert time.monotonic() - begun < patience, f"{what}: not within {patience:.0f} s"
        time.sleep(0.05)
    return time.monotonic() - begun


@dataclass
class ServedSite:
    """One supervisor with its web server and jobs, on one folder."""

    folder: Path
    port: int
    environ: Mapping[str, str] = field(default_factory=dict)
    process: "subprocess.Popen[bytes] | None" = None

    def start(self, patience: float = PATIENCE) -> None:
        environ = {
            **{name: value for name, value in os.environ.items() if name != "DATABASE_URL"},
            "VAR_DIR": str(self.folder),
            "PORT": str(self.port),
            "DEMO": "0",
            "MESSAGES_PER_MINUTE": "1000000",  # these write without pause
            "SECRET_KEY": KEY,
            **self.environ,
        }
        with (self.folder.parent / f"{self.folder.name}.log").open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(ROOT / "serve.py")],
                cwd=ROOT,
                env=environ,
                stdout=log,
                stderr=log,
            )
        self.wait_for_health(patience)

    @property
    def log(self) -> str:
        return (self.folder.parent / f"{self.folder.name}.log").read_text(errors="replace")

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(STOPPING)

    def kill_all(self) -> None:
        """Kill the supervisor and all that it started, at once and without warning."""
        assert self.process is not None
        everything = [self.process.pid, *self.children()]
        for pid in everything:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait(STOPPING)
        wait_until(lambda: not any(_is_alive(pid) for pid in everything), "everything to be gone")

    def children(self) -> list[int]:
        """Return the processes below the supervisor, whatever their depth."""
        assert self.process is not None
        below = _children_by_parent()
        found: list[int] = []
        waiting = [self.process.pid]
        while waiting:
            sons = below.get(waiting.pop(), [])
            found += sons
            waiting += sons
        return found

    def part(self, name: str) -> int | None:
        """Return the process of a part, « web » or « jobs »."""
        for pid in self.children():
            with suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
                if name.encode() in words[2:3]:
                    return pid
        return None

    def person(self, email: str = "", patience: float = PATIENCE) -> Person:
        return Person(self.port, email, patience)

    def health(self) -> Answer:
        return self.person(patience=5).get("/sante")

    def wait_for_health(self, patience: float = PATIENCE) -> float:
        return wait_until(self._is_well, "/sante", patience)

    def _is_well(self) -> bool:
        """Say whether it works; one that has given up says why at once."""
        assert self.process is not None
        assert self.process.poll() is None, self.log[-2000:]
        return self.health().status == 200

    def query(self, statement: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the database directly, whatever the site does."""
        address = f"file:{quote(str(self.folder / 'tremplin.db'))}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=10)) as database:
            return database.execute(statement, values).fetchall()

    def has_caught_up(self) -> bool:
        """Say whether nothing waits for the index any more."""
        with suppress(sqlite3.OperationalError):
            return not self.query("SELECT count(*) FROM search_outbox")[0][0]
        return False

    def command(self, *words: str) -> "subprocess.CompletedProcess[str]":
        """Run a command of the site, as its administrator would."""
        environ = {**os.environ, "VAR_DIR": str(self.folder), "SECRET_KEY": KEY, **self.environ}
        environ.pop("DATABASE_URL", None)
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=ROOT,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )


def _children_by_parent() -> dict[int, list[int]]:
    below: dict[int, list[int]] = {}
    for entry in Path("/proc").glob("[0-9]*"):
        with suppress(OSError, ValueError, IndexError):
            parent = int((entry / "stat").read_text().rpartition(")")[2].split()[1])
            below.setdefault(parent, []).append(int(entry.name))
    return below
