"""The measures, each a row or a few of the table of speeds."""

import re
import secrets
import statistics
import time
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from urllib.parse import urlencode, urljoin

from flask import Flask

from bench import servers
from bench.figures import Figure, Table
from bench.forum import PASSWORD, READER, WRITER
from bench.load import Target, compare, press
from bench.places import Places
from bench.servers import Server
from bench.statements import count_statements
from bench.visits import Browser, hidden_fields, read_page, wait_for

ROUNDS, SECONDS = 5, 1.5
REPLIES, FOUND = 60, 10
MOST_STATEMENTS = 8
YEAR = "max-age=31536000"
KILO = 1000
MEBI = 1024 * 1024


@dataclass
class Sites:
    """What runs while the measures are taken."""

    big: Server
    small: Server
    bare: Server
    app: Flask
    places: Places
    small_places: Places

    @cached_property
    def reader(self) -> str:
        """The cookie of a member on the big site."""
        return _signed_in(self.big.port, READER).cookie

    @cached_property
    def small_reader(self) -> str:
        """The cookie of the same member on the small site."""
        return _signed_in(self.small.port, READER).cookie


def _signed_in(port: int, number: int) -> Browser:
    browser = Browser(port)
    browser.sign_in(f"membre{number}@exemple.test", PASSWORD)
    return browser


def pages_against_bare(table: Table, sites: Sites) -> None:
    """What people read most, against Flask and Jinja alone on the same server."""
    bare, port, places = Target(sites.bare.port, ["/"]), sites.big.port, sites.places
    for name, target, bar in (
        ("sujet de 20 messages, visiteur / page nue", Target(port, places.topics), 0.5),
        ("le même, membre / page nue", Target(port, places.topics, sites.reader), 0.3),
        ("rubrique, visiteur / page nue", Target(port, [places.category]), 0.5),
        ("accueil, visiteur / page nue", Target(port, ["/"]), 0.5),
    ):
        found = compare(target, bare, rounds=ROUNDS, seconds=SECONDS)
        detail = f"{found.rate:.0f} / {found.other_rate:.0f} pages par seconde"
        table.at_least(name, found.ratio, bar, detail)


def deep_page(table: Table, sites: Sites) -> None:
    """A page far down the longest topic, against its first page."""
    longest = sites.places.longest
    for who, cookie in (("visiteur", ""), ("membre", sites.reader)):
        found = compare(
            Target(
                sites.big.port, [f"{longest}?apres={after}" for after in (880, 900, 940)], cookie
            ),
            Target(sites.big.port, [longest], cookie),
            rounds=ROUNDS,
            seconds=SECONDS,
        )
        name = f"page profonde d’un sujet de 1 000 messages / la première, {who}"
        table.at_least(name, found.ratio, 0.9, f"{found.rate:.0f} / {found.other_rate:.0f}")


def lists_against_small(table: Table, sites: Sites) -> None:
    """What a list costs at 100,000 messages, against the same at 1,000."""
    big, small = sites.places, sites.small_places
    for name, paths, small_paths, is_member in (
        ("forum, visiteur", ["/forum/"], ["/forum/"], False),
        ("forum, membre", ["/forum/"], ["/forum/"], True),
        ("rubrique, visiteur", [big.category], [small.category], False),
        ("rubrique, membre", [big.category], [small.category], True),
        ("sujet, membre", big.topics, small.topics, True),
        ("ressources, visiteur", ["/ressources/"], ["/ressources/"], False),
        ("ressources, membre", ["/ressources/"], ["/ressources/"], True),
        ("fiches, visiteur", ["/fiches/"], ["/fiches/"], False),
        ("fiches, membre", ["/fiches/"], ["/fiches/"], True),
        ("accueil, visiteur", ["/"], ["/"], False),
        ("accueil, membre", ["/"], ["/"], True),
        ("recherche, membre", big.searches, small.searches, True),
    ):
        cookies = (sites.reader, sites.small_reader) if is_member else ("", "")
        found = compare(
            Target(sites.small.port, small_paths, cookies[1]),
            Target(sites.big.port, paths, cookies[0]),
            rounds=3,
            seconds=1.0,
        )
        detail = f"{found.rate:.0f} puis {found.other_rate:.0f} pages par seconde"
        table.at_most(f"coût à 100 000 messages / à 1 000 : {name}", found.ratio, 1.3, "", detail)


