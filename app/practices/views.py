from datetime import date

from babel.dates import format_date
from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue

from app.accounts.session import current_actor, current_reader
from app.clock import today
from app.contributions.actions import change_visibility
from app.contributions.bookmarks.gathered import opened
from app.contributions.drafting import Drafted, drafted
from app.contributions.kinds import kind_named
from app.contributions.models import State, Visibility
from app.contributions.panels import panels_of
from app.contributions.permissions import can_edit
from app.contributions.viewing import care_of, viewing_as
from app.errors import Conflict, Invalid
from app.i18n import current_locale
from app.i18n import gettext as _
from app.markup import typeset
from app.paging import Cursor
from app.practices import actions, queries
from app.practices.content.completeness import Problem, problems_of
from app.practices.content.fields import FIELDS, GRID, SECTIONS, Section
from app.practices.content.values import complete, fingerprint
from app.practices.filtering import read_filters
from app.practices.forms import NewSheetForm, PublishForm
from app.practices.kind import address, edit_address
from app.practices.models import KIND, PracticeSheet
from app.practices.page import changed_sections, published_page, working_page
from app.web import once
from app.web.access import Audience, audience
from app.web.kept_pages import same_for_visitors

bp = Blueprint("practices", __name__)
WORKING = "en-cours"


@bp.app_template_filter("month")
def month(value: date | None) -> str:
    """« mars 2024 »."""
    return format_date(value, "MMMM y", locale=current_locale()) if value else ""


@bp.get("/fiches/")
@audience(Audience.PUBLIC)
@same_for_visitors
def index() -> ResponseReturnValue:
    """The sheets, by theme, stage, territory and maturity."""
    reader = current_reader()
    asked = read_filters(request.args)
    after = Cursor.parse(request.args.get("suite"))
    return render_template(
        "practices/index.html",
        page=queries.list_sheets(reader, asked.filters, after),
        total=queries.count_sheets(reader, asked.filters),
        asked=asked,
        today=today(),
    )


@bp.get("/fiches/nouvelle")
@audience(Audience.MEMBER)
def new() -> ResponseReturnValue:
    """Ask for a title; all the rest can wait."""
    return _new_page(drafted(NewSheetForm, current_actor(), "fiche-nouvelle"))


@bp.post("/fiches/nouvelle")
@audience(Audience.MEMBER)
@once.guarded
def create() -> ResponseReturnValue:
    """Begin a draft, then open it."""
    actor = current_actor()
    draft = drafted(NewSheetForm, actor, "fiche-nouvelle")
    if not draft.form.validate():
        return _new_page(draft), 422
    sheet = actions.write_sheet(actor, {"titre": draft.form.title.data})
    draft.sent(actor)
    return redirect(edit_address(sheet.id, sheet.slug))


def _new_page(draft: Drafted[NewSheetForm]) -> str:
    return render_template("practices/new.html", form=draft.form, draft=draft)


@bp.get("/fiches/titres-proches")
@audience(Audience.MEMBER)
def similar() -> ResponseReturnValue:
    """Sheets that may already tell what somebody is about to write."""
    title = request.args.get("q", "")[: FIELDS["titre"].max_length]
    return render_template(
        "practices/_similar.html", sheets=queries.similar_titles(current_reader(), title)
    )


@bp.get("/fiches/<int:sheet_id>")
@bp.get("/fiches/<int:sheet_id>-<slug>")
@audience(Audience.PUBLIC)
@same_for_visitors
def show(sheet_id: int, slug: str = "") -> ResponseReturnValue:
    """A sheet: its revision in force, or for its authors what they are writing."""
    reader = current_reader()
    sheet = queries.get_sheet(reader, sheet_id)
    if slug != sheet.slug:
        return redirect(
            _with_query(address(sheet.id, sheet.slug)), 301 if sheet.was_published else 302
        )
    eyes, is_preview = viewing_as(reader, sheet)
    may_edit = can_edit(eyes, sheet)
    is_working = not sheet.was_published or (may_edit and request.args.get("texte") == WORKING)
    page = (working_page if is_working else published_page)(eyes, sheet)
    return render_template(
        "practices/show.html",
        sheet=sheet,
        page=page,
        contents=[(f"#{one.id}", _title_of(one), "") for one in page.sections],
        is_working=is_working,
        may_edit=may_edit,
        care=care_of(eyes, sheet),
        is_kept=opened(eyes, sheet.id),
        reader=eyes,
        is_preview=is_preview,
        panels=panels_of(eyes, sheet),
        address=address(sheet.id, sheet.slug),
        fields=FIELDS,
        grid=GRID,
    )


