"""What people do on the site, said once: each act goes through the page, with or without script."""

import re
import time
from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import quote, urlsplit

from playwright.sync_api import FilePayload, Locator, Page, expect

from app.practices.content.fields import SECTIONS, FieldDefinition, FieldType
from app.practices.content.values import CONTACT_PARTS, STEP_PARTS

THEME = "Analyse de la demande"
NETWORK_RUBRIC, PUBLIC_RUBRIC = "financements", "filieres-territoires"
ROOMS = {"topic": "/forum/sujets", "resource": "/ressources", "sheet": "/fiches"}
FOUND_WITHIN = 2.0  # the goal, for a text
ROWS = (FieldType.LIST, FieldType.STEPS, FieldType.MARKS, FieldType.CONTACTS)
PATIENCE = 8.0  # a busy machine gets more before the test fails
WORDS_IN_A_FILE_WITHIN = 60.0
# What the scripts do to a page once it is there; people use what they made.
ENHANCED = """() => document.readyState === "complete"
  && [...document.querySelectorAll("[data-choose]")]
    .every((one) => one.querySelector("[role=combobox]"))
  && [...document.querySelectorAll("[data-composer]")]
    .every((one) => !one.querySelector("[data-enhanced]").hidden)
  && [...document.querySelectorAll("[data-upload]")]
    .every((one) => one.querySelector(".drop-hint"))"""
MARKED = re.compile(r"<mark>([^<]*)</mark>")


def follow_menu(page: Page, entry: str) -> None:
    """Choose what to publish in the menu « Publier »."""
    page.locator("summary", has_text="Publier").first.click()
    page.get_by_role("link", name=entry).first.click()


def choose(fieldset: Locator, *labels: str, scripted: bool) -> None:
    """Choose terms: by typing their first letters, or by ticking them in the list."""
    if not scripted:
        summary = fieldset.locator("details.choose-all")
        if summary.get_attribute("open") is None:
            summary.locator("summary").click()
    for label in labels:
        if fieldset.get_by_label(label, exact=True).is_checked():
            continue  # a draft, or what the site proposed, has it already
        if scripted:
            fieldset.get_by_role("combobox").fill(label)
            option = fieldset.get_by_role("option", name=re.compile(f"^{re.escape(label)}"))
            expect(option.first).to_be_visible()
            fieldset.get_by_role("combobox").press("Enter")
        else:
            fieldset.get_by_label(label, exact=True).check()
        expect(fieldset.get_by_label(label, exact=True)).to_be_checked()


def unfold(page: Page, fieldset: str) -> Locator:
    """Open the folded part of a form in which a field stands, and return the field."""
    found = page.locator(fieldset)
    for fold in page.locator(f"details:has({fieldset}):not([open])").all():
        fold.locator("summary").first.click()
    return found


