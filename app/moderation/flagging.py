"""The form of a flag, for whatever thing; the room of a profile asks for it too."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import current_actor
from app.errors import Forbidden
from app.i18n import gettext as _
from app.moderation import actions, queries
from app.moderation.actions import Flagged
from app.moderation.answering import hide_at_once
from app.moderation.forms import FlagForm
from app.moderation.permissions import can_flag
from app.moderation.reasons import all_reasons
from app.moderation.things import Thing


def ask(thing: Thing) -> ResponseReturnValue:
    """Show the form, or what became of the flag that this person made already."""
    _refuse_own(thing)
    if queries.find_flag(current_actor(), thing.key) is not None:
        flash(_("Vous l’avez déjà signalé\u00a0: voici ce qu’il en est."))
        return redirect(url_for("moderation.mine"))
    return _flag_page(thing, FlagForm())


def receive(thing: Thing) -> ResponseReturnValue:
    """Take what was sent; a reason that does not wait hides the thing at once."""
    _refuse_own(thing)
    actor, form = current_actor(), FlagForm()
    if not form.validate():
        return _flag_page(thing, form), 422
    reason = all_reasons()[form.reason.data]
    flagged = Flagged(reason=reason.slug, priority=reason.priority, text=form.text.data or "")
    case = actions.flag(actor, thing.key, thing.author_ids, flagged)
    hidden = reason.hides and hide_at_once(actor, case, thing, reason)
    if hidden:
        flash(_("Merci. Ce contenu est masqué le temps que l’animation le lise."))
    else:
        flash(_("Merci. L’animation lit ce signalement\u00a0; sa réponse sera ici."))
    return redirect(url_for("moderation.mine"))


def _refuse_own(thing: Thing) -> None:
    if not can_flag(current_actor(), thing.author_ids):
        raise Forbidden(_("Ce contenu est de vous\u00a0: vous pouvez le modifier ou le retirer."))


def _flag_page(thing: Thing, form: FlagForm) -> str:
    hints = {one.slug: one.help for one in all_reasons().values()}
    return render_template("moderation/flag.html", thing=thing, form=form, hints=hints)
