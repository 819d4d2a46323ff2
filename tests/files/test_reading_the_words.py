"""The words of files, part by part, read in a process apart and read again after a failure."""

import os
import signal
import time
from datetime import timedelta

import pytest

from app import clock
from app.clock import frozen_at
from app.database import db
from app.events import on
from app.files import extraction, queries, storage
from app.files.events import FileTextFailed, FileTextReady
from app.files.models import Extraction, StoredFile
from app.files.workers.sandbox import Limits, WorkerFailed, run_worker
from tests.make.files import (
    docx_bytes,
    image_bytes,
    make_file,
    odt_bytes,
    open_document_bytes,
    pdf_bytes,
    pptx_bytes,
    xlsx_bytes,
    zip_bytes,
)

heard: list[object] = []


@on(FileTextReady, FileTextFailed)
def _listen(event: object) -> None:
    heard.append(event)


@pytest.fixture(autouse=True)
def nothing_heard() -> None:
    heard.clear()
    extraction._under_way.clear()


def read_all() -> None:
    """Run the job as its loop does, until nothing is due."""
    while extraction.extract_pending() or extraction._under_way:
        pass


def parts(file: StoredFile) -> list[tuple[str, str, str]]:
    read_all()
    return [(part.label, part.anchor, part.text) for part in queries.list_texts(file.id)]


def fresh(file: StoredFile) -> StoredFile:
    db.session.expire_all()
    return db.session.get_one(StoredFile, file.id)


def test_a_pdf_gives_its_words_page_by_page(context):
    file = make_file(content=pdf_bytes("Un dahlia.", "Une jonquille."), name="a.pdf")
    first, second = parts(file)
    assert first[:2] == ("Page 1", "page=1")
    assert "dahlia" in first[2]
    assert second[:2] == ("Page 2", "page=2")
    assert "jonquille" in second[2]
    assert fresh(file).extraction is Extraction.DONE
    assert heard == [FileTextReady(file_id=file.id)]


@pytest.mark.parametrize(("make", "name"), [(docx_bytes, "a.docx"), (odt_bytes, "a.odt")])
def test_a_document_gives_its_words_under_its_headings(context, make, name):
    markdown = (
        "Avant tout : un muguet.\n\n# Premier\n\nUn chrysanthème.\n\n# Second\n\n"
        "| a |\n|---|\n| hortensia |"
    )
    found = parts(make_file(content=make(markdown), name=name))
    assert [label for label, _, _ in found][-2:] == ["Premier", "Second"]
    texts = {label: text for label, _, text in found}
    assert "chrysanthème" in texts["Premier"]
    assert "hortensia" in texts["Second"]
    assert "muguet" in found[0][2]


def test_markdown_gives_its_words_under_its_headings(context):
    content = "# Premier\n\nUn *lilas*.\n\n## Second\n\n- une pensée".encode()
    found = parts(make_file(content=content, name="a.md"))
    assert [label for label, _, _ in found] == ["Premier", "Second"]
    assert "Un lilas." in found[0][2]
    assert "une pensée" in found[1][2]


def test_a_workbook_gives_its_words_sheet_by_sheet(context):
    file = make_file(
        content=xlsx_bytes({"Flux": [["tournesol", 0.5]], "Prix": [["pivoine"]]}), name="a.xlsx"
    )
    assert parts(file) == [
        ("Feuille Flux", "", "tournesol\t0,5"),
        ("Feuille Prix", "", "pivoine"),
    ]
    assert fresh(file).page_count == 2


def test_an_open_spreadsheet_too(context):
    body = (
        '<table:table table:name="Été"><table:table-row><table:table-cell><text:p>lupin'
        "<text:s/>bleu</text:p></table:table-cell></table:table-row></table:table>"
    )
    found = parts(make_file(content=open_document_bytes("spreadsheet", body), name="a.ods"))
    assert found == [("Feuille Été", "", "lupin bleu")]


def test_slides_give_their_words_one_by_one(context, tmp_path):
    found = parts(make_file(content=pptx_bytes(str(tmp_path)), name="a.pptx"))
    assert [label for label, _, _ in found] == ["Diapositive 1", "Diapositive 2"]
    assert "chrysanthème" in found[0][2]
    assert "hortensia" in found[1][2]


def test_open_slides_too(context):
    page = (
        "<draw:page><draw:frame><draw:text-box><text:p>{}</text:p></draw:text-box></draw:frame>"
        "</draw:page>"
    )
    body = page.format("iris") + page.format("narcisse")
    found = parts(make_file(content=open_document_bytes("presentation", body), name="a.odp"))
    assert found == [("Diapositive 1", "", "iris"), ("Diapositive 2", "", "narcisse")]


@pytest.mark.parametrize("charset", ["utf-8", "cp1252"])
def test_a_table_of_text_gives_its_cells(context, charset):
    content = 'nom;lieu\n"Genêt; doré";Béthune\n'.encode(charset)
    assert parts(make_file(content=content, name="a.csv")) == [
        ("", "", "nom\tlieu\nGenêt; doré\tBéthune")
    ]


