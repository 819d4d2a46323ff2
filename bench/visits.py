"""A small browser: pages, cookies, and forms sent as they were printed."""

import gzip
import http.client
import time
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import urlencode, urljoin, urlsplit

from bench.servers import HOST

HTTP_OK, FIRST_REDIRECT, FIRST_ERROR = 200, 300, 400


@dataclass(frozen=True)
class Answer:
    """What came back: the body as it travelled, and as it reads."""

    status: int
    headers: http.client.HTTPMessage
    raw: bytes

    @property
    def text(self) -> str:
        is_small = self.headers.get("Content-Encoding") == "gzip"
        return (gzip.decompress(self.raw) if is_small else self.raw).decode()


@dataclass
class Browser:
    """Somebody reading the site over one connection."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._link = http.client.HTTPConnection(HOST, self.port, timeout=30)

    @property
    def cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def get(self, path: str) -> Answer:
        """Open a page; anything but a success is an error of the measure."""
        answer = self._ask("GET", path)
        if answer.status != HTTP_OK:
            raise RuntimeError(f"{path}: {answer.status}")
        return answer

    def send(self, path: str, fields: list[tuple[str, str]]) -> tuple[str, Answer]:
        """Send a form and open the page it leads to; return that page's path."""
        answer = self._ask("POST", path, urlencode(fields))
        if not FIRST_REDIRECT <= answer.status < FIRST_ERROR:
            raise RuntimeError(f"{path}: {answer.status}")
        there = urlsplit(urljoin(path, answer.headers["Location"]))
        page = f"{there.path}?{there.query}" if there.query else there.path
        return page, self.get(page)

    def sign_in(self, email: str, password: str) -> None:
        """Sign in by the form."""
        page = "/connexion"
        fields = hidden_fields(self.get(page).text, page)
        self.send(page, [*fields, ("email", email), ("password", password)])

    def close(self) -> None:
        """Give the connection back."""
        self._link.close()

    def _ask(self, method: str, path: str, body: str = "") -> Answer:
        headers = {"Accept-Encoding": "gzip", "Accept": "text/html", "Cookie": self.cookie}
        if method == "POST":
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self._link.request(method, path, body or None, headers)
        response = self._link.getresponse()
        answer = Answer(response.status, response.headers, response.read())
        for line in response.headers.get_all("Set-Cookie") or ():
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name.strip()] = value
        return answer


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: dict[str, list[tuple[str, str]]] = {}
        self.links: list[str] = []
        self._fields: list[tuple[str, str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            address = given.get("action", "").partition("#")[0]
            self._fields = self.forms.setdefault(address, [])
        elif tag == "input" and given.get("type") == "hidden" and self._fields is not None:
            self._fields.append((given.get("name", ""), given.get("value", "")))
        elif tag == "link" and given.get("rel") == "stylesheet":
            self.links.append(given["href"])
        elif tag == "script" and "src" in given:
            self.links.append(given["src"])

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._fields = None


def read_page(html: str) -> _Forms:
    """Return the hidden fields of every form by its action, and the style sheets and scripts."""
    parser = _Forms()
    parser.feed(html)
    return parser


def hidden_fields(html: str, action: str) -> list[tuple[str, str]]:
    """Return the hidden fields of the form that goes to this address, or to its own page."""
    forms = read_page(html).forms
    return forms[action] if action in forms else forms[""]


def wait_for(browser: Browser, path: str, words: str, *, longest: float) -> float:
    """Open a page again and again until it says these words; return the seconds it took."""
    start = time.perf_counter()
    while words not in browser.get(path).text:
        if time.perf_counter() - start > longest:
            return float("inf")
        time.sleep(0.05)
    return time.perf_counter() - start
