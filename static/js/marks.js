// The marks of Markdown, written over the selection as if typed: the browser’s own undo works.

const AROUND = { bold: "**", italic: "*" };
const BEFORE = { list: () => "- ", numbers: (n) => `${n + 1}. `, quote: () => "> ", heading: () => "## " };
const KEYS = { b: "bold", i: "italic", k: "link", e: "code" };
const SHIFTED = { Digit7: "numbers", Digit8: "list", Digit9: "quote", Digit1: "heading" };

/** Write over a part of the text. */
export function write(area, text, start = area.selectionStart, end = area.selectionEnd) {
  area.focus();
  area.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

/** Write a block of its own where the caret is, lines apart from what stands around it. */
export function writeBlock(area, text) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const before = value.slice(0, start);
  const lead = !before || before.endsWith("\n\n") ? "" : before.endsWith("\n") ? "\n" : "\n\n";
  write(area, `${lead}${text}\n\n`, start, end);
}

function around(area, mark) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const size = mark.length;
  const inside = value.slice(start, end);
  if (value.slice(start - size, start) === mark && value.slice(end, end + size) === mark) {
    write(area, inside, start - size, end + size);
    area.setSelectionRange(start - size, end - size);
    return;
  }
  write(area, mark + inside + mark, start, end);
  area.setSelectionRange(start + size, end + size);
}

function linesOf(area) {
  const { selectionEnd, value } = area;
  const start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = value.indexOf("\n", selectionEnd);
  const end = next < 0 ? value.length : next;
  return { start, end, lines: value.slice(start, end).split("\n") };
}

function beforeLines(area, mark) {
  const { start, end, lines } = linesOf(area);
  const marked = lines.every((line, n) => line.startsWith(mark(n)));
  const text = lines.map((line, n) => (marked ? line.slice(mark(n).length) : mark(n) + line)).join("\n");
  // Markdown wants an empty line before a list or a quotation that follows a paragraph.
  const lead = !marked && start > 1 && area.value.slice(0, start).match(/[^\n]\n$/) ? "\n" : "";
  write(area, lead + text, start, end);
}

function code(area) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  if (!value.slice(start, end).includes("\n")) {
    around(area, "`");
    return;
  }
  const { start: from, end: to, lines } = linesOf(area);
  write(area, ["```", ...lines, "```"].join("\n"), from, to);
}

function link(area, words) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const text = value.slice(start, end) || words;
  write(area, `[${text}](https://)`, start, end);
  const address = start + text.length + 3;
  area.setSelectionRange(address, address + "https://".length);
}

/** Use a tool of the bar on what is selected. */
export function use(area, tool, words) {
  if (AROUND[tool]) {
    around(area, AROUND[tool]);
  } else if (BEFORE[tool]) {
    beforeLines(area, BEFORE[tool]);
  } else if (tool === "link") {
    link(area, words.tLink);
  } else if (tool === "code") {
    code(area);
  } else if (tool === "member" || tool === "thing") {
    const before = area.value.slice(0, area.selectionStart);
    write(area, (/(^|\s)$/.test(before) ? "" : " ") + (tool === "member" ? "@" : "#"));
  }
}

/** Return the tool that a key asks for, if any. */
export function toolOf(event) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) {
    return undefined;
  }
  return event.shiftKey ? SHIFTED[event.code] : KEYS[event.key.toLowerCase()];
}