def ask(page: Page, title: str, text: str, *, rubric: str = NETWORK_RUBRIC, scripted: bool) -> str:
    """Ask a question, open as widely as its rubric allows; return its address."""
    page.goto("/")
    follow_menu(page, "Poser une question")
    page.get_by_label("Titre", exact=True).fill(title)
    page.get_by_label("Rubrique", exact=True).select_option(rubric)
    if rubric == PUBLIC_RUBRIC:
        page.locator("input[name=visibility][value=public]").check()
    page.locator("textarea[name=text]").fill(text)
    choose(unfold(page, "fieldset#themes"), THEME, scripted=scripted)
    page.get_by_role("button", name="Publier", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return urlsplit(page.url).path


def answer(page: Page, address: str, text: str) -> None:
    """Answer in a topic."""
    page.goto(address)
    page.locator("#repondre textarea[name=text]").fill(text)
    page.locator("#repondre").get_by_role("button", name="Répondre").click()
    expect(page.locator(".post").last).to_contain_text(text)


def choose_files(page: Page, files: Mapping[str, bytes]) -> None:
    """Choose files of these names; what they are is for the site to find out."""
    sent: list[FilePayload] = [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        for name, content in files.items()
    ]
    page.locator("input[type=file]").set_input_files(sent)


def deposit(
    page: Page, title: str, files: Mapping[str, bytes], *, description: str, scripted: bool
) -> str:
    """Share a tool with its files, from the home page; return its address."""
    page.goto("/")
    follow_menu(page, "Déposer une ressource")
    choose_files(page, files)
    if scripted:
        expect(page.locator("[data-kept] input:checked")).to_have_count(len(files))
    page.get_by_label("Titre", exact=True).fill(title)
    page.locator("textarea[name=description]").fill(description)
    page.get_by_label("Type de ressource").select_option(index=1)
    for name, label in (("themes", THEME), ("publics", "Habitants des territoires ruraux")):
        fieldset = unfold(page, f"fieldset#{name}")
        if not fieldset.get_by_label(label, exact=True).is_checked():
            choose(fieldset, label, scripted=scripted)
    page.get_by_label("Auteur ou autrice").fill("Relais ESS Baie de Somme")
    page.get_by_label("J’ai le droit de partager").check()
    page.get_by_role("button", name="Publier la ressource").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    return urlsplit(page.url).path


def write_sheet(page: Page, content: Mapping[str, Any], *, scripted: bool) -> str:
    """Write a whole sheet, section by section, read it over and publish it; return its address."""
    page.goto("/")
    follow_menu(page, "Écrire une fiche")
    page.get_by_label("Titre").fill(content["titre"])
    page.get_by_role("button", name="Commencer la fiche").click()
    for section in SECTIONS:
        expect(page.locator(f"form[action$='section={section.id}']")).to_be_visible()
        for definition in section.fields:
            if definition.name in content:
                fill_field(page, definition, content[definition.name], scripted=scripted)
        page.locator("main .send .btn-main").click()
    expect(page.get_by_text("Tout y est.")).to_be_visible()
    page.get_by_role("button", name="Publier la fiche").click()
    expect(page.get_by_text("La fiche est publiée.")).to_be_visible()
    return urlsplit(page.url).path


def fill_field(page: Page, definition: FieldDefinition, value: Any, *, scripted: bool) -> None:
    """Fill one field of a sheet, whatever its shape."""
    name, kind = definition.name, definition.type
    if kind in (FieldType.MULTISELECT, FieldType.TERRITORIES):
        _tick(page, definition, value, scripted=scripted)
    elif kind in ROWS:
        _fill_rows(page, definition, value)
    elif kind in (FieldType.RESOURCES, FieldType.SHEETS):
        _cite(page, name, value)
    elif isinstance(value, Mapping):
        for part, text in value.items():
            page.locator(f"[name='{name}.{part}']").fill(str(text))
    else:
        _answer_with_one(page, name, value)


def _answer_with_one(page: Page, name: str, value: str) -> None:
    """Write, choose or tick, as the box asks."""
    box = page.locator(f"[name='{name}']").first
    tag, sort = box.evaluate("box => [box.tagName, box.type]")
    if tag == "SELECT":
        _select(box, value, by_label=name == "structure")
    elif sort == "radio":
        page.locator(f"[name='{name}'][value='{value}']").check()
    elif sort == "checkbox":
        box.check()
    else:
        box.fill(value)


def _select(box: Locator, value: str, *, by_label: bool) -> None:
    if by_label:
        box.select_option(label=value)
    else:
        box.select_option(value)


def _tick(
    page: Page, definition: FieldDefinition, values: Sequence[str], *, scripted: bool
) -> None:
    boxes = [page.locator(f"input[name={definition.name}][value='{one}']") for one in values]
    if not definition.vocabulary and definition.type is not FieldType.TERRITORIES:
        for box in boxes:
            box.check()
        return
    labels = [str(box.locator("xpath=..").text_content()).strip() for box in boxes]
    choose(page.locator(f"fieldset#{definition.name}"), *labels, scripted=scripted)


def _fill_rows(page: Page, definition: FieldDefinition, rows: Sequence[Any]) -> None:
    name = definition.name
    fieldset = page.locator(f"fieldset#{name}")
    for place, row in enumerate(rows):
        if fieldset.locator("[data-row]").count() <= place:
            fieldset.locator("[data-act=add]").click()
        line = fieldset.locator("[data-row]").nth(place)
        if definition.type is FieldType.LIST:
            line.locator(f"[name='{name}']").fill(row)
            continue
        parts = {
            FieldType.STEPS: STEP_PARTS,
            FieldType.CONTACTS: CONTACT_PARTS,
            FieldType.MARKS: ("marque", "texte"),
        }[definition.type]
        for part in parts:
            control = line.locator(f"[name='{name}.{part}']")
            if control.evaluate("control => control.tagName") == "SELECT":
                _select(control, row[part], by_label=part == "structure")
            else:
                control.fill(row.get(part, ""))


def _cite(page: Page, name: str, titles: Sequence[str]) -> None:
    place = page.locator(f"fieldset#{name}")
    for title in titles:
        place.get_by_label("Mots du titre").fill(title)
        place.get_by_role("button", name="Chercher").click()
        box = place.get_by_label(title)
        box.check()
        expect(box).to_be_checked()


def seconds_to_be_found(page: Page, words: str, limit: float = PATIENCE) -> float:
    """Ask the search again and again until it finds the words; return how long it took."""
    start = time.monotonic()
    while time.monotonic() - start < limit:
        results = page.request.get(f"/recherche?q={quote(words)}").text()
        if any(words.lower() in mark.lower() for mark in MARKED.findall(results)):
            return time.monotonic() - start
        time.sleep(0.05)
    raise AssertionError(f"« {words} » was not found within {limit:.0f} s")


def find(page: Page, words: str) -> Locator:
    """Search from the home page as one does, and return the result that answers."""
    page.goto("/")
    box = page.get_by_role("searchbox").first
    box.fill(words)
    box.press("Enter")
    result = page.locator(".results > li", has=page.locator("mark", has_text=words))
    expect(result).to_have_count(1)
    return result


def open_where_it_stands(page: Page, words: str) -> None:
    """Follow the result: the page opens at a place of its own, the words in view."""
    find(page, words).locator(".row-t a").click()
    page.wait_for_load_state()
    place = urlsplit(page.url).fragment
    assert place, f"{page.url} leads to no place in the page"
    expect(page.locator(f"[id='{place}']")).to_contain_text(words)


def write_to(page: Page, number: object, text: str) -> str:
    """Write to a member from their page; return the address of the conversation."""
    page.goto(f"/reseau/membres/{number}")
    page.locator("main").get_by_role("link", name="Écrire à").click()
    page.locator("textarea[name=text]").fill(text)
    page.locator("main").get_by_role("button", name="Envoyer").click()
    page.wait_for_url(re.compile(r"/messages/\d+#message-\d+$"))
    return urlsplit(page.url).path


def write_in(page: Page, path: str, text: str) -> None:
    """Write in a conversation."""
    page.goto(path)
    page.locator("textarea[name=text]").fill(text)
    page.locator("main").get_by_role("button", name="Envoyer").click()
    page.wait_for_url(re.compile(r"#message-\d+$"))
