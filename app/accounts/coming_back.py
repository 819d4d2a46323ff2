"""Coming back, after signing in, to the page one was on and to the text one was sending.

A visitor who opens a members' page is sent to sign in and returns to it. A form sent after the
session ended answers with the sign-in page, which carries what was typed in a hidden field; once
signed in, the text is told with `SignedIn` (the drafts listen) and the member returns to the form,
filled again.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request, url_for
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

PLACE = "_place"
FIELD = "_carried"
NOT_CARRIED = frozenset({"csrf_token", "_once", PLACE, "_preview", "_draft", FIELD})
MOST_BYTES = 400_000
MOST_FIELDS = 2_000
LONGEST_PLACE = 120
LONGEST_ADDRESS = 2_000
NO_WAY_BACK = ("accounts.sign_in", "accounts.sign_out", "static")


@dataclass(frozen=True)
class Carried:
    """What somebody was sending when they were asked to sign in."""

    place: str = ""
    fields: Mapping[str, list[str]] = field(default_factory=dict)
    had_files: bool = False
    is_too_long: bool = False

    @property
    def is_kept(self) -> bool:
        """Whether the form can be filled again once signed in."""
        return bool(self.place and self.fields)

    def as_text(self) -> str:
        """Return what the hidden field holds."""
        return json.dumps(
            {"place": self.place, "fields": self.fields, "had_files": self.had_files},
            ensure_ascii=False,
            separators=(",", ":"),
        )


def carried_by_request() -> Carried:
    """Return what the form that was just sent holds and is worth keeping; never a password."""
    fields = {
        name: texts
        for name, texts in request.form.lists()
        if name not in NOT_CARRIED and "password" not in name
    }
    carried = Carried(
        place=request.form.get(PLACE, "")[:LONGEST_PLACE],
        fields=fields,
        had_files=any(file.filename for file in request.files.values()),
    )
    if len(fields) > MOST_FIELDS or len(carried.as_text().encode()) > MOST_BYTES:
        return Carried(had_files=carried.had_files, is_too_long=True)
    return carried


def read_carried(text: str) -> Carried | None:
    """Read the hidden field again, or None for what `as_text` did not write."""
    if not text or len(text.encode()) > MOST_BYTES:
        return None
    try:
        read = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if not isinstance(read, dict) or not isinstance(read.get("fields"), dict):
        return None
    fields = {name: texts for name, texts in read["fields"].items() if _are_texts(texts)}
    place = read.get("place")
    return Carried(
        place=place[:LONGEST_PLACE] if isinstance(place, str) else "",
        fields=fields,
        had_files=read.get("had_files") is True,
    )


def _are_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


def safe_address(address: str) -> str:
    """Return an address when it is a path of this site that one may return to, else nothing."""
    if not address.startswith("/") or len(address) > LONGEST_ADDRESS:
        return ""
    # Browsers drop control characters and read a backslash as a slash: « /\t/elsewhere ».
    if address[1:2] in ("/", "\\") or not address.isprintable() or "\\" in address:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme or parts.netloc or not _opens(parts.path):
        return ""
    return address


def way_back() -> str:
    """Return the page where the form that was just sent is shown, or the home page."""
    referrer = urlsplit(request.referrer or "")
    if (referrer.scheme, referrer.netloc) == (request.scheme, request.host):
        query = f"?{referrer.query}" if referrer.query else ""
        address = safe_address(referrer.path + query)
        if address:
            return address
    return safe_address(request.full_path.rstrip("?")) or "/"


def _opens(path: str) -> bool:
    """Say whether a path is a page that answers to GET, other than signing in or out."""
    adapter = current_app.create_url_adapter(request)
    if adapter is None:
        return False
    try:
        endpoint, _values = adapter.match(path, method="GET")
    except RequestRedirect:
        return True  # to the same path with its final slash
    except HTTPException:
        return False
    return endpoint not in NO_WAY_BACK


def is_from_this_site() -> bool:
    """Say whether the browser declares that a page of this site sent the form."""
    fetched_from = request.headers.get("Sec-Fetch-Site")
    if fetched_from is not None:
        return fetched_from == "same-origin"
    return request.headers.get("Origin") == request.host_url.rstrip("/")


def is_a_page_request() -> bool:
    """Say whether a person will see the answer, not a script of the page."""
    mode = request.headers.get("Sec-Fetch-Mode")
    if mode is not None:
        return mode == "navigate"
    return "application/json" not in request.headers.get("Accept", "")


def sign_in_address() -> str:
    """Return the sign-in page that leads back to the page asked for, without naming it."""
    asked = safe_address(request.full_path.rstrip("?"))
    return url_for("accounts.sign_in", next=asked, reserve=1)
