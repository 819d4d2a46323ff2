"""HTTP plumbing shared by all rooms: access, errors, transaction, templates, headers, assets."""

from flask import Flask

from app.web import (
    access,
    addresses,
    afterwards,
    assets,
    errors,
    headers,
    kept_pages,
    templating,
    transaction,
    typed,
)


def init_app(app: Flask) -> None:
    """Install the plumbing; the order is the order in which a request meets it."""
    kept_pages.init_app(app)
    addresses.init_app(app)
    typed.init_app(app)
    afterwards.init_app(app)
    transaction.init_app(app)
    access.init_app(app)
    headers.init_app(app)
    errors.init_app(app)
    assets.init_app(app)
    templating.init_app(app)
