"""One demo site, served as `make start` serves it, and people who sit before it.

The site is made by the real commands in a temporary folder, once for all the processes of a test
run; each process serves a copy of it on a port of its own, web and jobs together.
"""

import fcntl
import os
import re
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    StorageState,
    sync_playwright,
)
from werkzeug.routing import Rule

from app import create_app
from app.demo.accounts import PASSWORD
from app.settings import Settings
from scripts.browser import MISSING, find_browser

ROOT = Path(__file__).parents[2]
PATIENCE = 90.0
STOPPING = 15.0
WIDE = {"width": 1280, "height": 900}
ADVISOR = "sylvain-c@exemple.test"  # of the Relais ESS Baie de Somme
COLLEAGUE = "thomas-g@exemple.test"  # of another structure
NEWCOMER = "maelys-t@exemple.test"
FACILITATOR = "elise-p@exemple.test"
FACILITATOR = "elise-p@exemple.test"
ADMINISTRATOR = "yann-q@exemple.test"
TOLD: list[str] = []


@pytest.fixture(scope="session")
def demo_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder holding the demonstration, every file read and everything in the index."""
    shared = tmp_path_factory.getbasetemp()
    if os.environ.get("PYTEST_XDIST_WORKER"):
        shared = shared.parent
    folder = shared / "demo-site"
    with (shared / "demo-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            made = shared / "demo-site.new"
            shutil.rmtree(made, ignore_errors=True)
            _make_demo(made)
            made.rename(folder)
    return folder


def _make_demo(folder: Path) -> None:
    environ = _environ(folder, 0)
    for words in (("database", "upgrade"), ("demo", "load")):
        command = [sys.executable, "-m", "flask", "--app", "wsgi", *words]
        done = subprocess.run(
            command, cwd=ROOT, env=environ, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"flask {' '.join(words)}:\n{done.stderr[-3000:]}"
    with _running(folder, "jobs", 0):
        _wait(lambda: _is_all_read(folder), "the demonstration was not indexed in time")


def _is_all_read(folder: Path) -> bool:
    """Say whether no file waits for its words, and nothing for the index."""
    waiting = _look_up(
        folder,
        "SELECT (SELECT count(*) FROM search_outbox)"
        " + (SELECT count(*) FROM stored_files WHERE extraction = 'pending')",
    )
    return (folder / "index").is_dir() and waiting == 0


def _look_up(folder: Path, question: str, *values: object) -> object:
    """Return the one value that a question to the database answers."""
    address = f"file:{folder / 'tremplin.db'}?mode=ro"
    with closing(sqlite3.connect(address, uri=True)) as database:
        row = database.execute(question, values).fetchone()
    return row[0] if row else None


def _environ(folder: Path, port: int) -> dict[str, str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in ("DATABASE_URL", "TEST_DATABASE", "SITE_URL", "DEMO", "SITE_NAME")
    }
    return {**kept, "VAR_DIR": str(folder), "HOST": "127.0.0.1", "PORT": str(port)}


@contextmanager
def _running(folder: Path, part: str, port: int) -> Iterator[None]:
    """Run one part of `serve.py`; it dies with this process, and is stopped by its own number."""
    with (folder / f"{part}.log").open("ab") as output:
        child = subprocess.Popen(
            [sys.executable, str(ROOT / "serve.py"), part, str(os.getpid())],
            cwd=ROOT,
            env=_environ(folder, port),
            stdout=output,
            stderr=output,
            start_new_session=True,
        )
    try:
        yield
    finally:
        child.terminate()
        try:
            child.wait(STOPPING)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


def _wait(is_done: Callable[[], bool], otherwise: str, limit: float = PATIENCE) -> None:
    deadline = time.monotonic() + limit
    while not is_done():
        assert time.monotonic() < deadline, otherwise
        time.sleep(0.05)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(f"{address}/sante", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _free_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return int(trial.getsockname()[1])


@dataclass
class Site:
    """The demo site of this process, and the sessions already open on it."""

    address: str
    folder: Path
    sessions: dict[str, StorageState] = field(default_factory=dict)

    def look_up(self, question: str, *values: object) -> object:
        """Return the one value that a question to the database of the site answers."""
        return _look_up(self.folder, question, *values)

    def link_in_mail(self, pattern: str) -> str:
        """Wait for a mail that holds such a link, and return the link."""
        found: list[str] = []

        def has_come() -> bool:
            for letter in sorted((self.folder / "mail").glob("*.eml"), reverse=True):
                text = message_from_bytes(letter.read_bytes(), policy=policy.default)
                body = text.get_body(("plain",))
                found.extend(re.findall(pattern, body.get_content() if body else ""))
            return bool(found)

        _wait(has_come, "no mail came")
        return found[0]


@pytest.fixture(scope="session")
def browser_program() -> str:
    """The chromium of this machine; without one every test here is skipped, and it is said."""
    program = find_browser()
    if program is None:
        if not TOLD:
            TOLD.append(MISSING)
            print(f"\n{MISSING}\n", file=sys.__stderr__, flush=True)
        pytest.skip(MISSING)
    return program


@pytest.fixture(scope="session")
def site(
    browser_program: str, demo_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Site]:
    """The demo site, served by granian, with its jobs."""
    folder = tmp_path_factory.mktemp("served") / "var"
    shutil.copytree(demo_folder, folder)
    port = _free_port()
    address = f"http://localhost:{port}"
    with ExitStack() as parts:
        for part in ("web", "jobs"):
            parts.enter_context(_running(folder, part, port))
        _wait(lambda: _answers(address), f"the site did not answer; see {folder}/web.log")
        yield Site(address, folder)


@pytest.fixture(scope="module")
def chromium(browser_program: str) -> Iterator[Browser]:
    """A browser for the tests of one file: two of Playwright's loops cannot run at once."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=browser_program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def all_routes(settings: Settings) -> list[Rule]:
    """Every route of the site."""
    return list(create_app(settings).url_map.iter_rules())


