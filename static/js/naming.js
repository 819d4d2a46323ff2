// Naming somebody (@) or something (#) in a text: what the site proposes, below the text, by keyboard too.
// The text area keeps its role; the list is announced, and followed with aria-activedescendant.
import { element, fill } from "./make.js";
import { write } from "./marks.js";

const PAUSE = 160;
const TYPED = /(?:^|[\s(«"'’])([@#])([\p{L}\p{N}][\p{L}\p{N}'’ -]{0,50})$/u;
const DONE = /^(?:sujet|ressource|fiche)-\d/;
let lists = 0;

class Naming {
  constructor(area, words) {
    this.area = area;
    this.words = words;
    this.items = [];
    this.at = -1;
    this.list = element("div", { role: "listbox", class: "combo-list named-list", id: `named-${(lists += 1)}`, "aria-label": words.tNames, hidden: "" });
    this.status = element("p", { class: "sr", role: "status" });
    area.setAttribute("aria-autocomplete", "list");
    area.setAttribute("aria-controls", this.list.id);
    area.after(this.list, this.status);
    area.addEventListener("input", () => this.later());
    area.addEventListener("click", () => this.close());
    area.addEventListener("blur", () => this.close());
    area.addEventListener("keydown", (event) => this.key(event), true);
    this.list.addEventListener("mousedown", (event) => event.preventDefault()); // the text keeps the focus
    this.list.addEventListener("click", ({ target }) => {
      const row = target.closest("[role=option]");
      if (row) {
        this.choose([...this.list.children].indexOf(row));
      }
    });
  }

  typed() {
    const { selectionStart: caret, selectionEnd, value } = this.area;
    const found = caret === selectionEnd && TYPED.exec(value.slice(Math.max(0, caret - 60), caret));
    return found && !DONE.test(found[2]) ? { sign: found[1], words: found[2], start: caret - found[2].length - 1 } : null;
  }

  later() {
    clearTimeout(this.timer);
    this.request?.abort();
    const typed = this.typed();
    const hopeless = typed && this.nothing?.start === typed.start && typed.words.startsWith(this.nothing.words);
    if (!typed || hopeless || typed.start === this.dismissed) {
      this.close();
      return;
    }
    this.timer = setTimeout(() => this.ask(typed), PAUSE);
  }

  async ask(typed) {
    this.request = new AbortController();
    const address = typed.sign === "@" ? this.words.members : this.words.things;
    try {
      const answer = await fetch(`${address}?q=${encodeURIComponent(typed.words)}`, {
        headers: { Accept: "application/json" }, redirect: "error", signal: this.request.signal,
      });
      if (answer.ok) {
        this.show(typed, (await answer.json()).items);
      }
    } catch {
      /* the site does not answer, or something else was typed since: the text is what matters */
    }
  }

  show(typed, items) {
    this.typedNow = typed;
    this.items = items;
    this.nothing = items.length ? null : typed;
    if (!items.length) {
      this.close();
      return;
    }
    this.list.replaceChildren(...items.map((item, n) => element("div", { role: "option", id: `${this.list.id}-${n}`, "aria-selected": "false" },
      element("span", {}, item.label, ...(item.detail ? [" ", element("small", {}, item.detail)] : [])))));
    this.list.hidden = false;
    this.move(0);
    this.status.textContent = fill(this.words.tFound, { n: items.length });
  }

  move(to) {
    this.at = to;
    [...this.list.children].forEach((row, n) => {
      row.classList.toggle("is-at", n === to);
      row.setAttribute("aria-selected", String(n === to));
    });
    this.area.setAttribute("aria-activedescendant", this.list.children[to].id);
    this.list.children[to].scrollIntoView({ block: "nearest" });
  }

  close() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.list.hidden = true;
    this.at = -1;
    this.status.textContent = "";
    this.area.removeAttribute("aria-activedescendant");
  }

  choose(n) {
    const { start, words } = this.typedNow;
    const { text } = this.items[n];
    const end = start + 1 + words.length;
    const next = /^[\s.,;:!?)]/.test(this.area.value.slice(end)) ? "" : " ";
    this.close();
    write(this.area, text + next, start, end);
  }

  key(event) {
    if (this.list.hidden || event.isComposing) {
      return;
    }
    const last = this.items.length - 1;
    const acts = {
      ArrowDown: () => this.move(this.at >= last ? 0 : this.at + 1),
      ArrowUp: () => this.move(this.at <= 0 ? last : this.at - 1),
      Enter: () => this.choose(this.at),
      Tab: () => this.choose(this.at),
      Escape: () => {
        this.dismissed = this.typedNow.start;
        this.close();
      },
    };
    if (acts[event.key] && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
      event.preventDefault();
      event.stopPropagation();
      acts[event.key]();
    }
  }
}

/** Propose members and things while a text is typed. */
export function propose(area, words) {
  if (words.members && words.things) {
    new Naming(area, words);
  }
}
