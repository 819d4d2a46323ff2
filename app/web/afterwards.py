"""Small writes that wait until the page has left: a GET writes nothing on its way.

`afterwards(work)` asks, within a request, for `work` to be done once the answer was sent, in a
transaction of its own. What fails is logged; nobody waits for it.
"""

import logging
from collections.abc import Callable

from flask import Flask, Response, current_app, g

from app.database import transaction

log = logging.getLogger(__name__)
FIRST_ERROR_STATUS = 400
Work = Callable[[], object]


def afterwards(work: Work) -> None:
    """Do this once the answer to the present request was sent, unless it is a refusal."""
    g.setdefault("afterwards", []).append(work)


def _arrange(response: Response) -> Response:
    works: list[Work] = g.get("afterwards", [])
    if works and response.status_code < FIRST_ERROR_STATUS:
        app: Flask = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001
        response.call_on_close(lambda: _do(app, works))
    return response


def _do(app: Flask, works: list[Work]) -> None:
    with app.app_context():
        for work in works:
            try:
                with transaction():
                    work()
            except Exception:
                log.exception("what was left for after the answer failed")


def init_app(app: Flask) -> None:
    """Start what was asked for when the answer is closed."""
    app.after_request(_arrange)
