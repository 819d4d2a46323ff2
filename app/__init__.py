"""The application: one package per room, listed in `app/rooms.py`."""

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix

from app import extensions, rooms, web
from app.settings import ROOT, Settings
from app.web.templating import SiteEnvironment


def create_app(settings: Settings | None = None) -> Flask:
    """Build the application from its settings."""
    settings = settings or Settings.from_environment()
    app = Flask(__name__, template_folder=str(ROOT / "templates"), static_folder=None)
    app.jinja_environment = SiteEnvironment
    app.config.from_mapping(settings.as_flask_config())
    if settings.trusted_proxies:
        hops = settings.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops)  # type: ignore[method-assign]
    extensions.init_app(app)
    web.init_app(app)
    rooms.init_app(app)
    return app
