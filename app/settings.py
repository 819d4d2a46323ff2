"""Settings: read once from the environment, typed, refused at start-up when unclear.

Secrets may be given in files: `SECRET_KEY_FILE`, `SMTP_PASSWORD_FILE`.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from flask import current_app

from app.database import engine_options

ROOT = Path(__file__).resolve().parent.parent
MEBIBYTE = 1024 * 1024
MAIL_SECURITIES = ("none", "starttls", "tls")


class SettingsError(Exception):
    """A setting is missing or unclear; the message says which and what to write."""


@dataclass(frozen=True, kw_only=True)
class Settings:
    """How this site is named, where it lives and what it may use."""

    secret_key: str
    var_dir: Path
    database_url: str
    site_name: str = "Tremplin Hauts-de-France"
    base_url: str = "http://localhost:8000"
    contact_email: str = "contact@tremplin.exemple.test"
    publisher: str = "Réseau Tremplin Hauts-de-France"
    publisher_address: str = ""
    host_name: str = ""
    mail_from: str = "Tremplin <ne-pas-repondre@tremplin.exemple.test>"
    smtp_host: str = ""
    smtp_port: int = 25
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_security: str = "none"
    trusted_proxies: int = 0
    max_upload_bytes: int = 50 * MEBIBYTE
    messages_per_minute: int = 10  # of one member in the forum, and six times as many an hour
    testing: bool = False

    @property
    def index_dir(self) -> Path:
        return self.var_dir / "index"

    @property
    def files_dir(self) -> Path:
        return self.var_dir / "files"

    @property
    def mail_dir(self) -> Path:
        return self.var_dir / "mail"

    @property
    def is_https(self) -> bool:
        return urlsplit(self.base_url).scheme == "https"

    @classmethod
    def from_environment(cls, environ: Mapping[str, str] = os.environ) -> "Settings":
        """Read every setting; raise SettingsError with a sentence for the one that is unclear."""
        read = _Reader(environ)
        var_dir = Path(environ.get("VAR_DIR") or ROOT / "var").resolve()
        var_dir.mkdir(parents=True, exist_ok=True)
        url = environ.get("DATABASE_URL") or f"sqlite:///{var_dir / 'tremplin.db'}"
        return cls(
            secret_key=read.secret("SECRET_KEY") or _own_secret_key(var_dir),
            var_dir=var_dir,
            database_url=_known_driver(url),
            site_name=read.text("SITE_NAME", cls.site_name),
            base_url=read.address("SITE_URL", f"http://localhost:{read.number('PORT', 8000)}"),
            contact_email=read.text("CONTACT_EMAIL", cls.contact_email),
            publisher=read.text("SITE_PUBLISHER", cls.publisher),
            publisher_address=read.text("SITE_PUBLISHER_ADDRESS", ""),
            host_name=read.text("SITE_HOST_NAME", ""),
            mail_from=read.text("MAIL_FROM", cls.mail_from),
            smtp_host=read.text("SMTP_HOST", ""),
            smtp_port=read.number("SMTP_PORT", 25),
            smtp_user=read.text("SMTP_USER", ""),
            smtp_password=read.secret("SMTP_PASSWORD"),
            smtp_security=read.choice("SMTP_SECURITY", MAIL_SECURITIES),
            trusted_proxies=read.number("TRUSTED_PROXIES", 0),
            max_upload_bytes=read.number("MAX_UPLOAD_MB", 50) * MEBIBYTE,
            messages_per_minute=read.number("MESSAGES_PER_MINUTE", 10),
        )

    def as_flask_config(self) -> dict[str, Any]:
        """Return what Flask and its extensions read, derived from the typed settings."""
        return {
            "SECRET_KEY": self.secret_key,
            "SETTINGS": self,
            "SQLALCHEMY_DATABASE_URI": self.database_url,
            "SQLALCHEMY_ENGINE_OPTIONS": engine_options(self.database_url),
            # Several files of the largest size may come with one form; each is checked by itself.
            "MAX_CONTENT_LENGTH": 4 * self.max_upload_bytes + 2 * MEBIBYTE,
            "MAX_FORM_MEMORY_SIZE": 8 * MEBIBYTE,
            "MAX_FORM_PARTS": 4000,
            "SESSION_COOKIE_NAME": "tremplin",
            "SESSION_COOKIE_HTTPONLY": True,
            "SESSION_COOKIE_SAMESITE": "Lax",
            "SESSION_COOKIE_SECURE": self.is_https,
            "SESSION_REFRESH_EACH_REQUEST": False,
            "PERMANENT_SESSION_LIFETIME": 60 * 24 * 3600,
            "WTF_CSRF_TIME_LIMIT": None,
            "WTF_CSRF_SSL_STRICT": False,
            "TESTING": self.testing,
        }


class _Reader:
    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ

    def text(self, name: str, default: str) -> str:
        return self._environ.get(name, "").strip() or default

    def secret(self, name: str) -> str:
        file = self._environ.get(f"{name}_FILE")
        if file:
            try:
                return Path(file).read_text().strip()
            except OSError as problem:
                raise SettingsError(f"{name}_FILE : {file} ne peut pas être lu.") from problem
        return self._environ.get(name, "")

    def number(self, name: str, default: int) -> int:
        given = self.text(name, str(default))
        if not given.isdigit():
            raise SettingsError(f"{name} : un nombre entier est attendu, « {given} » reçu.")
        return int(given)

    def choice(self, name: str, choices: tuple[str, ...]) -> str:
        given = self.text(name, choices[0])
        if given not in choices:
            raise SettingsError(f"{name} : écrivez {', '.join(choices)} ; « {given} » reçu.")
        return given

    def address(self, name: str, default: str) -> str:
        given = self.text(name, default).rstrip("/")
        parts = urlsplit(given)
        if parts.scheme not in ("http", "https") or not parts.netloc or parts.path:
            raise SettingsError(f"{name} : écrivez une adresse comme https://tremplin.example.org.")
        return given


def _known_driver(url: str) -> str:
    if url.startswith(("postgresql://", "postgres://")):
        return "postgresql+psycopg://" + url.split("://", 1)[1]
    if url.startswith(("sqlite:///", "postgresql+psycopg://")):
        return url
    raise SettingsError("DATABASE_URL : une adresse sqlite:/// ou postgresql:// est attendue.")


def _own_secret_key(var_dir: Path) -> str:
    """Return the key kept with the data, made at the first start."""
    file = var_dir / "secret_key"
    try:
        with file.open("x") as new:
            file.chmod(0o600)
            new.write(secrets.token_urlsafe(48))
    except FileExistsError:
        pass
    return file.read_text().strip()


def current_settings() -> Settings:
    """Return the settings of the running application."""
    return cast(Settings, current_app.config["SETTINGS"])
