// Writing a sheet with less waiting: rows added and moved at once, counters, titles looked up while one types.
// Without this, the same buttons save the section and come back.
import { element, fill } from "./make.js";

const PAUSE = 350;
const NEARLY = 0.9;

function changed(form) {
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/** Number the rows again: their names for people, for scripts, and what the buttons would send. */
function renumber(list) {
  [...list.children].forEach((row, place) => {
    for (const number of row.querySelectorAll("[data-n]")) {
      number.textContent = place + 1;
    }
    for (const control of row.querySelectorAll("[id]")) {
      const id = control.id.replace(/-\d+/, `-${place + 1}`);
      row.querySelector(`label[for="${control.id}"]`)?.setAttribute("for", id);
      if (control.getAttribute("aria-describedby")) {
        control.removeAttribute("aria-describedby");
      }
      control.id = id;
    }
    for (const button of row.querySelectorAll("[data-act]")) {
      button.value = button.value.replace(/\d+$/, place);
    }
  });
  const most = Number(list.dataset.most);
  const more = list.parentElement.querySelector('[data-act="add"]');
  if (more && most) {
    more.hidden = list.children.length >= most;
  }
}

function emptyCopy(row) {
  const copy = row.cloneNode(true);
  for (const control of copy.querySelectorAll("input, textarea, select")) {
    if (control.tagName === "SELECT") {
      control.selectedIndex = 0;
    } else {
      control.value = "";
    }
    control.removeAttribute("aria-invalid");
  }
  copy.querySelectorAll("[data-counter]").forEach((counter) => counter.remove());
  return copy;
}

function addRow(list) {
  const row = emptyCopy(list.lastElementChild);
  list.append(row);
  renumber(list);
  count(row);
  row.querySelector("input:not([type=hidden]), textarea, select").focus();
}

function move(row, verb) {
  const list = row.parentElement;
  const other = verb === "up" ? row.previousElementSibling : row.nextElementSibling;
  if (other) {
    other[verb === "up" ? "before" : "after"](row);
  }
  renumber(list);
  row.querySelector(`[data-act="${verb}"]`).focus();
}

function remove(row) {
  const list = row.parentElement;
  const next = row.nextElementSibling ?? row.previousElementSibling;
  if (!next) {
    row.replaceWith(emptyCopy(row));
  } else {
    row.remove();
  }
  renumber(list);
  (next ?? list.firstElementChild).querySelector("input:not([type=hidden]), textarea")?.focus();
}

function act(event) {
  const button = event.target.closest("button[data-act]");
  if (!button || button.dataset.act === "find") {
    return;
  }
  event.preventDefault();
  if (button.dataset.act === "add") {
    addRow(button.closest("fieldset").querySelector("[data-rows]"));
    return;
  }
  const row = button.closest("[data-row]");
  const form = button.form;
  if (button.dataset.act === "remove") {
    remove(row);
  } else {
    move(row, button.dataset.act);
  }
  changed(form);
}

/** Rows kept on this device and put back need as many rows to stand in. */
function makeRoom(form, fields) {
  for (const list of form.querySelectorAll("[data-rows]")) {
    const name = list.querySelector("[name]:not([name^=_])").name;
    while (list.children.length < fields.getAll(name).length) {
      list.append(emptyCopy(list.lastElementChild));
    }
    renumber(list);
  }
}

/** Say how many characters are left, once it matters. */
function count(place) {
  for (const control of place.querySelectorAll("[data-count]")) {
    const most = Number(control.dataset.count);
    if (!most || control.dataset.counted) {
      continue;
    }
    const counter = element("span", { class: "counter", "data-counter": "", "aria-live": "polite" });
    (control.closest(".composer") ?? control).after(counter);
    const say = () => {
      const left = most - control.value.trim().length;
      counter.textContent = left > most * (1 - NEARLY) ? "" : fill(words[left < 0 ? "over" : "left"], { n: Math.abs(left) });
      counter.classList.toggle("counter-over", left < 0);
    };
    control.addEventListener("input", say);
    say();
  }
}

function soon(task) {
  let timer;
  return (...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => task(...values), PAUSE);
  };
}

async function fetchPart(address) {
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    return answer.ok ? await answer.text() : null;
  } catch {
    return null;
  }
}

/** Fill a place with a part of a page that our own server made. */
function put(place, html) {
  place.replaceChildren(...new DOMParser().parseFromString(html, "text/html").body.childNodes);
}

/** Look titles up while one types them; a ticked one joins those that are linked. */
function find(place) {
  const input = place.querySelector("input[id$='-q']");
  const cited = place.querySelector("[data-cited]");
  const found = place.querySelector("[data-found]");
  const look = soon(async () => {
    const query = new URLSearchParams({ q: input.value });
    place.querySelectorAll("input:checked").forEach((box) => query.append("choisi", box.value));
    const html = input.value.trim().length > 1 ? await fetchPart(`${place.dataset.find}?${query}`) : "";
    if (html !== null) {
      put(found, html);
    }
  });
  input.addEventListener("input", (event) => {
    event.stopPropagation(); // looking up is not writing
    look();
  });
  input.addEventListener("keydown", (event) => {
    if (event.key === "Enter") {
      event.preventDefault();
      look();
    }
  });
  place.querySelector('[data-act="find"]').addEventListener("click", (event) => {
    event.preventDefault();
    look();
  });
  found.addEventListener("change", ({ target }) => {
    if (target.checked) {
      cited.append(target.closest("label"));
      target.focus();
    }
  });
}

function watchTitle(place) {
  const input = place.closest("form").querySelector("input[name=title]");
  const look = soon(async () => {
    const html = input.value.trim().length > 4 ? await fetchPart(`${place.dataset.similar}?${new URLSearchParams({ q: input.value })}`) : "";
    if (html !== null) {
      put(place, html);
    }
  });
  input.addEventListener("input", look);
}

const section = document.getElementById("section");
const said = section?.querySelector("[data-words]")?.dataset;
const words = { left: said?.tLeft ?? "", over: said?.tOver ?? "" };
if (section) {
  section.addEventListener("click", act);
  section.addEventListener("putback", ({ detail }) => makeRoom(section, detail));
  section.querySelectorAll("[data-rows]").forEach(renumber);
  count(section);
  section.querySelectorAll("[data-find]").forEach(find);
}
document.querySelectorAll("[data-similar]").forEach(watchTitle);
for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}
