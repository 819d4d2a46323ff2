"""French words: from a text to the stems that are indexed and the forms that were written.

Both the index and the questions go through here, so a change here makes every index out of date:
`analysis_stamp` takes part in the stamp of the index, which then builds itself again.
"""

import hashlib
import re
import unicodedata
from collections.abc import Container
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from whoosh.lang.snowball.french import FrenchStemmer

# To be raised whenever what follows reads a text otherwise.
ANALYSIS_VERSION = 2
LEMMAS = Path(__file__).parent / "data" / "lemmas.txt"
"""Where `app.search.lemmas` writes, at set-up, the stems of lemmas that stemming alone misses."""

MEMO_SIZE = 100_000
LONGEST_WORD = 64

# E.S.S. is one word, 3,5 and 2.4 stay whole; an apostrophe parts two words.
TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}[^\W\d_]?(?![^\W_])|[^\W_]+(?:(?<=\d)[.,]\d+)*")

_LIGATURES = str.maketrans({"œ": "oe", "æ": "ae", "ß": "ss", "ø": "o", "ł": "l", "đ": "d"})
_EVERYDAY_ACCENTS = str.maketrans("àâäáãåçéèêëíìîïñóòôöõúùûüýÿ", "aaaaaaceeeeiiiinooooouuuuyy")

_GRAMMAR_WORDS = """
    ai aie aient aies ait as au aura aurai auraient aurais aurait auras aurez auriez aurions aurons
    auront aux avaient avais avait avec avez aviez avions avons ayant ayez ayons c ce ces d dans de
    des du elle elles en es est et eu eue eues eurent eus eut eux furent fus fut il ils j je l la le
    les leur leurs lui m ma mais me mes moi mon même n ne nos notre nous on ont ou par pas pour qu
    que qui s sa se sera serai seraient serais serait seras serez seriez serions serons seront ses
    si soient sois soit sommes son sont soyez soyons suis sur t ta te tes toi ton tu un une vos
    votre vous y à étaient étais était étant étiez étions été étée étées étés êtes être avoir cela
    ceci cet cette celui celle ceux celles dont où ni or donc car ainsi alors aussi lorsqu lorsque
    puisqu puisque jusqu quoiqu aujourd hui
"""
_QUESTION_WORDS = """
    quel quelle quels quelles comment combien pourquoi quand quoi faire faut peut doit doivent
    peuvent puis dois peux bonjour merci svp
"""
# The stemmer takes these for loi, cas and répit: who looks for a rent does not look for a law.
_STEMS_APART = {
    form: stem
    for stem, forms in {"loyer": "loyer loyers", "case": "case cases", "repas": "repas"}.items()
    for form in forms.split()
}
# Written in capitals these are acronyms of the field, not grammar: association intermédiaire,
# économie sociale.
_ACRONYMS = frozenset({"AI", "ES"})


def fold(word: str) -> str:
    """Return the lower-case word without ligatures and accents."""
    word = word.translate(_LIGATURES).translate(_EVERYDAY_ACCENTS)
    if word.isascii():
        return word
    apart = unicodedata.normalize("NFKD", word)
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


_STOP_WORDS = frozenset(
    spelling
    for word in (_GRAMMAR_WORDS + _QUESTION_WORDS).split()
    for spelling in (word, fold(word))
)


@dataclass(frozen=True, slots=True)
class Word:
    """A word as the search sees it: what was written, folded, and its stem."""

    form: str
    stem: str


NO_WORD = Word("", "")
_memo: dict[str, Word] = {}


def word_of(token: str) -> Word:
    """Return the word behind a token; NO_WORD for grammar and lone letters."""
    word = _memo.get(token)
    if word is None:
        if len(_memo) >= MEMO_SIZE:
            _memo.clear()
        word = _memo[token] = _analyse(token)
    return word


def words(text: str) -> list[Word]:
    """Return the words of a text in order, grammar left out."""
    found = (word_of(token) for token in TOKEN.findall(normalised(text)))
    return [word for word in found if word is not NO_WORD]


def places(text: str, stems: Container[str]) -> list[tuple[str, int, int]]:
    """Return where the words with one of these stems begin and end in a text already normalised.

    Written for speed: a page of results reads some thousand words.
    """
    known = _memo
    found = []
    for match in TOKEN.finditer(text):
        token = match.group()
        stem = (known.get(token) or word_of(token)).stem
        if stem in stems:
            found.append((stem, match.start(), match.end()))
    return found


def normalised(text: str) -> str:
    """Return the text with its accents composed and without characters no text should hold."""
    return unicodedata.normalize("NFC", text.replace("\0", " "))


def stem_of(form: str) -> str:
    """Return the stem of a folded form: that of its lemma where it is known."""
    if not form.isalpha():
        return form
    return _STEMS_APART.get(form) or _lemma_stems().get(form) or plain_stem(form)


def plain_stem(form: str) -> str:
    """Return what the French stemmer alone makes of a folded form."""
    return str(_stemmer().stem(form))


def analysis_stamp() -> str:
    """Return what distinguishes this analysis from any other."""
    try:
        table = hashlib.sha256(LEMMAS.read_bytes()).hexdigest()[:8]
    except FileNotFoundError:
        table = "plain"
    return f"french-{ANALYSIS_VERSION}-{table}"


@cache
def _lemma_stems() -> dict[str, str]:
    """Return folded form → stem of its lemma; empty when the set-up has not made the table."""
    try:
        lines = LEMMAS.read_text(encoding="ascii").splitlines()
    except FileNotFoundError:
        return {}
    return dict(line.split(" ") for line in lines)


@cache
def _stemmer() -> FrenchStemmer:
    return FrenchStemmer()


def _analyse(token: str) -> Word:
    if len(token) > LONGEST_WORD:
        return NO_WORD
    if "." in token and not token[0].isdigit():
        token = token.replace(".", "")
    lowered = token.lower()
    is_acronym = token in _ACRONYMS
    if not is_acronym and (lowered in _STOP_WORDS or _is_lone_letter(lowered)):
        return NO_WORD
    form = fold(lowered).replace(",", ".")
    return Word(form, form if is_acronym else stem_of(form)) if form else NO_WORD


def _is_lone_letter(token: str) -> bool:
    return len(token) == 1 and not token.isdigit()
