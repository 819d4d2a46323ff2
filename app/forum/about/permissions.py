"""Of what one may ask a question in the forum, before its readers."""

from app.accounts.actor import Reader
from app.contributions.models import Contribution, Visibility
from app.contributions.permissions import READABLE_STATES, can_contribute, is_for
from app.forum.models import KIND

# A topic is for the network at least: what fewer people read is not asked about before all.
ASKED_ABOUT = (Visibility.PUBLIC, Visibility.NETWORK)


def can_ask_about(actor: Reader, thing: Contribution) -> bool:
    """Say whether this person may open a topic about a sheet, a resource…"""
    if not can_contribute(actor) or thing.kind == KIND or thing.deleted_at is not None:
        return False
    is_read = thing.state in READABLE_STATES and is_for(actor, thing)
    return is_read and thing.visibility in ASKED_ABOUT
