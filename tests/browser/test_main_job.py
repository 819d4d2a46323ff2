"""The main job end to end: ask, answer, share, and find each where its words stand."""

from dataclasses import dataclass, field

import pytest

from tests.browser import acts
from tests.browser.conftest import ADVISOR, COLLEAGUE, Desk
from tests.make.files import docx_bytes, odt_bytes, pdf_bytes
from tests.make.practices import sheet_content

pytestmark = [pytest.mark.browser, pytest.mark.real_site]

STRUCTURE = "Relais ESS Baie de Somme"
FILLER = (
    "Le porteur de projet décrit son activité, ses usagers et ses partenaires, puis l’équipe "
    "reprend avec lui les points qui restent ouverts avant le prochain rendez-vous.\n\n"
) * 12


@dataclass
class Words:
    """Words that stand nowhere else: each in one place of what this journey writes."""

    mark: str
    written: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        places = ("question", "answer", "tool", "pdf", "docx", "odt", "sheet")
        self.written = {place: f"{self.mark}{place}ium" for place in places}

    def __getitem__(self, place: str) -> str:
        return self.written[place]


def files_with(words: Words) -> dict[str, bytes]:
    """A PDF, a DOCX and an ODT, each with its word far from its beginning."""
    chapters = f"# Commencer\n\n{FILLER}\n\n# Suivre\n\nLe mot {{word}} se lit ici.\n\n{FILLER}"
    return {
        "grille.pdf": pdf_bytes(FILLER, FILLER, f"{FILLER}\n\nEnfin, {words['pdf']}.\n\n{FILLER}"),
        "trame.docx": docx_bytes(chapters.format(word=words["docx"])),
        "guide.odt": odt_bytes(chapters.format(word=words["odt"])),
    }


def sheet_with(words: Words, tool: str) -> dict[str, object]:
    """A complete sheet that cites the tool, its word among the difficulties."""
    content = sheet_content(STRUCTURE)
    difficulties = f"{content['difficultes']}\n\nLe mot {words['sheet']} revient souvent."
    return {
        **content,
        "titre": f"Tenir une permanence {words.mark}",
        "difficultes": difficulties,
        "ressources": [tool],
    }


def do_the_main_job(desk: Desk, mark: str, *, scripted: bool) -> dict[str, float]:
    """Do the whole job; return how long each text took from « posted » to « found »."""
    words = Words(mark)
    took = {}
    advisor = desk.open(ADVISOR, scripted=scripted)
    reader = desk.open(COLLEAGUE, scripted=scripted)

    topic = acts.ask(
        advisor,
        f"Comment suivre une médiation {mark} ?",
        f"Bonjour, qui connaît {words['question']} ?",
        scripted=scripted,
    )
    took["question"] = acts.seconds_to_be_found(reader, words["question"])
    acts.answer(reader, topic, f"Chez nous, {words['answer']} a suffi.")
    took["answer"] = acts.seconds_to_be_found(advisor, words["answer"])

    tool = f"Grille d’entretien {mark}"
    acts.deposit(
        advisor,
        tool,
        files_with(words),
        description=f"Une grille à remplir ensemble, {words['tool']}.",
        scripted=scripted,
    )
    took["resource"] = acts.seconds_to_be_found(reader, words["tool"])
    for name in ("pdf", "docx", "odt"):
        limit = acts.WORDS_IN_A_FILE_WITHIN
        took[name] = acts.seconds_to_be_found(reader, words[name], limit)

    acts.write_sheet(advisor, sheet_with(words, tool), scripted=scripted)
    took["sheet"] = acts.seconds_to_be_found(reader, words["sheet"])

    for place in ("question", "answer", "pdf", "docx", "odt", "sheet"):
        acts.open_where_it_stands(reader, words[place])
    return took


@pytest.mark.parametrize(
    ("mark", "scripted"),
    [
        pytest.param("zorvex", True, id="with scripts"),
        pytest.param("quilbar", False, id="without JavaScript"),
    ],
)
def test_an_advisor_asks_shares_and_finds_all_of_it(desk, capsys, mark, scripted):
    took = do_the_main_job(desk, mark, scripted=scripted)
    with capsys.disabled():
        figures = ", ".join(f"{what} {seconds:.2f} s" for what, seconds in took.items())
        print(f"\n    posted to found (goal {acts.FOUND_WITHIN:.0f} s): {figures}")  # noqa: T201
    assert all(took[text] < acts.PATIENCE for text in ("question", "answer", "resource", "sheet"))
