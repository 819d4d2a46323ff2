"""The list of rooms: their pages, their commands, and the modules that listen when imported."""

from importlib import import_module

from flask import Flask

BLUEPRINTS = (
    "accounts",
    "contributions",
    "contributions.bookmarks",
    "files",
    "notifications",
    "forum",
    "forum.watching",
    "forum.polls",
    "forum.reactions",
    "forum.care",
    "forum.writing",
    "forum.reading",
    "resources",
    "messages",
    "practices",
    "practices.writing",
    "moderation",
    "network",
    "search",
    "pages",
    "admin",
    "jobs",
)
LISTENERS = (
    "app.organisations.affiliations",
    "app.organisations.profile_facts",
    "app.groups.affiliations",
    "app.contributions.drafting",
    "app.contributions.summarised",
    "app.accounts.refusals",
    "app.forum.searchable",
    "app.forum.writing.unread",
    "app.forum.about.panel",
    "app.messages.notices",
    "app.forum.notices",
    "app.forum.summarised",
    "app.resources.permissions",
    "app.resources.searchable",
    "app.practices.searchable",
    "app.moderation.log",
    "app.moderation.private",
    "app.moderation.notices",
)
COMMANDS = (
    "app.themes.cli",
    "app.files.cli",
    "app.mail.cli",
    "app.forum.cli",
    "app.search.cli",
    "app.admin.cli",
    "app.demo.cli",
    "app.jobs.database_cli",
    "app.jobs.backup_cli",
)


def init_app(app: Flask) -> None:
    """Register every room with the application."""
    from app.accounts import session

    for module in LISTENERS:
        import_module(module)
    for room in BLUEPRINTS:
        app.register_blueprint(import_module(f"app.{room}.views").bp)
    for module in COMMANDS:
        app.cli.add_command(import_module(module).group)
    session.init_app(app)
