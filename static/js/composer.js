// Écrire and Aperçu as tabs, the bar of marks, names proposed, files pasted or dropped.
import { use, toolOf, writeBlock } from "./marks.js";
import { propose } from "./naming.js";

const PAUSE = 350;

/** One stop for the Tab key in a row of buttons; the arrows go from one to the next. */
function rove(row, buttons, chosen = () => {}) {
  buttons.forEach((button, n) => (button.tabIndex = n ? -1 : 0));
  row.addEventListener("keydown", (event) => {
    const from = buttons.indexOf(document.activeElement);
    const last = buttons.length - 1;
    const places = { ArrowRight: from === last ? 0 : from + 1, ArrowLeft: from ? from - 1 : last, Home: 0, End: last };
    const to = buttons[places[event.key]];
    if (from < 0 || !to) {
      return;
    }
    event.preventDefault();
    buttons.forEach((button) => (button.tabIndex = button === to ? 0 : -1));
    to.focus();
    chosen(to);
  });
}

/** What the text will look like, made by the site as any stored text; only the last one asked for is shown. */
class Preview {
  constructor(composer, seeing, area) {
    Object.assign(this, { words: composer.dataset, seeing, area });
    this.shown = seeing.hidden ? null : area.value;
  }

  async refresh() {
    const text = this.area.value;
    if (this.shown === text) {
      return;
    }
    this.request?.abort();
    this.shown = text;
    if (!text.trim()) {
      this.seeing.textContent = this.words.tEmpty;
      return;
    }
    if (!this.seeing.textContent.trim()) {
      this.seeing.textContent = this.words.tWait;
    }
    this.request = new AbortController();
    this.seeing.setAttribute("aria-busy", "true");
    const token = document.querySelector('meta[name="csrf-token"]')?.content ?? "";
    try {
      const answer = await fetch(this.words.composer, {
        method: "POST", body: new URLSearchParams({ text }), headers: { "X-CSRFToken": token }, signal: this.request.signal,
      });
      if (!answer.ok) {
        throw new Error(String(answer.status));
      }
      this.seeing.innerHTML = await answer.text(); // made and cleaned by the site, as any stored text
    } catch (problem) {
      if (problem.name === "AbortError") {
        return;
      }
      this.shown = null;
      this.seeing.textContent = this.words.tFailed;
    }
    this.seeing.removeAttribute("aria-busy");
  }

  later() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.refresh(), PAUSE);
  }
}

/** Files pasted or dropped in the text join those of the form; a picture also stands where the caret was. */
function takeFiles(composer, area) {
  const place = composer.querySelector("[data-upload-url]") ?? composer.closest("form")?.querySelector("[data-upload-url]");
  if (!place) {
    return;
  }
  const take = (event, files) => {
    event.preventDefault();
    event.stopPropagation();
    composer.classList.remove("is-over");
    place.closest("details")?.setAttribute("open", "");
    const received = (file) => file.image && writeBlock(area, `![${file.name.replace(/\.\w+$/, "").replace(/[[\]]/g, "")}](/fichiers/${file.id})`);
    place.dispatchEvent(new CustomEvent("takefiles", { detail: { files: [...files], received } }));
  };
  area.addEventListener("paste", (event) => {
    const { files, types } = event.clipboardData;
    if (files.length && !types.includes("text/plain")) {
      take(event, files); // a word processor also puts a picture of the words beside them
    }
  });
  area.addEventListener("dragover", (event) => {
    if (event.dataTransfer.types.includes("Files")) {
      event.preventDefault();
      composer.classList.add("is-over");
    }
  });
  area.addEventListener("dragleave", () => composer.classList.remove("is-over"));
  area.addEventListener("drop", (event) => event.dataTransfer.files.length && take(event, event.dataTransfer.files));
}

/** Bring a composer to life. */
export function enhance(composer) {
  const area = composer.querySelector("textarea");
  const writing = composer.querySelector("[data-writing]");
  const seeing = composer.querySelector("[data-seeing]");
  const tools = composer.querySelector("[role=toolbar]");
  const tablist = composer.querySelector("[role=tablist]");
  const tabs = [...tablist.querySelectorAll("[role=tab]")];
  const buttons = [...tools.querySelectorAll("[data-tool]")];
  const beside = tools.querySelector("[data-tool=beside]");
  const preview = new Preview(composer, seeing, area);
  const isBeside = () => beside?.getAttribute("aria-pressed") === "true";

  const show = (tab) => {
    const looking = tab === tabs[1];
    tabs.forEach((one) => {
      one.setAttribute("aria-selected", String(one === tab));
      one.tabIndex = one === tab ? 0 : -1;
    });
    writing.hidden = looking;
    tools.hidden = looking;
    seeing.hidden = !looking && !isBeside();
    if (!seeing.hidden) {
      preview.refresh();
    }
  };
  [writing, seeing].forEach((panel, n) => {
    panel.setAttribute("role", "tabpanel");
    panel.setAttribute("aria-labelledby", tabs[n].id);
  });
  seeing.tabIndex = 0;
  tabs.forEach((tab) => tab.addEventListener("click", () => show(tab)));
  rove(tablist, tabs, show);
  show(seeing.hidden ? tabs[0] : tabs[1]);

  rove(tools, buttons);
  buttons.forEach((button) =>
    button.addEventListener("click", () => {
      if (button === beside) {
        beside.setAttribute("aria-pressed", String(!isBeside()));
        show(tabs[0]);
      } else {
        use(area, button.dataset.tool, composer.dataset);
      }
    }),
  );
  area.addEventListener("keydown", (event) => {
    const tool = toolOf(event);
    if (tool) {
      event.preventDefault();
      use(area, tool, composer.dataset);
    }
  });
  area.addEventListener("input", () => isBeside() && preview.later());
  propose(area, composer.dataset);
  takeFiles(composer, area);
  composer.querySelector("[data-enhanced]").hidden = false;
  composer.closest("form")?.querySelectorAll("[data-plain-preview]").forEach((button) => button.remove());
}
