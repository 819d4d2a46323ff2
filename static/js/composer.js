// Écrire and Aperçu as tabs, and the buttons that write the marks of Markdown.

const AROUND = { bold: "**", italic: "*" };
const BEFORE = { list: "- ", quote: "> " };

/** Write over the selection as if typed, so that the browser's own undo works. */
function write(area, text, start, end) {
  area.focus();
  area.setSelectionRange(start, end);
  if (!document.execCommand("insertText", false, text)) {
    area.setRangeText(text, start, end, "end");
    area.dispatchEvent(new Event("input", { bubbles: true }));
  }
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

function beforeLines(area, mark) {
  const { selectionEnd, value } = area;
  const start = value.lastIndexOf("\n", area.selectionStart - 1) + 1;
  const next = value.indexOf("\n", selectionEnd);
  const end = next < 0 ? value.length : next;
  const lines = value.slice(start, end).split("\n");
  const marked = lines.every((line) => line.startsWith(mark));
  const text = lines.map((line) => (marked ? line.slice(mark.length) : mark + line)).join("\n");
  // Markdown wants an empty line before a list or a quotation that follows a paragraph.
  const lead = !marked && start > 1 && value.slice(0, start).match(/[^\n]\n$/) ? "\n" : "";
  write(area, lead + text, start, end);
}

function link(area, words) {
  const { selectionStart: start, selectionEnd: end, value } = area;
  const text = value.slice(start, end) || words;
  write(area, `[${text}](https://)`, start, end);
  const address = start + text.length + 3;
  area.setSelectionRange(address, address + "https://".length);
}

function use(area, tool, words) {
  if (AROUND[tool]) {
    around(area, AROUND[tool]);
  } else if (BEFORE[tool]) {
    beforeLines(area, BEFORE[tool]);
  } else if (tool === "link") {
    link(area, words);
  }
}

/** One stop for the Tab key in a row of buttons; the arrows go from one to the next. */
function rove(row, buttons, chosen = () => {}) {
  buttons.forEach((button, n) => (button.tabIndex = n ? -1 : 0));
  row.addEventListener("keydown", (event) => {
    const steps = { ArrowRight: 1, ArrowLeft: -1 };
    const from = buttons.indexOf(document.activeElement);
    if (!steps[event.key] || from < 0) {
      return;
    }
    event.preventDefault();
    const to = buttons[(from + steps[event.key] + buttons.length) % buttons.length];
    buttons.forEach((button) => (button.tabIndex = button === to ? 0 : -1));
    to.focus();
    chosen(to);
  });
}

async function preview(composer, seeing, text) {
  const words = composer.dataset;
  if (!text.trim()) {
    seeing.textContent = words.tEmpty;
    return;
  }
  seeing.setAttribute("aria-busy", "true");
  const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
  try {
    const answer = await fetch(words.composer, {
      method: "POST",
      body: new URLSearchParams({ text }),
      headers: { "X-CSRFToken": token },
    });
    if (!answer.ok) {
      throw new Error(String(answer.status));
    }
    seeing.innerHTML = await answer.text(); // made and cleaned by the site, as any stored text
  } catch {
    seeing.textContent = words.tFailed;
  }
  seeing.removeAttribute("aria-busy");
}

/** Bring a composer to life. */
export function enhance(composer) {
  const area = composer.querySelector("textarea");
  const writing = composer.querySelector("[data-writing]");
  const seeing = composer.querySelector("[data-seeing]");
  const tools = composer.querySelector("[role=toolbar]");
  const tablist = composer.querySelector("[role=tablist]");
  const tabs = [...tablist.querySelectorAll("[role=tab]")];
  let shown = seeing.hidden ? null : area.value;

  const show = (tab) => {
    const looking = tab === tabs[1];
    tabs.forEach((one) => {
      one.setAttribute("aria-selected", String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
    });
    writing.hidden = looking;
    tools.hidden = looking;
    seeing.hidden = !looking;
    if (looking && shown !== area.value) {
      shown = area.value;
      seeing.textContent = composer.dataset.tWait;
      preview(composer, seeing, area.value);
    }
  };
  [writing, seeing].forEach((panel, n) => {
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tabs[n].id);
  });
  seeing.tabIndex = 0;
  tabs.forEach((tab) => tab.addEventListener("click", () => show(tab)));
  rove(tablist, tabs, show);
  show(shown === null ? tabs[0] : tabs[1]);

  const buttons = [...tools.querySelectorAll("[data-tool]")];
  rove(tools, buttons);
  buttons.forEach((button) =>
    button.addEventListener("click", () => use(area, button.dataset.tool, composer.dataset.tLink)),
  );
  area.addEventListener("keydown", (event) => {
    const tool = { b: "bold", i: "italic" }[event.key];
    if (tool && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey) {
      event.preventDefault();
      use(area, tool);
    }
  });
  composer.querySelector("[data-enhanced]").hidden = false;
  composer.closest("form")?.querySelectorAll("[data-plain-preview]").forEach((button) => button.remove());
}
