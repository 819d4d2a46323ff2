"""What the pages are compared with: Flask and Jinja alone, twenty rows, on the same server.

A row has what a message shows: a name, a structure, a date, a text of about 120 words. No database,
no session, no header of its own, no compression. `python -m bench.bare PORT`.
"""

import os
import random
import signal
import sys

from flask import Flask, render_template
from jinja2 import DictLoader

import serve

ROWS = 20
WORDS = 120
PAGE = """<!doctype html>
<html lang="fr">
<head><meta charset="utf-8"><title>{{ title }}</title></head>
<body>
<h1>{{ title }}</h1>
{% for row in rows %}
<article id="message-{{ row.number }}">
<header><strong>{{ row.name }}</strong> <span>{{ row.structure }}</span>
<time>{{ row.date }}</time></header>
<p>{{ row.text }}</p>
</article>
{% endfor %}
</body>
</html>
"""


def make_app() -> Flask:
    """Return the bare application."""
    app = Flask(__name__, static_folder=None)
    app.jinja_loader = DictLoader({"page.html": PAGE})
    rng = random.Random(1)
    letters = "aeiouéàlmnrstdcp"
    words = ["".join(rng.choices(letters, k=rng.randint(2, 9))) for _ in range(2000)]
    rows = [
        {
            "number": number,
            "name": " ".join(rng.choices(words, k=2)),
            "structure": " ".join(rng.choices(words, k=4)),
            "date": "3 mars 2026",
            "text": " ".join(rng.choices(words, k=WORDS)),
        }
        for number in range(1, ROWS + 1)
    ]

    @app.get("/")
    def page() -> str:
        return render_template("page.html", title="Vingt lignes", rows=rows)

    return app


def application() -> Flask:
    """Return the application, in a worker that dies with the server that started it."""
    serve.die_with_parent(signal.SIGKILL)
    return make_app()


if __name__ == "__main__":
    os.environ.update(HOST="127.0.0.1", PORT=sys.argv[1])
    serve.die_with_parent(signal.SIGTERM, int(sys.argv[2]))
    serve.web_server("bench.bare:application").serve()
