from functools import partial

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import current_actor, current_reader
from app.database import row_id
from app.errors import NotFound
from app.extensions import csrf
from app.i18n import gettext as _
from app.notifications import actions, queries
from app.notifications.counters import frame_counts
from app.notifications.kinds import mail_label, resolve
from app.notifications.unsubscribing import read_token
from app.web.access import Audience, audience
from app.web.afterwards import afterwards

bp = Blueprint("notifications", __name__)
bp.record_once(lambda state: state.app.jinja_env.globals.update(frame_counts=frame_counts))


@bp.get("/notifications")
@audience(Audience.SIGNED_IN)
def index() -> ResponseReturnValue:
    """All that I was told and may still read, by thing, the latest first."""
    actor = current_actor()
    before = row_id(request.args.get("suite", ""))
    page = queries.telling_page(actor, before)
    if page.hidden:  # what is no longer readable is no longer counted either
        afterwards(partial(actions.see_notices, actor.id, page.hidden))
    return render_template("notifications/index.html", page=page, is_first=before is None)


@bp.get("/notifications/<int:notice_id>")
@audience(Audience.SIGNED_IN)
def follow(notice_id: int) -> ResponseReturnValue:
    """Go where it happened; once there, it counts as read."""
    actor = current_actor()
    notice = queries.find_notice(actor, notice_id)
    if notice is None:
        raise NotFound
    shown = resolve(actor, [notice]).get(notice.id)
    if shown is None:
        raise NotFound(_("Vous ne pouvez plus lire ce dont parle cette notification."))
    afterwards(partial(actions.see_notices, actor.id, [notice.id]))
    return redirect(shown.url)


@bp.post("/notifications/lues")
@audience(Audience.SIGNED_IN)
def mark_read() -> ResponseReturnValue:
    """Count as read all of it, or what is about one thing."""
    group_key = request.form.get("groupe", "")
    if group_key:
        actions.read_group(current_actor(), group_key)
    else:
        actions.read_all(current_actor())
        flash(_("Tout est marqué comme lu."))
    return redirect(url_for("notifications.index"))


@bp.get("/compte/notifications")
@audience(Audience.SIGNED_IN)
def preferences() -> ResponseReturnValue:
    """Which mails I want."""
    return render_template(
        "notifications/preferences.html", choices=queries.mail_choices(current_actor())
    )


@bp.post("/compte/notifications")
@audience(Audience.SIGNED_IN)
def choose() -> ResponseReturnValue:
    """Want these mails, and no other."""
    actions.choose_mails(current_actor(), set(request.form.getlist("courriel")))
    flash(_("Vos choix sont enregistrés."))
    return redirect(url_for("notifications.preferences"))


@bp.get("/desabonnement/<token>")
@audience(Audience.PUBLIC)
def unsubscribe(token: str) -> ResponseReturnValue:
    """Ask before stopping: programs open the addresses of a mail to look at them."""
    return _unsubscribe_page(token, is_done=False)


# The mail program posts by itself, with no page of ours before: the signed token is the proof.
@bp.post("/desabonnement/<token>")
@csrf.exempt  # type: ignore[untyped-decorator]
@audience(Audience.PUBLIC)
def stop(token: str) -> ResponseReturnValue:
    """Stop one kind of mail for who holds one, signed in or not."""
    member_id, kind = _whose(token)
    actions.choose_mail(member_id, kind, by_mail=False)
    return _unsubscribe_page(token, is_done=True)


def _unsubscribe_page(token: str, *, is_done: bool) -> str:
    _member_id, kind = _whose(token)
    return render_template(
        "notifications/unsubscribe.html",
        label=str(mail_label(kind)),
        token=token,
        is_done=is_done,
        reader=current_reader(),
    )


def _whose(token: str) -> tuple[int, str]:
    """Return whose mails of which kind; the signature vouches for both."""
    whose = read_token(token)
    if whose is None or mail_label(whose[1]) is None or not queries.is_member(whose[0]):
        raise NotFound(
            _("Ce lien de désabonnement n’est pas complet. Rouvrez-le depuis le courriel.")
        )
    return whose