def test_a_long_text_is_cut_into_parts_that_an_index_takes(context):
    content = "\n\n".join(f"Paragraphe {number} sur le mélilot." for number in range(3000)).encode()
    found = parts(make_file(content=content, name="long.txt"))
    assert len(found) > 4
    assert max(len(text) for _, _, text in found) <= 15_000
    assert "Paragraphe 2999" in found[-1][2]


def test_an_endless_text_is_kept_up_to_a_limit_which_is_said(context):
    file = make_file(content=b"mot " * 700_000, name="sans-fin.txt")
    assert sum(len(text) for _, _, text in parts(file)) <= 2_000_000
    assert "le début" in fresh(file).problem


def test_an_image_has_no_words_to_read(context):
    file = make_file(content=image_bytes(), name="a.png")
    assert parts(file) == []
    assert fresh(file).extraction is Extraction.NOT_NEEDED


def test_a_document_without_text_says_so_to_its_author(context):
    file = make_file(content=pdf_bytes(" "), name="vide.pdf")
    blank = b"   \n"
    file = make_file(content=blank, name="blanc.txt")
    assert parts(file) == []
    assert fresh(file).extraction is Extraction.DONE
    assert "Aucun texte" in fresh(file).problem


def unreadable_docx() -> bytes:
    """Accepted as a presentation, but with nothing of what one needs."""
    kind = "application/vnd.openxmlformats-officedocument.presentationml.presentation.main+xml"
    return zip_bytes({"[Content_Types].xml": kind, "ppt/presentation.xml": "<nothing/"})


def test_a_failure_is_tried_again_later_and_later_then_told_to_the_author(context):
    file = make_file(content=unreadable_docx(), name="a.pptx")
    moment = clock.now()
    for attempt, delay in enumerate(extraction.RETRY_DELAYS, start=1):
        with frozen_at(moment):
            read_all()
            waiting = fresh(file)
            assert (waiting.extraction, waiting.attempts) == (Extraction.PENDING, attempt)
            assert waiting.next_attempt_at == moment + delay
            assert "n’est pas fait comme attendu" in waiting.problem
        moment += delay
    assert heard == []
    with frozen_at(moment):
        read_all()
    assert fresh(file).extraction is Extraction.FAILED
    assert fresh(file).next_attempt_at is None
    assert heard == [FileTextFailed(file_id=file.id)]


def test_a_process_killed_while_it_reads_gives_way_to_the_next(context):
    file = make_file(content=pdf_bytes("Un dahlia."), name="a.pdf")
    assert extraction._claim_next() == (file.id, 1)
    # The process is gone, its row is still claimed: nobody takes it before the lease ends.
    assert extraction._claim_next() is None
    with frozen_at(clock.now() + extraction.LEASE + timedelta(seconds=1)):
        [only] = parts(file)
    assert "dahlia" in only[2]
    assert fresh(file).attempts == 2


def test_a_reader_killed_half_way_is_tried_again(context):
    file = make_file(content=pdf_bytes("Un dahlia."), name="a.pdf")
    claim = extraction._claim_next()
    assert claim is not None
    assert extraction._start(claim)
    os.kill(extraction._under_way[0].program._process.pid, signal.SIGKILL)
    read_all()
    assert fresh(file).extraction is Extraction.PENDING
    assert fresh(file).problem
    with frozen_at(clock.now() + extraction.RETRY_DELAYS[0]):
        assert len(parts(file)) == 1
    assert fresh(file).problem == ""


def test_a_file_that_kills_its_process_each_time_is_given_up(context):
    file = make_file(content=b"Un bleuet.", name="a.txt")
    file.attempts = len(extraction.RETRY_DELAYS) + 1
    db.session.commit()
    read_all()
    assert fresh(file).extraction is Extraction.FAILED


def test_a_late_answer_does_not_overwrite_a_newer_attempt(context):
    file = make_file(content=b"Un bleuet.", name="a.txt")
    late = extraction._claim_next()
    assert late is not None
    with frozen_at(clock.now() + extraction.LEASE + timedelta(seconds=1)):
        assert len(parts(file)) == 1
    extraction._record_words(late, {"parts": [], "units": 0, "truncated": False})
    assert len(queries.list_texts(file.id)) == 1


def test_a_content_missing_from_the_disk_is_a_failure_like_another(context):
    file = make_file(content=b"Un bleuet.", name="a.txt")
    storage.path_of(file.sha256).unlink()
    read_all()
    assert fresh(file).attempts == 1
    assert fresh(file).problem


def test_the_reader_is_stopped_by_its_limits_of_time_memory_and_size(context, tmp_path):
    deep = tmp_path / "deep.md"
    deep.write_bytes(b"> " * 2_000_000)
    started = time.monotonic()
    with pytest.raises(WorkerFailed):
        run_worker("extract_worker", [str(deep), "text/csv"], limits=Limits(memory=30 * 2**20))
    with pytest.raises(WorkerFailed):
        run_worker("extract_worker", [str(deep), "text/plain"], limits=Limits(written=1000))
    assert time.monotonic() - started < 20
