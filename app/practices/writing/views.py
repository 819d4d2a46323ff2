"""The pages where a sheet is written, section by section."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.datastructures import MultiDict

from app.accounts.session import current_actor
from app.clock import now
from app.contributions.actions import forget_draft, save_draft
from app.contributions.drafting import typed_fields
from app.contributions.models import Contribution
from app.contributions.queries import by_ids, find_draft, suggestions
from app.database import row_id
from app.errors import NotFound
from app.i18n import gettext as _
from app.i18n import ngettext
from app.organisations.queries import list_structures
from app.practices import actions, queries
from app.practices.content.completeness import is_started, problems_in
from app.practices.content.fields import (
    FIELDS,
    GRID,
    SECTIONS,
    FieldType,
    Section,
    section_after,
    section_before,
    section_named,
)
from app.practices.content.merging import Merge, merge
from app.practices.content.values import Content, complete, marks_of
from app.practices.kind import address, edit_address
from app.practices.models import KIND, PracticeSheet
from app.practices.writing.forms import (
    PartsField,
    SectionForm,
    base_of,
    in_words,
    section_form,
    sent_base,
    show,
)
from app.web import once
from app.web.access import Audience, audience
from app.web.dates import clock_time

bp = Blueprint("sheet_writing", __name__)
MOST_FOUND = 12
MORE_ROWS = 3
CITED_KINDS = {"ressources": "resource", "fiches_liees": KIND}
_NEEDING_STRUCTURES = frozenset({FieldType.STRUCTURE, FieldType.CONTACTS})


def _place(sheet: PracticeSheet, section: Section) -> str:
    return f"fiche-{sheet.id}-{section.id}"


def _asked_section(name: str) -> Section:
    section = section_named(name) if name else SECTIONS[0]
    if section is None:
        raise NotFound
    return section


@bp.get("/fiches/<int:sheet_id>-<slug>/modifier")
@audience(Audience.MEMBER)
def edit(sheet_id: int, slug: str) -> ResponseReturnValue:
    """One section of the form, filled with what is being written, or was kept and not saved."""
    actor = current_actor()
    sheet = queries.get_sheet_to_edit(actor, sheet_id)
    if slug != sheet.slug:
        target = edit_address(sheet.id, sheet.slug)
        return redirect(f"{target}?{request.query_string.decode()}".rstrip("?"))
    section = _asked_section(request.args.get("section", ""))
    stored = complete(sheet.working)
    draft = find_draft(actor, _place(sheet, section))
    if draft is None:
        form = section_form(section, stored, structures=_structures(section))
        form.say_overruns()
        return _page(sheet, section, form)
    kept = MultiDict((name, text) for name, texts in draft.fields.items() for text in texts)
    form = section_form(section, stored, formdata=kept, structures=_structures(section))
    form.validate()
    return _page(sheet, section, form, merged=_merged(sheet, section, form, kept), is_kept=True)


@bp.post("/fiches/<int:sheet_id>-<slug>/modifier")
@audience(Audience.MEMBER)
def save(sheet_id: int, slug: str) -> ResponseReturnValue:  # noqa: ARG001
    """Save a section, then go on; or save it and do what a button of one field says."""
    actor = current_actor()
    sheet = queries.get_sheet_to_edit(actor, sheet_id)
    section = _asked_section(request.args.get("section", ""))
    form = section_form(
        section, complete(sheet.working), formdata=request.form, structures=_structures(section)
    )
    verb, name, place = _asked_act(section)
    field = form[name] if name else None
    if isinstance(field, PartsField) and verb in ("up", "down", "remove"):
        field.act(verb, place)
    if not form.validate():
        return _page(sheet, section, form), 422
    try:
        _save(sheet, section, form)
    except actions.TextConflict as conflict:
        return _page(sheet, section, form, merged=conflict.merged), 409
    forget_draft(actor, _place(sheet, section))
    if name:
        return redirect(_back_to_field(sheet, section, verb, name))
    return redirect(_onwards(sheet, section))


@bp.post("/fiches/<int:sheet_id>/sections/<section_id>")
@audience(Audience.MEMBER)
def autosave(sheet_id: int, section_id: str) -> ResponseReturnValue:
    """Save what is being typed; what cannot be saved as it is waits as this member's own draft."""
    actor = current_actor()
    sheet = queries.get_sheet_to_edit(actor, sheet_id)
    section = _asked_section(section_id)
    form = section_form(
        section, complete(sheet.working), formdata=request.form, structures=_structures(section)
    )
    is_whole = form.validate()
    try:
        _save(sheet, section, form)
    except actions.TextConflict:
        is_whole = False
    if is_whole:
        forget_draft(actor, _place(sheet, section))
    else:
        save_draft(actor, _place(sheet, section), typed_fields())
    return jsonify(saved_at=clock_time(now()))


@bp.get("/fiches/proposer/<name>")
@audience(Audience.MEMBER)
def propose(name: str) -> ResponseReturnValue:
    """Resources or sheets whose title holds some words, as boxes to tick."""
    if name not in CITED_KINDS:
        raise NotFound
    words = request.args.get("q", "")
    chosen = {row_id(one) for one in request.args.getlist("choisi")}
    found = [one for one in _found(name, words) if one.id not in chosen]
    return render_template("practices/_found.html", name=name, found=found, words=words)


def _save(sheet: PracticeSheet, section: Section, form: SectionForm) -> None:
    actions.save_section(
        current_actor(),
        sheet,
        section,
        _only_readable(sheet, form.values()),
        based_on=sent_base(section, request.form.get("_base", "")),
        page=request.form.get("_page", "")[: once.KEY_LENGTH],
    )