@dataclass
class Desk:
    """Opens browsers for people; what their consoles complain of fails the test."""

    site: Site
    chromium: Browser
    complaints: list[str] = field(default_factory=list)
    contexts: list[BrowserContext] = field(default_factory=list)

    def open(self, who: str = "", *, scripted: bool = True, **options: Any) -> Page:
        """Return a page in a browser of its own, signed in when `who` is an address."""
        context = self.chromium.new_context(
            base_url=self.site.address,
            locale="fr-FR",
            timezone_id="Europe/Paris",
            java_script_enabled=scripted,
            storage_state=self._session_of(who) if who else None,
            **{"viewport": WIDE, "reduced_motion": "reduce", **options},
        )
        context.set_default_timeout(15_000)
        self.contexts.append(context)
        context.on("page", self._listen)
        return context.new_page()

    def _listen(self, page: Page) -> None:
        page.on("console", self._hear)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))

    def _hear(self, said: ConsoleMessage) -> None:
        """Note an error, unless it only repeats the status of a page or the lack of a network."""
        text, where = said.text, said.location["url"]
        is_status = "the server responded with a status" in text and "/static/" not in where
        if said.type == "error" and not is_status and "net::ERR_" not in text:
            self.complaints.append(f"{where}: {text}")

    def _session_of(self, who: str) -> StorageState:
        """Sign in through the page, once for all the tests of this process."""
        if who not in self.site.sessions:
            context = self.chromium.new_context(base_url=self.site.address, locale="fr-FR")
            page = context.new_page()
            sign_in(page, who)
            self.site.sessions[who] = context.storage_state()
            context.close()
        return self.site.sessions[who]


def sign_in(page: Page, who: str) -> None:
    """Sign in through the form, from wherever one is."""
    if "/connexion" not in page.url:
        page.goto("/connexion")
    page.get_by_label("Adresse de courriel").fill(who)
    page.get_by_label("Mot de passe", exact=True).fill(PASSWORD)
    page.locator("main").get_by_role("button", name="Se connecter").click()
    page.wait_for_url(re.compile(r"^(?!.*/connexion)"))


@pytest.fixture
def desk(site: Site, chromium: Browser) -> Iterator[Desk]:
    """`desk.open("sylvain-c@exemple.test")` is somebody before the demo site."""
    desk = Desk(site, chromium)
    yield desk
    for context in desk.contexts:
        context.close()
    assert not desk.complaints
