from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue

from app.accounts.coming_back import safe_address
from app.accounts.session import current_reader
from app.accounts.throttling import Bucket, Limit, count_try, network_of
from app.contributions import queries as contributions
from app.contributions.kinds import address_of
from app.errors import NotFound
from app.forum.reading.lists import count_unread
from app.forum.reading.queries import marks_of
from app.i18n import COOKIE as LANGUAGE_COOKIE
from app.i18n import LOCALES
from app.i18n import gettext as _
from app.pages import actions, queries, texts
from app.pages.forms import ContactForm
from app.settings import current_settings
from app.web import facts, once
from app.web.access import Audience, audience
from app.web.assets import YEAR
from app.web.kept_pages import same_for_visitors

bp = Blueprint("pages", __name__)
LATEST_SHOWN = 3  # of each kind
TOPICS_SHOWN = 5
SHARED_SHOWN = 5
WAITING_SHOWN = 4
CONTACT_LIMITS = (Limit(5, 60), Limit(15, 24 * 60))


@bp.get("/")
@audience(Audience.PUBLIC)
@same_for_visitors
def home() -> ResponseReturnValue:
    """Home: what this is, for a visitor; what to do in ten minutes, for a member."""
    reader = current_reader()
    if reader is None:
        return render_template(
            "pages/home_visitor.html",
            structures=queries.count_structures(),
            latest=queries.latest_of_each_kind(None, LATEST_SHOWN),
            address_of=address_of,
        )
    return render_template(
        "pages/home_member.html",
        unread=count_unread(reader, marks_of(reader)),
        waiting=queries.waiting_questions(reader, limit=WAITING_SHOWN),
        topics=contributions.latest_visible(
            reader, kinds=["topic"], limit=TOPICS_SHOWN, by_activity=True
        ),
        shared=contributions.latest_visible(
            reader, kinds=["sheet", "resource"], limit=SHARED_SHOWN
        ),
        drafts=queries.my_drafts(reader),
        address_of=address_of,
    )


@bp.get("/aide/")
@bp.get("/aide/<slug>")
@audience(Audience.PUBLIC)
def help(slug: str = "index") -> ResponseReturnValue:  # noqa: A001 - the word on the site
    """A page of the guide."""
    return render_template(
        "pages/help.html", page=texts.guide_page(slug), contents=texts.guide_contents()
    )


@bp.get("/charte")
@audience(Audience.PUBLIC)
def charter() -> ResponseReturnValue:
    """Show the text that structures sign, and say which slips were mended."""
    return render_template("pages/charter.html", html=texts.text_named("charte"))


@bp.get("/regles")
@audience(Audience.PUBLIC)
def rules() -> ResponseReturnValue:
    """Show how members agreed to speak to one another."""
    return render_template("pages/rules.html", html=texts.text_named("regles"))


@bp.get("/accessibilite")
@audience(Audience.PUBLIC)
def accessibility() -> ResponseReturnValue:
    """Say how far the site is usable by everybody, and whom to tell when it is not."""
    return render_template("pages/accessibility.html", html=texts.text_named("accessibilite"))


@bp.get("/confidentialite")
@audience(Audience.PUBLIC)
def privacy() -> ResponseReturnValue:
    """Say what is kept of people, why, and how long."""
    return render_template("pages/privacy.html", html=texts.text_named("confidentialite"))


@bp.get("/mentions-legales")
@audience(Audience.PUBLIC)
def legal() -> ResponseReturnValue:
    """Name the publisher and the host, from the settings, and what others made."""
    return render_template("pages/legal.html", settings=current_settings())


@bp.get("/contact")
@audience(Audience.PUBLIC)
def contact() -> ResponseReturnValue:
    """Show the form, with the name and address of a member already there."""
    reader = current_reader()
    known = {"name": reader.name, "email": reader.member.email} if reader else {}
    return render_template("pages/contact.html", form=ContactForm(data=known))


@bp.post("/contact")
@audience(Audience.PUBLIC)
@once.guarded
def send_contact() -> ResponseReturnValue:
    """Send the word; a robot that fills the hidden field is thanked and ignored."""
    form = ContactForm()
    if not form.validate():
        return render_template("pages/contact.html", form=form), 422
    count_try(Bucket(f"contact:{network_of(request.remote_addr or '')}", CONTACT_LIMITS))
    if not form.website.data:
        actions.write_to_the_network(
            to=current_settings().contact_email,
            name=form.name.data or "",
            email=form.email.data or "",
            text=form.text.data or "",
        )
    flash(_("Votre message est parti. L’animation du réseau vous répondra par courriel."))
    return redirect(url_for("pages.contact"))


@bp.get("/langue/<code>")
@audience(Audience.PUBLIC)
def choose_language(code: str) -> ResponseReturnValue:
    """Show the site in another of its languages, on this device: a cookie, nothing of a person."""
    if code not in LOCALES:
        raise NotFound
    response = redirect(safe_address(request.args.get("suite", "")) or url_for("pages.home"))
    response.set_cookie(
        LANGUAGE_COOKIE,
        code,
        max_age=YEAR,
        httponly=True,
        samesite="Lax",
        secure=current_settings().is_https,
    )
    return response


@bp.get("/robots.txt")
@audience(Audience.PUBLIC)
def robots() -> ResponseReturnValue:
    """Invite search engines to what is public; ask them to leave a demonstration alone."""
    closed = "Disallow: /\n" if facts.is_demo() else "Disallow: /recherche\nDisallow: /compte/\n"
    return Response(f"User-agent: *\n{closed}", mimetype="text/plain")