def statements(table: Table, sites: Sites) -> None:
    """The statements of each page, with one row and with a full page of them."""
    places = sites.places
    rare = urlencode({"theme": places.rare_theme})
    for name, one, many in (
        ("sujet", places.topic_of_one, places.topics[0]),
        ("rubrique", places.category_of_one, places.category),
        ("forum", "", "/forum/"),
        ("ressources", f"/ressources/?{rare}", "/ressources/"),
        ("ressource", "", places.resources[0]),
        ("fiches", f"/fiches/?{rare}", "/fiches/"),
        ("fiche", "", places.sheets[0]),
        ("recherche", places.search_of_one, places.searches[0]),
        ("accueil", "", "/"),
        ("mes contributions", "", "/compte/contributions"),
    ):
        counted = count_statements(sites.app, [path for path in (one, many) if path])
        numbers = [len(sent) for sent in counted.values()]
        is_reached = max(numbers) <= MOST_STATEMENTS and len(set(numbers)) == 1
        value = " puis ".join(map(str, numbers))
        table.add(
            Figure(f"requêtes SQL, membre : {name}", value, f"≤ {MOST_STATEMENTS}", is_reached)
        )


def weights(table: Table, sites: Sites) -> None:
    """What travels: the page of a topic, and the styles and scripts of the heaviest page."""
    visitor, member = Browser(sites.big.port), _signed_in(sites.big.port, READER)
    for who, browser in (("visiteur", visitor), ("membre", member)):
        sizes = [len(browser.get(path).raw) / KILO for path in sites.places.topics]
        name = f"HTML compressé d’un sujet de 20 messages, {who}"
        table.at_most(name, max(sizes), 25, "ko", f"médiane {statistics.median(sizes):.1f} ko")
    pages = ["/", sites.places.topics[0], sites.places.searches[0], "/forum/nouveau"]
    pages += ["/ressources/nouvelle", sites.places.sheets[0]]
    weighed = {page: _assets(member, page) for page in pages}
    page, (size, _) = max(weighed.items(), key=lambda item: item[1][0])
    table.at_most("CSS et JS compressés de la page la plus lourde", size / KILO, 90, "ko", page)
    all_kept = all(kept for _, kept in weighed.values())
    table.add(Figure("CSS et JS gardés un an", "oui" if all_kept else "non", "oui", all_kept))


def _assets(browser: Browser, page: str) -> tuple[int, bool]:
    """Return the bytes of the styles and scripts of a page, all that they import counted."""
    waiting = [urljoin(page, link) for link in read_page(browser.get(page).text).links]
    seen: dict[str, tuple[int, bool]] = {}
    while waiting:
        path = waiting.pop()
        if path in seen:
            continue
        answer = browser.get(path)
        seen[path] = (len(answer.raw), YEAR in answer.headers.get("Cache-Control", ""))
        if path.endswith(".js"):
            imported = re.findall(r"""["'](\.{1,2}/[\w./-]+\.js)["']""", answer.text)
            waiting += [urljoin(path, name) for name in imported]
    return sum(size for size, _ in seen.values()), all(kept for _, kept in seen.values())


def replies(table: Table, sites: Sites) -> None:
    """From the reply sent to the page shown, and to its being found."""
    writer = _signed_in(sites.big.port, WRITER)
    times, found = [], []
    for number in range(REPLIES):
        topic = sites.places.topics[number % len(sites.places.topics)]
        action, word = f"{topic}/messages", f"zq{secrets.token_hex(5)}"
        text = f"Une réponse pour mesurer, où se trouve le mot {word}.\n\nElle a deux paragraphes."
        fields = [*hidden_fields(writer.get(topic).text, action), ("text", text)]
        start = time.perf_counter()
        _, page = writer.send(action, fields)
        times.append(time.perf_counter() - start)
        if word not in page.text:
            raise RuntimeError(f"{topic}: the reply is not on the page shown")
        if number % (REPLIES // FOUND) == 0:
            search = f"/recherche?{urlencode({'q': word, 'exact': 'oui'})}"
            waited = wait_for(writer, search, "message-", longest=20)
            found.append(time.perf_counter() - start if waited < float("inf") else waited)
    p95 = sorted(times)[int(0.95 * (len(times) - 1))] * KILO
    median = f"médiane {statistics.median(times) * KILO:.0f} ms"
    table.at_most("réponse envoyée → page affichée, p95", p95, 100, "ms", median)
    median = f"médiane {statistics.median(found):.2f} s"
    table.at_most("réponse envoyée → trouvée par la recherche, pire", max(found), 2, "s", median)


def memory(table: Table, sites: Sites) -> None:
    """All processes of the site, at rest, after much of it was read by a visitor and a member."""
    for cookie in ("", sites.reader):
        press(Target(sites.big.port, sites.places.everything, cookie), 10)
    time.sleep(5)
    size = sites.big.memory()
    if size is None:
        table.add(Figure("mémoire du site au repos", "non mesurée", "≤ 400 Mio", None))
        return
    table.at_most("mémoire du site au repos, web et tâches, après lecture", size / MEBI, 400, "Mio")


def second_start(table: Table, folder: Path) -> None:
    """`make start` on a site that exists, until it answers that it is well."""
    times = []
    for _ in range(3):
        with servers.site(folder, servers.MAKE) as server:
            times.append(server.seconds_to_answer)
    detail = ", ".join(f"{one:.1f}" for one in times)
    table.at_most("« make start », la deuxième fois", statistics.median(times), 5, "s", detail)
