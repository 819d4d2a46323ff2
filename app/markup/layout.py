"""The first pass over a text: its lines laid out as Python-Markdown wants them, within bounds."""

import re

MAX_LENGTH = 60_000
"""The longest text a member may save; callers refuse a longer one before it comes here."""

MAX_LINES = 6000
MAX_BLOCKS = 2000  # paragraphs, items of lists, cells of tables
MAX_NESTING = 5
MAX_COLUMNS = 20
MAX_SIGNS = 5000  # < > &: each one is weighed again by bleach
MAX_ROW = 2000

# Our own marks for the second pass; `printable` has removed these characters from what was written.
CODE, TABLE, END = "\x11", "\x12", "\x13"
RULE = f"{CODE}-{END}"

_QUOTE = re.compile(r"(?: *>)*")
_ITEM = re.compile(r"( *)([-*•▪◦‣]|\d{1,3}[.)]) +(\S.*)")
_TITLE = re.compile(r" {0,3}(#{1,6}) +(?=[^ #])(.+)")
_RULE = re.compile(r" *(?:-(?: *-){2,}|\*(?: *\*){2,}|_(?: *_){2,})")
_FENCE = re.compile(r"( *)(`{3,}|~{3,})[^`]*")
_SEPARATOR = re.compile(r"\|? *:?-+:? *(?:\| *:?-+:? *)*\|?")
_MARKER = re.compile(r"(\d*)(?=[-+*] |>|#|(?<=\d)[.)] )")


class TooMuch(Exception):
    """The text goes over a bound: it is shown as it was written."""


class Layout:
    """Blank lines between blocks, four spaces a level of list, code and rules set apart."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.codes: list[list[str]] = []
        self._items: list[tuple[int, bool]] = []  # the line stands in these: indent, numbered
        self._quote = 0  # depth
        self._fence: re.Match[str] | None = None
        self._columns = 0  # of the table the line stands in
        self._blocks = 0

    def read(self, text: str) -> None:
        """Lay the whole text out in `lines`, and its code in `codes`."""
        lines = text.split("\n")
        if len(text) > MAX_LENGTH or len(lines) > MAX_LINES or _signs_of(text) > MAX_SIGNS:
            raise TooMuch
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            if self._fence is None or not self._read_code(line, self._fence):
                self._read_line(line, following)
        while self.lines and not self.lines[-1]:
            self.lines.pop()

    def _read_line(self, line: str, following: str) -> None:
        depth, rest = _unquoted(line)
        self._enter_quote(depth)
        if not rest:
            self._break()
        elif self._columns and _is_row(rest):
            self._put_row(rest.strip())
        elif fence := _FENCE.fullmatch(rest):
            self._open_code(fence)
        elif _RULE.fullmatch(rest):
            self._put_alone(RULE)
        elif title := _TITLE.fullmatch(rest):
            self._put_alone(f"{title[1]} {title[2].rstrip('# ')}")
        elif (item := _ITEM.fullmatch(rest)) and self._may_begin(item[2]):
            self._put_item(len(item[1]), item[2], item[3])
        else:
            self._put_prose(rest, following)

    def _enter_quote(self, depth: int) -> None:
        """Begin or end a quotation: an answer right below a quoted line is not part of it."""
        if depth != self._quote:
            self._break()
            self._items.clear()
            self._quote = depth

    def _may_begin(self, marker: str) -> bool:
        """« 12. » at the start of a line inside a paragraph is no list, unless it is « 1. »."""
        inside_a_paragraph = not self._items and not self._is_apart()
        return not inside_a_paragraph or not marker[0].isdigit() or marker[:-1] == "1"

    def _put_item(self, indent: int, marker: str, content: str) -> None:
        numbered = marker[0].isdigit()
        if not self._items:
            self._break()
        while self._items and self._items[-1][0] > indent:
            self._items.pop()
        if not self._items or indent >= self._items[-1][0] + 2:
            self._items.append((indent, numbered))
        elif self._items[-1][1] != numbered:
            self._break()
            self._items[-1] = (indent, numbered)
        del self._items[MAX_NESTING:]
        self._spend(1)
        sign = f"{marker[:-1]}." if numbered else "-"
        self._put(f"{sign} {_unmarked(content)}", level=len(self._items) - 1)

    def _put_prose(self, rest: str, following: str) -> None:
        content = rest.lstrip()
        indent = len(rest) - len(content)
        separator = _unquoted(following)[1].strip()
        if _is_table(content, separator):
            self._leave_items(indent)
            self._break()
            self._columns = separator.strip("|").count("|") + 1
            self._put(TABLE + content, level=len(self._items))
            return
        if self._items and (indent == 0 or self._is_apart() or self._columns):
            self._leave_items(indent)
            self._break()
        if self._columns:
            self._break()
        if self._is_apart():
            self._spend(1)
        self._put(_unmarked(content), level=len(self._items) if self._is_apart() else 0)

    def _put_row(self, row: str) -> None:
        self._spend(self._columns)
        self._put(row, level=len(self._items))

    def _put_alone(self, content: str, indent: int = 0) -> None:
        self._break()
        self._leave_items(indent)
        self._spend(1)
        self._put(content, level=len(self._items))
        self._break()

    def _open_code(self, fence: re.Match[str]) -> None:
        self._put_alone(f"{CODE}{len(self.codes)}{END}", indent=len(fence[1]))
        self.codes.append([])
        self._fence = fence

    def _read_code(self, line: str, fence: re.Match[str]) -> bool:
        """Take the line as code, or say that it is none any more: its quotation has ended."""
        quote = re.match(rf"(?: *>){{{self._quote}}} ?" if self._quote else "", line)
        if quote is None:
            self._fence = None
            return False
        code = line[quote.end() :]
        mark = code.strip()
        if len(mark) >= len(fence[2]) and not mark.strip(fence[2][0]):
            self._fence = None
        else:
            spaces = len(code) - len(code.lstrip(" "))
            self.codes[-1].append(code[min(spaces, len(fence[1])) :])
        return True

    def _leave_items(self, indent: int) -> None:
        while self._items and indent < self._items[-1][0] + 2:
            self._items.pop()

    def _is_apart(self) -> bool:
        return not self.lines or not self.lines[-1]

    def _break(self) -> None:
        self._columns = 0
        if not self._is_apart():
            self.lines.append("")

    def _put(self, content: str, level: int) -> None:
        quote = ">" * self._quote + " " if self._quote else ""
        self.lines.append(quote + "    " * level + content)

    def _spend(self, blocks: int) -> None:
        self._blocks += blocks
        if self._blocks > MAX_BLOCKS:
            raise TooMuch


def _signs_of(text: str) -> int:
    return text.count("<") + text.count(">") + text.count("&")


def _unquoted(line: str) -> tuple[int, str]:
    """Return how deep the line is quoted, and the rest of it."""
    quote = _QUOTE.match(line)
    end = quote.end() if quote else 0
    depth = line.count(">", 0, end)
    rest = line[end:].removeprefix(" ") if depth else line
    return min(depth, MAX_NESTING), rest.rstrip()


def _unmarked(content: str) -> str:
    """Escape what Python-Markdown would take for the start of another block."""
    marker = _MARKER.match(content)
    return f"{content[: marker.end()]}\\{content[marker.end() :]}" if marker else content


def _is_row(line: str) -> bool:
    return 0 < line.count("|") <= MAX_COLUMNS + 1 and len(line) <= MAX_ROW


def _is_table(header: str, separator: str) -> bool:
    return _is_row(header) and _is_row(separator) and _SEPARATOR.fullmatch(separator) is not None
