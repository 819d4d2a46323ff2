// What a member types keeps itself: on the server, or on this device while the server cannot be reached.
// Nothing is put back by itself: the server fills the form again when it is opened.
import { element, fill, icon } from "./make.js";

const PAUSE = 1500;
const RETRY = 20000;
const KEEPALIVE_LIMIT = 60000; // browsers refuse to finish longer requests once the page is gone
const DAYS_KEPT = 30;
const NOT_KEPT = new Set(["csrf_token", "_once", "_preview", "_draft", "_near", "_version"]);

function meta() {
  return document.querySelector('meta[name="csrf-token"]');
}

function read(form) {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && !NOT_KEPT.has(name)) {
      fields.append(name, value);
    }
  }
  return fields.toString();
}

/** What the form held when the page came: what was typed before this script is not yet saved. */
function readAsServed(form) {
  const [visit] = performance.getEntriesByType("navigation");
  if (visit?.type === "back_forward") {
    return read(form); // the browser put back what was sent from here, perhaps long ago
  }
  const served = form.cloneNode(true);
  served.reset();
  return read(served);
}

/** Put kept values back in the fields, and let whoever watches them know. */
function putBack(form, kept) {
  const fields = new URLSearchParams(kept);
  const seen = new Map(); // several boxes may share a name: the first value is for the first box
  form.dispatchEvent(new CustomEvent("putback", { detail: fields })); // rows may be missing
  for (const control of form.elements) {
    if (!control.name || control.name.startsWith("_") || control.name === "csrf_token" || control.type === "file") {
      continue;
    }
    if (control.type === "checkbox" || control.type === "radio") {
      const checked = fields.getAll(control.name).includes(control.value);
      if (control.checked !== checked) {
        control.checked = checked;
        control.dispatchEvent(new Event("change", { bubbles: true }));
      }
    } else {
      const place = seen.get(control.name) ?? 0;
      seen.set(control.name, place + 1);
      const value = fields.getAll(control.name)[place];
      if (value !== undefined && control.value !== value) {
        control.value = value;
        control.dispatchEvent(new Event("input", { bubbles: true }));
      }
    }
  }
}

/** The copy on this device; a browser that refuses storage only loses this comfort. */
class Copy {
  constructor(place) {
    this.key = `tremplin:${meta()?.dataset.reader}:${place}`;
  }

  get() {
    try {
      const { at, fields } = JSON.parse(localStorage.getItem(this.key)) ?? {};
      return Date.now() - at < DAYS_KEPT * 86400000 ? fields : null;
    } catch {
      return null;
    }
  }

  set(fields) {
    try {
      localStorage.setItem(this.key, JSON.stringify({ at: Date.now(), fields }));
    } catch {
      /* storage is full or forbidden */
    }
  }

  drop() {
    try {
      localStorage.removeItem(this.key);
    } catch {
      /* storage is forbidden */
    }
  }
}

class Autosave {
  constructor(form) {
    this.form = form;
    this.line = form.querySelector("[data-saved]") ?? element("span");
    this.copy = new Copy(form.elements._place.value);
    this.saved = readAsServed(form);
    // Which version of the draft this tab goes on from: another tab may write another one.
    this.base = element("input", { type: "hidden", name: "_version", value: this.line.dataset.base ?? "" });
    form.append(this.base);
    this.asking = false;
    this.offerCopy();
    form.addEventListener("input", () => this.later());
    form.addEventListener("change", () => this.later());
    form.addEventListener("focusout", () => this.save());
    form.addEventListener("submit", (event) => this.sent(event));
    document.addEventListener("visibilitychange", () => document.hidden && this.save(true));
    window.addEventListener("pagehide", () => this.save(true));
    window.addEventListener("pageshow", () => (this.leaving = false));
    window.addEventListener("online", () => this.save());
    this.later();
  }

  later(pause = PAUSE) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.save(), pause);
  }

  async save(going = false) {
    clearTimeout(this.timer);
    const fields = read(this.form);
    if (this.leaving || this.asking || fields === this.saved) {
      return;
    }
    if (this.request) {
      if (going) {
        this.copy.set(fields); // the answer under way is about an older text
      } else {
        this.later();
      }
      return;
    }
    const keepalive = going && fields.length < KEEPALIVE_LIMIT;
    if (going && !keepalive) {
      this.copy.set(fields);
    }
    this.request = new AbortController();
    try {
      const answer = await fetch(this.form.dataset.autosave, {
        method: "POST",
        body: new URLSearchParams(`${fields}&${this.about()}`),
        headers: { "X-CSRFToken": meta()?.content ?? "", Accept: "application/json" },
        signal: this.request.signal,
        redirect: "error",
        keepalive,
      });
      await this.answered(answer, fields);
    } catch {
      this.failed(fields, this.line.dataset.tOffline, true);
    } finally {
      this.request = null;
    }
  }

  /** Which version this goes on from, and the key of the form: once it is sent, a late save is not kept. */
  about() {
    return new URLSearchParams({ _version: this.base.value, _once: this.form.elements._once?.value ?? "" });
  }

  async answered(answer, fields) {
    if (answer.ok && answer.headers.get("Content-Type")?.includes("json")) {
      const { saved_at: time, version } = await answer.json();
      this.saved = fields;
      this.base.value = version ?? this.base.value;
      this.copy.drop();
      this.say("cloud-check", fill(this.line.dataset.tSaved ?? "", { time }));
      this.line.setAttribute("aria-live", "off"); // said once; then only what goes wrong
    } else if (answer.status >= 500 || answer.status === 429) {
      this.failed(fields, this.line.dataset.tFailed, true);
    } else {
      this.failed(fields, this.line.dataset.tEnded, false);
    }
  }

  failed(fields, sentence, again) {
    if (this.leaving) {
      return;
    }
    this.copy.set(fields);
    this.line.setAttribute("aria-live", "polite");
    this.say("cloud-off", sentence);
    if (again) {
      this.later(RETRY);
    }
  }

  sent(event) {
    clearTimeout(this.timer);
    if (!navigator.onLine) {
      event.preventDefault();
      this.failed(read(this.form), this.line.dataset.tOffline, true);
      return;
    }
    this.leaving = true;
    this.request?.abort();
    this.copy.drop();
  }

  say(sign, sentence) {
    if (this.line.textContent !== sentence) {
      this.line.replaceChildren(icon(sign), element("span", {}, sentence));
    }
    this.line.classList.toggle("saved-off", sign === "cloud-off");
  }

  offerCopy() {
    const kept = this.copy.get();
    if (!kept || kept === this.saved) {
      this.copy.drop();
      return;
    }
    this.asking = true;
    const words = this.line.dataset;
    const restore = element("button", { type: "button", class: "btn btn-s" }, words.tRestore ?? "");
    const forget = element("button", { type: "button", class: "btn btn-quiet btn-s" }, words.tForget ?? "");
    const offer = element("div", { class: "note note-warn", role: "status" }, icon("cloud-off"));
    offer.append(element("div", {}, element("p", {}, words.tFound ?? ""), element("p", { class: "line" }, restore, forget)));
    this.form.prepend(offer);
    const done = () => {
      this.asking = false;
      offer.remove();
      this.copy.drop();
    };
    forget.addEventListener("click", done);
    restore.addEventListener("click", () => {
      putBack(this.form, kept);
      done();
      this.save();
    });
  }
}

/** Make a form keep what is typed in it. */
export function enhance(form) {
  if (form.elements._place && meta()) {
    new Autosave(form);
  }
}
