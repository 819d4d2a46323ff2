from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from app.settings import Settings
from tests.mail.server import CERTIFICATE, Mailbox, mail_server

SetMail = Callable[..., Settings]


@pytest.fixture
def set_mail(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> SetMail:
    """`set_mail(smtp_port=…)` sets the site up for this mail, its folder apart."""

    def _set_mail(**changes: Any) -> Settings:
        before: Settings = app.config["SETTINGS"]
        settings = replace(before, var_dir=tmp_path, **changes)
        monkeypatch.setitem(app.config, "SETTINGS", settings)
        return settings

    return _set_mail


@pytest.fixture
def mailbox() -> Mailbox:
    return Mailbox()


@pytest.fixture
def smtp(mailbox: Mailbox, set_mail: SetMail) -> Iterator[int]:
    """A site that sends through a plain server of this machine; gives the server's port."""
    with mail_server(mailbox) as port:
        set_mail(smtp_host="127.0.0.1", smtp_port=port)
        yield port


@pytest.fixture
def trusted(monkeypatch: pytest.MonkeyPatch) -> None:
    """This machine trusts the certificate of the test server."""
    monkeypatch.setenv("SSL_CERT_FILE", str(CERTIFICATE))
