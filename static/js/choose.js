// A vocabulary: the boxes stay in the form and hold the answer; a type-ahead stands over them.
// Pattern: combobox with a list that allows several choices (ARIA Authoring Practices).
import { element, fill, icon } from "./make.js";

const MOST_SHOWN = 60;

/** Fold case, accents and ligatures away, so that « etape » finds « Étape ». */
export function fold(text) {
  return text
    .normalize("NFD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll("œ", "oe")
    .replace(/[^\p{L}\p{N}]+/gu, " ")
    .trim();
}

function isIn(text, words) {
  const known = text.split(" ");
  return words.every((word) => known.some((one) => one.startsWith(word)));
}

/** Tell how well an option answers: 0 not at all; its start, its words, its other names, its group. */
export function rank(option, query) {
  const words = query.split(" ");
  if (option.name.startsWith(query)) {
    return 4;
  }
  if (isIn(option.name, words)) {
    return 3;
  }
  if (isIn(`${option.name} ${option.others}`, words)) {
    return 2;
  }
  return isIn(`${option.name} ${option.others} ${option.parent}`, words) ? 1 : 0;
}

class Chooser {
  constructor(fieldset) {
    this.fieldset = fieldset;
    this.words = fieldset.dataset;
    this.most = Number(fieldset.dataset.most) || Infinity;
    this.chosen = fieldset.querySelector("[data-chosen]");
    this.options = [...fieldset.querySelectorAll("input[type=checkbox]")].map((box, n) => this.read(box, n));
    this.shown = [];
    this.at = -1;
    this.build();
    this.showChosen();
  }

  read(box, n) {
    const label = box.parentElement.textContent.trim();
    const group = box.closest(".choose-group")?.querySelector("legend").textContent.trim() ?? "";
    const alternatives = (box.dataset.alt ?? "").split(",").map((one) => one.trim()).filter(Boolean);
    box.addEventListener("change", () => this.changed(box));
    return {
      box, label, alternatives, id: `${this.fieldset.id}-o${n}`, group: group === label ? "" : group,
      name: fold(label), others: fold(alternatives.join(" ")), parent: fold(group),
    };
  }

  build() {
    const id = this.fieldset.id;
    const legend = this.fieldset.querySelector("legend");
    legend.id = `${id}-legend`;
    this.list = element("div", {
      role: "listbox", id: `${id}-list`, class: "combo-list", "aria-labelledby": legend.id, "aria-multiselectable": "true", hidden: "",
    });
    this.input = element("input", {
      class: "input", type: "text", role: "combobox", id: `${id}-combo`, autocomplete: "off", spellcheck: "false",
      "aria-labelledby": legend.id, "aria-controls": this.list.id, "aria-expanded": "false", "aria-autocomplete": "list",
      placeholder: this.words.tType,
    });
    const described = [`${id}-aide`, `${id}-err`].filter((one) => document.getElementById(one));
    if (described.length) {
      this.input.setAttribute("aria-describedby", described.join(" "));
    }
    if (document.getElementById(`${id}-err`)) {
      this.input.setAttribute("aria-invalid", "true");
    }
    this.status = element("p", { class: "sr", role: "status" });
    this.full = element("p", { class: "help", hidden: "" }, fill(this.words.tFull, { most: this.most }));
    const combo = element("div", { class: "combo" }, this.input, this.list);
    this.chosen.after(combo, this.full, this.status);
    this.fieldset.querySelector("[data-browse]").textContent = this.words.tBrowse;
    const all = this.fieldset.querySelector(".choose-all");
    all.open = false;
    all.classList.add("is-second");
    this.listen(combo);
  }

  listen(combo) {
    this.input.addEventListener("input", () => this.find());
    this.input.addEventListener("click", () => this.find());
    this.input.addEventListener("keydown", (event) => this.key(event));
    combo.addEventListener("focusout", ({ relatedTarget }) => combo.contains(relatedTarget) || this.close());
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", ({ target }) => {
      const row = target.closest("[role=option]");
      if (row) {
        this.pick(this.shown[[...this.list.children].indexOf(row)]);
      }
    });
  }

  count() {
    return this.options.filter(({ box }) => box.checked).length;
  }

  find() {
    const query = fold(this.input.value);
    const ranked = this.options.map((option) => [query ? rank(option, query) : 1, option]);
    this.shown = ranked
      .filter(([mark]) => mark)
      .sort(([a], [b]) => b - a)
      .map(([, option]) => option)
      .slice(0, query ? MOST_SHOWN : undefined);
    this.list.replaceChildren(...this.shown.map((option) => this.row(option, query)));
    if (!this.shown.length) {
      this.list.append(element("p", { class: "combo-none" }, this.words.tNone));
    }
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.move(query && this.shown.length ? 0 : -1);
    this.say(this.shown.length ? fill(this.words.tFound, { n: this.shown.length }) : this.words.tNone);
  }

  row(option, query) {
    const row = element("div", { role: "option", id: option.id, "aria-selected": String(option.box.checked) }, icon("check"));
    if (!option.box.checked && this.count() >= this.most) {
      row.setAttribute("aria-disabled", "true");
    }
    const other = query && !isIn(option.name, query.split(" "))
      ? option.alternatives.find((one) => isIn(fold(one), query.split(" ").slice(0, 1)))
      : "";
    const beside = other || option.group;
    row.append(element("span", {}, option.label, ...(beside ? [" ", element("small", {}, beside)] : [])));
    return row;
  }

  move(to) {
    this.at = to;
    [...this.list.children].forEach((row, n) => row.classList.toggle("is-at", n === to));
    if (to < 0) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    this.input.setAttribute("aria-activedescendant", this.shown[to].id);
    this.list.children[to].scrollIntoView({ block: "nearest" });
  }

  close() {
    this.list.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
    this.move(-1);
  }

  key(event) {
    const open = !this.list.hidden;
    const last = this.shown.length - 1;
    const moves = {
      ArrowDown: () => (open ? this.move(this.at >= last ? 0 : this.at + 1) : this.find()),
      ArrowUp: () => (open ? this.move(this.at <= 0 ? last : this.at - 1) : this.find()),
      Enter: () => open && this.at >= 0 && this.pick(this.shown[this.at]),
      Escape: () => (open ? this.close() : (this.input.value = "")),
    };
    if (event.isComposing || !moves[event.key]) {
      return;
    }
    event.preventDefault();
    moves[event.key]();
  }

  pick(option) {
    if (!option.box.checked && this.count() >= this.most) {
      this.say(this.full.textContent);
      return;
    }
    option.box.checked = !option.box.checked;
    option.box.dispatchEvent(new Event("change", { bubbles: true }));
    this.input.value = "";
    this.close();
  }

  changed(box) {
    const option = this.options.find((one) => one.box === box);
    if (box.checked && this.count() > this.most) {
      box.checked = false;
      this.say(this.full.textContent);
      return;
    }
    this.showChosen();
    this.say(fill(box.checked ? this.words.tAdded : this.words.tRemoved, { label: option.label }));
  }

  showChosen() {
    const chosen = this.options.filter(({ box }) => box.checked);
    this.chosen.replaceChildren(...chosen.map((option) => this.token(option)));
    this.full.hidden = chosen.length < this.most;
  }

  token(option) {
    const remove = element("button", { type: "button", "aria-label": fill(this.words.tRemove, { label: option.label }) }, icon("x"));
    remove.addEventListener("click", () => {
      const place = [...this.chosen.children].indexOf(remove.parentElement);
      option.box.checked = false;
      option.box.dispatchEvent(new Event("change", { bubbles: true }));
      (this.chosen.children[Math.min(place, this.chosen.children.length - 1)]?.querySelector("button") ?? this.input).focus();
    });
    return element("li", { class: "token" }, option.label, remove);
  }

  say(text) {
    this.status.textContent = text;
  }
}

/** Put a type-ahead over the boxes of a vocabulary. */
export function enhance(fieldset) {
  new Chooser(fieldset);
}
