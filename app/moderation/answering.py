"""A decision with all that follows from it: what is hidden or shown, and who is written to."""

from app.accounts.actor import Actor
from app.moderation import hiding
from app.moderation.actions import Decision, Given, decide
from app.moderation.letters import send_hidden, send_word
from app.moderation.models import Case
from app.moderation.permissions import hides_at_once
from app.moderation.reasons import Reason
from app.moderation.things import Thing


def apply(actor: Actor, case: Case, thing: Thing, given: Given) -> None:
    """Decide, hide or show, and write to the author when it is about what they read."""
    decide(actor, case, thing.author_ids, given)
    reason = given.reason.strip()
    if given.decision is Decision.HIDE:
        hiding.hide(actor, case, reason)
        if thing.author is not None:
            send_hidden(thing.author, thing.label, thing.address, reason)
    elif given.decision in (Decision.SHOW, Decision.DISMISS):
        hiding.show_again(actor, case, reason)
    elif given.decision is Decision.WRITE and thing.author is not None:
        send_word(thing.author, thing.label, thing.address, reason)


def hide_at_once(actor: Actor, case: Case, thing: Thing, reason: Reason) -> bool:
    """Hide what was flagged for a reason that does not wait; say whether it is hidden."""
    if not thing.can_be_hidden or not hides_at_once(actor, case, thing.author_ids):
        return False
    hiding.hide_meanwhile(case, reason.title)
    if thing.author is not None and not thing.is_hidden:
        send_hidden(thing.author, thing.label, thing.address, reason.title)
    return True
