"""Flask extensions, created here and bound to the application in `init_app`."""

import email_validator
from flask import Flask
from flask_login import LoginManager
from flask_wtf import CSRFProtect

from app import database, i18n, unchanged

login_manager = LoginManager()
csrf = CSRFProtect()


def init_app(app: Flask) -> None:
    """Bind every extension to the application."""
    # The people of the demonstration have addresses in « .test », reserved so that none is real.
    email_validator.TEST_ENVIRONMENT = True
    database.init_app(app)
    unchanged.init_app(app)
    i18n.init_app(app)
    login_manager.init_app(app, add_context_processor=False)  # templates know `reader`
    csrf.init_app(app)
