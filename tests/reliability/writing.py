"""People who write without pause, each noting what the site has answered to them.

A form that got no answer is sent again just as it was, as a person presses the button once more.
"""

import random
import secrets
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from tests.reliability.people import a_theme, sheet_address, signed_in, topic_address
from tests.reliability.site import Answer, Fields, Files, ServedSite

FEW_BYTES = b"Un texte joint, court mais entier.\n"
RETRY_EVERY = 0.2


@dataclass(eq=False)
class Writer(threading.Thread):
    """One member who replies, sends files, opens topics and fills a sheet until told to stop."""

    site: ServedSite
    number: int
    stopping: threading.Event
    accepted: dict[str, str] = field(default_factory=dict)  # what was written, by its marker
    possible_titles: list[str] = field(default_factory=list)  # the last answered, and those since
    refused: list[str] = field(default_factory=list)
    times: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(daemon=True)  # a thread is told apart by itself, hence eq=False
        self.person = signed_in(self.site, self.number)
        self.topic = topic_address(self.site)
        self.sheet = sheet_address(self.site)
        self.theme = a_theme(self.site)

    def run(self) -> None:
        acts: list[Callable[[], None]] = [self.reply, self.reply_with_file, self.open_topic]
        if self.number == 0:  # the sheet is this member's
            acts.append(self.write_sheet)
        while not self.stopping.is_set():
            random.choice(acts)()

    def reply(self, files: Files = ()) -> None:
        marker = new_marker()
        fields = {"text": f"Une réponse {marker}.", "_once": secrets.token_urlsafe(12)}
        self._send("reply", marker, f"{self.topic}/messages", fields, files)

    def reply_with_file(self) -> None:
        self.reply([("fichiers", "note.txt", FEW_BYTES + new_marker().encode())])

    def open_topic(self) -> None:
        marker = new_marker()
        fields = {
            "title": f"Une question sur {marker}",
            "text": "Comment faites-vous ?",
            "category": "financements",
            "nature": "question",
            "themes": self.theme,
            "visibility": "network",
            "_once": secrets.token_urlsafe(12),
        }
        self._send("topic", marker, "/forum/nouveau", fields)

    def write_sheet(self) -> None:
        """Save a section as the page does; the title says which saving was the last."""
        number = self.sheet.split("/")[2].split("-")[0]
        title = f"Une fiche écrite {new_marker()}"
        fields = {"titre": title, "_page": "page"}
        if self._ask(f"/fiches/{number}/sections/identite", fields).is_accepted:
            self.possible_titles = []
        self.possible_titles.append(title)

    def _send(self, kind: str, marker: str, path: str, fields: Fields, files: Files = ()) -> None:
        while True:
            answer = self._ask(path, fields, files)
            if answer.is_accepted:
                self.accepted[marker] = kind
                return
            if answer.status:
                self.refused.append(f"{kind} {answer.status}")
                if answer.status < 500:
                    return
            if self.stopping.is_set():
                return
            time.sleep(RETRY_EVERY)

    def _ask(self, path: str, fields: Fields, files: Files = ()) -> Answer:
        answer = self.person.post(path, fields, files)
        if answer.status:
            self.times.append(answer.seconds)
        return answer


def new_marker() -> str:
    """A word that no other text holds."""
    return "mot" + secrets.token_hex(6)
