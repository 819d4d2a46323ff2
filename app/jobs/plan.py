"""What runs, and how often. The functions are the rooms'; here is only the rhythm."""

from app.accounts.actions import forget_old_attempts
from app.contributions.actions import purge_deleted
from app.database import transaction
from app.files.extraction import extract_pending
from app.files.sweeping import discard_leftovers
from app.forum.posting import forget_deleted_posts
from app.forum.posting import render_outdated as posts_outdated
from app.jobs.health import beat
from app.jobs.schedule import Schedule
from app.mail.delivery import deliver_pending, purge_sent
from app.messages.actions import render_outdated as messages_outdated
from app.notifications.actions import forget_old_notices
from app.notifications.telling import mail_notices, write_summaries
from app.practices.actions import render_outdated as sheets_outdated
from app.resources.actions import render_outdated as resources_outdated
from app.search.updating import update_index
from app.web.once import forget_old_forms

HOUR = 3600.0


def planned() -> Schedule:
    """Return the schedule of the site."""
    schedule = Schedule()
    schedule.add("search", 0.3, update_index)
    schedule.add("texts", 1.0, extract_pending)
    schedule.add("mail", 2.0, deliver_pending)
    schedule.add("notices", 5.0, mail_notices)
    schedule.add("summaries", 60.0, write_summaries)
    schedule.add("rendering", 30.0, _render_outdated)
    schedule.add("heartbeat", 20.0, beat)
    schedule.add("housekeeping", HOUR, _tidy)
    return schedule


def _render_outdated() -> bool:
    """Make stored HTML follow the renderer, a little at a time, after an upgrade."""
    with transaction():
        made = posts_outdated() + messages_outdated() + resources_outdated() + sheets_outdated()
        return bool(made)


def _tidy() -> None:
    """Remove what has served; nothing here is urgent."""
    with transaction():
        purge_deleted()
        forget_deleted_posts()
        forget_old_attempts()
        forget_old_forms()
        forget_old_notices()
    purge_sent()
    discard_leftovers()