def _title_of(section: Section) -> str:
    return _("En bref") if section is SECTIONS[0] else _(section.title)


def _with_query(target: str) -> str:
    query = request.query_string.decode()
    return f"{target}?{query}" if query else target


@bp.get("/fiches/<int:sheet_id>-<slug>/publier")
@audience(Audience.MEMBER)
def read_over(sheet_id: int, slug: str) -> ResponseReturnValue:
    """What is still missing, who will read, and the button that publishes."""
    actor = current_actor()
    sheet = queries.get_sheet_to_edit(actor, sheet_id)
    if slug != sheet.slug:
        return redirect(f"{address(sheet.id, sheet.slug)}/publier")
    return _publish_page(sheet, _publish_form(sheet))


@bp.post("/fiches/<int:sheet_id>-<slug>/publier")
@audience(Audience.MEMBER)
@once.guarded
def publish(sheet_id: int, slug: str) -> ResponseReturnValue:  # noqa: ARG001
    """Publish what was read over, or say again what keeps it from being published."""
    actor = current_actor()
    sheet = queries.get_sheet_to_edit(actor, sheet_id)
    draft = _publish_form(sheet)
    if not draft.form.validate():
        return _publish_page(sheet, draft), 422
    try:
        revision = _publish(sheet, draft)
    except Conflict as conflict:
        return _publish_page(sheet, draft, conflict.message), 409
    except actions.NoReason as refusal:
        draft.form.reason.errors = [refusal.message]
        return _publish_page(sheet, draft), 422
    except Invalid as refusal:
        return _publish_page(sheet, draft, refusal.message), 422
    draft.sent(actor)
    flash(_said_when_published(sheet, is_new=revision is not None), "ok")
    return redirect(address(sheet.id, sheet.slug))


def _publish(sheet: PracticeSheet, draft: Drafted[PublishForm]) -> object:
    actor = current_actor()
    chosen = draft.form.visibility.data
    if sheet.state is State.DRAFT and chosen and chosen != sheet.visibility.value:
        change_visibility(actor, sheet, Visibility(chosen))
    return actions.publish_sheet(
        actor, sheet, draft.form.reason.data or "", based_on=request.form.get("_base", "")
    )


def _said_when_published(sheet: PracticeSheet, *, is_new: bool) -> str:
    if not is_new:
        return _("Le texte est le même que celui déjà publié\u00a0: aucune révision n’a été faite.")
    if sheet.revision_number == 1:
        return _("La fiche est publiée.")
    return _("La révision %(n)s est publiée.", n=sheet.revision_number)


def _publish_form(sheet: PracticeSheet) -> Drafted[PublishForm]:
    actor = current_actor()
    place = f"fiche-{sheet.id}-publier"
    draft = drafted(PublishForm, actor, place, data={"visibility": sheet.visibility.value})
    draft.form.visibility.offer(kind_named(KIND).visibilities(actor, sheet))
    return draft


def _publish_page(sheet: PracticeSheet, draft: Drafted[PublishForm], refusal: str = "") -> str:
    content = complete(sheet.working)
    problems = problems_of(content)
    return render_template(
        "practices/publish.html",
        sheet=sheet,
        title=typeset(content["titre"]),
        form=draft.form,
        draft=draft,
        refusal=refusal,
        base=fingerprint(content),
        problems=problems,
        by_section=_by_section(problems),
        changed=changed_sections(sheet),
        address=address(sheet.id, sheet.slug),
        edit_address=edit_address(sheet.id, sheet.slug),
    )


def _by_section(problems: list[Problem]) -> list[tuple[object, list[Problem]]]:
    grouped = [
        (section, [problem for problem in problems if problem.section == section.id])
        for section in SECTIONS
    ]
    return [(section, found) for section, found in grouped if found]


@bp.post("/fiches/<int:sheet_id>-<slug>/abandonner")
@audience(Audience.MEMBER)
def abandon(sheet_id: int, slug: str) -> ResponseReturnValue:  # noqa: ARG001
    """Go back to the published text."""
    actor = current_actor()
    sheet = queries.get_sheet_to_edit(actor, sheet_id)
    actions.abandon_changes(actor, sheet)
    flash(_("Vos modifications sont abandonnées\u00a0: la fiche est celle qui est publiée."), "ok")
    return redirect(address(sheet.id, sheet.slug))
