"""Safe headers on every answer, compression and validators where they help."""

import gzip

from flask import Flask, Response, current_app, request

from app.settings import current_settings
from app.web import facts

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; manifest-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
SMALLEST_COMPRESSED = 1400
COMPRESSION_LEVEL = 5
COMPRESSED_TYPES = (
    "text/html",
    "application/json",
    "application/xml",
    "application/atom+xml",
)
HTTP_OK = 200
YEAR = 365 * 24 * 3600


def _protect(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", POLICY)
    headers.setdefault("X-Content-Type-Options", "nosniff")
    headers.setdefault("Referrer-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    headers.setdefault("Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=()")
    if current_settings().is_https:
        headers.setdefault("Strict-Transport-Security", f"max-age={YEAR}")
    if facts.is_demo():
        headers.setdefault("X-Robots-Tag", "noindex, nofollow")
    if response.mimetype == "text/html":
        headers.setdefault("Cache-Control", "private, no-cache")
    return response


def _compress(response: Response) -> Response:
    if (
        response.mimetype not in COMPRESSED_TYPES
        or response.is_streamed
        or response.direct_passthrough
        or "Content-Encoding" in response.headers
    ):
        return response
    response.vary.update(("Accept-Encoding", "Cookie"))
    if not request.accept_encodings.quality("gzip"):
        return response
    body = response.get_data()
    if len(body) >= SMALLEST_COMPRESSED:
        response.set_data(gzip.compress(body, COMPRESSION_LEVEL, mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _validate(response: Response) -> Response:
    """Let a visitor's browser ask whether the page it holds is still the same."""
    signed_in = current_app.config["SESSION_COOKIE_NAME"] in request.cookies
    whole = not response.is_streamed and not response.direct_passthrough
    if request.method == "GET" and response.status_code == HTTP_OK and not signed_in and whole:
        response.add_etag()
        response.make_conditional(request)
    return response


def init_app(app: Flask) -> None:
    """Finish each answer; functions run in the reverse of this order."""
    app.after_request(_compress)
    app.after_request(_validate)
    app.after_request(_protect)
