"""Documents made by the site: readable, accessible, deaf to what a text tries to command."""

import json
import sys
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from pypdf import PdfReader

from app.errors import Invalid
from app.files.conversion import documents, spreadsheets
from app.files.conversion.documents import CONVERTERS, to_html, to_odt, to_pdf
from app.files.conversion.tree import Details
from app.files.workers.sandbox import Limits, WorkerFailed, run, run_worker

DETAILS = Details(
    title="Convention", author="Appui de l’Aisne", date="2023-02", rights="CC BY-SA 4.0"
)
TEXT = """# Convention de test

Un **dahlia** ; *italique*, [lien](https://exemple.test).

## Objet

| a | b |
| --- | --- |
| hortensia | 2 |

- [ ] une tâche

---

Fin[^1].

[^1]: Une note.
"""
HOSTILE = """# Titre

![chat](/etc/passwd) ![loin](https://ailleurs.test/x.png)

```{=typst}
#read("/etc/passwd")
```

`#read("/etc/passwd")`{=typst}

#import "@preview/cetz:0.1.0" #read("/etc/hostname") #include "a.typ" $x$ @ref <lab>

<script>alert(1)</script> [js](javascript:alert(1))

[a]{typst:text:fill="red"} \\input{/etc/passwd}
"""


def words(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages)


@pytest.mark.parametrize("kind", sorted(CONVERTERS))
def test_a_text_becomes_a_document_of_each_kind(app, kind):
    with app.app_context():
        made = CONVERTERS[kind](TEXT, DETAILS)
    start = {"pdf": b"%PDF-", "docx": b"PK", "odt": b"PK", "html": b"<!DOCTYPE html>"}[kind]
    assert made.startswith(start)


def test_a_pdf_is_accessible_titled_and_says_its_language_and_pages(app):
    pdf = to_pdf(TEXT, DETAILS)
    reader = PdfReader(BytesIO(pdf))
    assert reader.metadata is not None
    assert reader.metadata.title == "Convention"
    catalogue: Any = reader.trailer["/Root"]
    assert str(catalogue["/Lang"]).startswith("fr")
    assert catalogue["/MarkInfo"]["/Marked"]
    assert "pdfuaid:part" in catalogue["/Metadata"].get_data().decode()
    shown = words(pdf)
    assert "Convention de test" in shown
    assert "hortensia" in shown
    assert "CC BY-SA 4.0" in shown
    assert "1 / 1" in shown


@pytest.mark.parametrize("kind", sorted(CONVERTERS))
def test_no_text_makes_a_document_read_a_file_fetch_or_run_anything(app, kind):
    details = Details(title='T "q" #read("/etc/passwd") \\ `x`', author='#read("/etc/passwd")')
    made = CONVERTERS[kind](HOSTILE, details)
    assert b"root:" not in made
    if kind == "pdf":
        assert "#read" in words(made)
    if kind == "html":
        page = made.decode()
        assert "<script" not in page
        assert "javascript:" not in page
        assert "<img" not in page


def test_an_endless_text_is_refused_in_bounded_time(app, monkeypatch):
    monkeypatch.setattr(documents, "PANDOC_LIMITS", Limits(seconds=1, memory=0))
    with pytest.raises(Invalid, match="trop long ou trop"):
        to_odt("> " * 400_000, DETAILS)


def test_a_program_has_no_network_and_no_secret():
    python = sys.executable
    script = "import socket; socket.create_connection(('192.0.2.1', 53), 1)"
    with pytest.raises(WorkerFailed) as failure:
        run([python, "-I", "-c", script], limits=Limits(seconds=5))
    assert "Network is unreachable" in str(failure.value)
    script = "import json, os; print(json.dumps(list(os.environ)))"
    assert set(json.loads(run([python, "-I", "-c", script], limits=Limits()))) <= {
        "HOME",
        "LANG",
        "LC_CTYPE",
        "PATH",
    }


def test_the_tables_of_the_pack_become_sheets_with_their_formulas():
    prices = spreadsheets.read_table("famille;prix\nLivres;1,80\nTotal;=B2*2\n")
    flow = spreadsheets.read_table("mois;recettes\n1;='3-prix'!B2*10\n")
    made = spreadsheets.make_xlsx({"3-prix": prices, "5-suivi": flow}, formulas=True)
    book = openpyxl.load_workbook(BytesIO(made))
    assert book.sheetnames == ["3-prix", "5-suivi"]
    assert book["3-prix"]["B2"].value == 1.8
    assert book["3-prix"]["B3"].data_type == "f"
    assert book["5-suivi"]["B2"].value == "='3-prix'!B2*10"


def test_what_members_wrote_never_becomes_a_formula():
    rows = [["nom"], ["=1+1"], ["+33 6"], ["-2"], ["@somme"], ["a\x07b"]]
    book = openpyxl.load_workbook(BytesIO(spreadsheets.make_xlsx({"Export [2026]": rows})))
    sheet = book.worksheets[0]
    assert [cell.data_type for cell in sheet["A"]] == ["s"] * 6
    assert sheet["A2"].value == "=1+1"
    assert sheet["A2"].quotePrefix
    assert sheet["A6"].value == "ab"
    assert sheet.title == "Export  2026"


def test_a_page_that_stands_alone_is_in_french(app):
    page = to_html(TEXT, DETAILS).decode()
    assert 'lang="fr-FR"' in page
    assert "<title>Convention de test</title>" in page


def test_typst_refuses_a_source_that_is_wrong():
    with pytest.raises(WorkerFailed):
        run_worker(
            "typeset_worker",
            [],
            limits=Limits(seconds=20),
            stdin=b'{"source": "#nothing", "inputs": {}}',
        )
