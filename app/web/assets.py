"""Static files: a content hash in every address, kept a year by browsers, compressed before."""

import json
from pathlib import Path

from flask import Flask, Response, current_app, request, send_from_directory
from flask.typing import ResponseReturnValue

from app.errors import NotFound
from app.web.access import Audience, audience

FOLDER = Path(__file__).resolve().parents[2] / "static"
MANIFEST = FOLDER / "build" / "manifest.json"
YEAR = 365 * 24 * 3600
UNHASHED = "dev"


def _content_hash() -> str:
    try:
        return str(json.loads(MANIFEST.read_text())["hash"])
    except (OSError, ValueError, KeyError):
        return UNHASHED


def static_url(path: str) -> str:
    """Return the address of a static file, which changes whenever any of them does."""
    return f"/static/{current_app.config['ASSETS_HASH']}/{path}"


@audience(Audience.PUBLIC)
def _send(version: str, path: str) -> ResponseReturnValue:
    if ".." in path or path.endswith(".gz"):
        raise NotFound
    compressed = FOLDER / f"{path}.gz"
    if request.accept_encodings.quality("gzip") and compressed.is_file():
        response = send_from_directory(FOLDER, f"{path}.gz", mimetype=_type_of(path))
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = send_from_directory(FOLDER, path, mimetype=_type_of(path))
    response.vary.add("Accept-Encoding")
    return _cached(response, version)


def _cached(response: Response, version: str) -> Response:
    if version == current_app.config["ASSETS_HASH"] != UNHASHED:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    else:
        response.headers["Cache-Control"] = "no-cache"
    return response


def _type_of(path: str) -> str | None:
    types = {".js": "text/javascript", ".woff2": "font/woff2", ".svg": "image/svg+xml"}
    return types.get(Path(path).suffix)


def init_app(app: Flask) -> None:
    """Serve `static/` under a hashed prefix."""
    app.config["ASSETS_HASH"] = _content_hash()
    app.add_url_rule("/static/<version>/<path:path>", endpoint="static", view_func=_send)
