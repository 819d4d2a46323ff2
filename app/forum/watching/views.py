from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from app.accounts.session import current_actor
from app.contributions.watches import WatchLevel
from app.errors import Invalid, NotFound
from app.forum import kind, queries
from app.forum.watching import actions, following
from app.forum.watching.words import level_words
from app.i18n import gettext as _
from app.paging import Cursor
from app.web.access import Audience, audience

bp = Blueprint("watching", __name__)


@bp.post("/forum/sujets/<int:topic_id>-<slug>/suivi")
@audience(Audience.SIGNED_IN)
def watch_topic(topic_id: int, slug: str) -> ResponseReturnValue:  # noqa: ARG001
    """Follow a topic more or less closely."""
    actor = current_actor()
    topic = queries.get_topic(actor, topic_id)
    level = _level()
    actions.watch_contribution(actor, topic, level)
    flash(_("C’est noté. Votre suivi\u00a0: %(level)s.", level=level_words()[level].name))
    if "mes-suivis" in request.form:
        return redirect(url_for("watching.mine"))
    return redirect(kind.address(topic.id, topic.slug))


@bp.post("/forum/<slug>/suivi")
@audience(Audience.SIGNED_IN)
def watch_category(slug: str) -> ResponseReturnValue:
    """Follow the topics of a category more or less closely."""
    actor = current_actor()
    category = next((one for one in queries.list_categories(actor) if one.slug == slug), None)
    if category is None:
        raise NotFound
    level = _level()
    actions.watch_category(actor, category, level)
    flash(_("C’est noté. Votre suivi\u00a0: %(level)s.", level=level_words()[level].name))
    return redirect(url_for("forum.category", slug=slug))


@bp.get("/compte/suivis")
@audience(Audience.SIGNED_IN)
def mine() -> ResponseReturnValue:
    """All that I follow: topics, categories, themes."""
    actor = current_actor()
    after = Cursor.parse(request.args.get("suite"))
    return render_template(
        "forum/watching.html",
        page=following.watched_topics(actor, after),
        address=kind.address,
        categories=following.category_levels(actor),
        themes=following.theme_levels(actor),
        levels=level_words(),
    )


@bp.post("/compte/suivis")
@audience(Audience.SIGNED_IN)
def choose() -> ResponseReturnValue:
    """Follow categories and themes as the form says; those it does not name stay as they are."""
    actor = current_actor()
    for category, _level_before in following.category_levels(actor):
        if f"rubrique-{category.id}" in request.form:
            actions.watch_category(actor, category, _level(f"rubrique-{category.id}"))
    for theme, _level_before in following.theme_levels(actor):
        if f"theme-{theme.id}" in request.form:
            actions.watch_term(actor, theme.id, _level(f"theme-{theme.id}"))
    flash(_("Vos suivis sont enregistrés."))
    return redirect(url_for("watching.mine"))


def _level(field: str = "niveau") -> WatchLevel:
    wanted = request.form.get(field, "")
    if wanted not in set(WatchLevel):
        raise Invalid(_("Choisissez un des niveaux de suivi proposés."))
    return WatchLevel(wanted)