def _only_readable(sheet: PracticeSheet, values: Content) -> Content:
    """Leave out what the member may not read, but for what a co-author had cited before."""
    for name in CITED_KINDS.keys() & values.keys():
        before = set(complete(sheet.working)[name])
        added = [one for one in values[name] if one not in before]
        readable = {one.id for one in by_ids(current_actor(), added)} if added else set()
        values[name] = [one for one in values[name] if one in before | readable]
    return values


def _asked_act(section: Section) -> tuple[str, str, int]:
    """Read the button of a field (« up:objectifs:2 »); empty for the one that saves."""
    verb, _sep, rest = request.form.get("_act", "").partition(":")
    name, _sep, place = rest.partition(":")
    if name not in {definition.name for definition in section.fields}:
        return "", "", 0
    return verb, name, row_id(place) or 0


def _back_to_field(sheet: PracticeSheet, section: Section, verb: str, name: str) -> str:
    extra = {}
    if verb == "add":
        extra = {"plus": name}
    elif verb == "find":
        extra = {"chercher": name, "mots": request.form.get(f"{name}.q", "")[:100]}
    return _section_address(sheet, section, **extra) + f"#{name}"


def _onwards(sheet: PracticeSheet, section: Section) -> str:
    following = section_after(section.id)
    if following is None:
        return f"{address(sheet.id, sheet.slug)}/publier"
    return _section_address(sheet, following)


def _section_address(sheet: PracticeSheet, section: Section, **extra: str) -> str:
    values: dict[str, Any] = {"slug": sheet.slug, "section": section.id, **extra}
    return url_for("sheet_writing.edit", sheet_id=sheet.id, **values)


def _structures(section: Section) -> Any:
    if any(definition.type in _NEEDING_STRUCTURES for definition in section.fields):
        return list_structures()
    return ()


def _merged(
    sheet: PracticeSheet, section: Section, form: SectionForm, kept: Mapping[str, str]
) -> Merge:
    """Put what was kept over what is stored now, as saving it would."""
    page = kept.get("_page", "")
    own = frozenset(name for name, writer in sheet.writers.items() if page and writer == page)
    based_on = sent_base(section, kept.get("_base", ""))
    return merge(section, complete(sheet.working), form.values(), based_on, own)


def _found(name: str, words: str) -> list[Contribution]:
    if not words.strip():
        return []
    return list(suggestions(current_actor(), CITED_KINDS[name], words, limit=MOST_FOUND))


def _page(
    sheet: PracticeSheet,
    section: Section,
    form: SectionForm,
    *,
    merged: Merge | None = None,
    is_kept: bool = False,
) -> str:
    stored = merged.stored if merged else complete(sheet.working)
    for name in merged.theirs_only if merged else ():
        show(form, name, stored[name])
    _add_rows(form)
    searched, words = request.args.get("chercher", ""), request.args.get("mots", "")
    return render_template(
        "practices/edit.html",
        sheet=sheet,
        section=section,
        form=form,
        place=_place(sheet, section),
        base=base_of(section, stored),
        page_key=once.new_key(),
        nav=_nav(sheet, stored, section),
        before=section_before(section.id),
        after=section_after(section.id),
        marks=marks_of(stored),
        grid=GRID,
        fields=FIELDS,
        cited=_cited(section, form),
        searched=searched,
        words=words,
        found=_found(searched, words) if searched in CITED_KINDS else [],
        theirs=_theirs(form, merged),
        is_kept=is_kept and merged is not None and _differs(form, merged),
        address=address(sheet.id, sheet.slug),
        edit_address=edit_address(sheet.id, sheet.slug),
    )


def _add_rows(form: SectionForm) -> None:
    name = request.args.get("plus", "")
    if name in form and isinstance(form[name], PartsField):
        form[name].blank = MORE_ROWS


def _theirs(form: SectionForm, merged: Merge | None) -> dict[str, list[str]]:
    """Return, for each field that both changed, what is stored, in words."""
    if merged is None:
        return {}
    return {name: in_words(form, name, merged.stored[name]) for name in merged.conflicts}


def _differs(form: SectionForm, merged: Merge) -> bool:
    return bool(merged.written or merged.conflicts or form.errors)


def _cited(section: Section, form: SectionForm) -> dict[str, list[Contribution]]:
    names = [definition.name for definition in section.fields if definition.name in CITED_KINDS]
    ids = {one for name in names for one in form[name].data}
    known = {one.id: one for one in by_ids(current_actor(), ids)}
    return {name: [known[one] for one in form[name].data if one in known] for name in names}


def _nav(sheet: PracticeSheet, content: Content, current: Section) -> list[dict[str, Any]]:
    return [
        {
            "href": _section_address(sheet, section),
            "title": _(section.title),
            "state": _state_of(section, content),
            "is_current": section is current,
            "is_done": not problems_in(section, content),
        }
        for section in SECTIONS
    ]


def _state_of(section: Section, content: Content) -> str:
    problems = problems_in(section, content)
    if not problems:
        return _("complète")
    if not is_started(section, content):
        return _("vide")
    missing = sum(problem.is_missing for problem in problems)
    said = [
        ngettext("il manque une réponse", "il manque %(num)s réponses", missing),
        ngettext("une à reprendre", "%(num)s à reprendre", len(problems) - missing),
    ]
    return ", ".join(
        part for part, n in zip(said, (missing, len(problems) - missing), strict=True) if n
    )
