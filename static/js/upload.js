// Files of a form: sent at once, one by one, each with its progress; chosen or dropped. Where there is no address
// to send them to (`data-upload-url`), what the field holds is shown, and goes with the form.
import { element, fill, icon } from "./make.js";

const KIBI = 1024;
const DONE = 200;
const ENDED = 401;

function size(bytes) {
  const locale = document.documentElement.lang;
  const [value, unit] = bytes < KIBI * KIBI ? [bytes / KIBI, "ko"] : [bytes / KIBI / KIBI, "Mo"];
  const digits = unit === "Mo" && value < 10 ? 1 : 0;
  return `${value.toLocaleString(locale, { maximumFractionDigits: digits })}\u00a0${locale === "fr" ? unit : unit.replace("o", "B")}`;
}

function refusal(words) {
  return element("p", { class: "err" }, icon("alert-circle"), element("span", {}, words));
}

function tooBig(place, file) {
  const most = Number(place.dataset.upload);
  return file.size > most && fill(place.dataset.tBig, { name: file.name, size: size(file.size), most: size(most) });
}

/** Send the files of a field ahead of its form, or show what it holds. */
export function enhance(place) {
  const input = place.querySelector("input[type=file]");
  const list = element("ul", { class: "picked", "aria-live": "polite" });
  input.before(list);
  if (place.dataset.uploadUrl) {
    sendAtOnce(place, input, list);
  } else {
    showHeld(place, input, list);
  }
}

function sendAtOnce(place, input, list) {
  let sending = Promise.resolve();
  const take = (files, received = () => {}) => {
    for (const file of files) {
      sending = sending.then(() => send(place, file, list, received));
    }
  };
  place.addEventListener("takefiles", ({ detail }) => take(detail.files, detail.received)); // from the text
  input.addEventListener("change", () => {
    take([...input.files]);
    input.value = "";
  });
  place.append(element("p", { class: "help drop-hint" }, place.dataset.tDrop));
  acceptDrops(place, take);
  holdTheForm(place, () => sending);
}

/** Send one file; its line says how far it is, then gives way to what the site answers. */
async function send(place, file, list, received) {
  const texts = place.dataset;
  const big = tooBig(place, file);
  if (big) {
    list.append(dismissable(place, file, big));
    return;
  }
  const words = element("span", {}, fill(texts.tSending, { name: file.name, percent: 0 }));
  const bar = element("progress", { max: 100, value: 0, "aria-label": file.name });
  const line = element("li", { class: "sending" }, words, bar);
  list.append(line);
  const show = (percent) => {
    bar.value = percent;
    words.textContent = fill(percent < 100 ? texts.tSending : texts.tChecking, { name: file.name, percent });
  };
  const answer = await post(place, file, show);
  if (answer.status !== DONE) {
    const sentence = answer.status === ENDED ? texts.tEnded : texts.tFailed;
    line.replaceWith(dismissable(place, file, fill(sentence, { name: file.name })));
    return;
  }
  line.replaceWith(...answer.body.problems.map((problem) => dismissable(place, file, problem)));
  answer.body.files.forEach((one) => {
    keep(place, one.row);
    received(one);
  });
}

function post(place, file, show) {
  const body = new FormData();
  body.append("fichiers", file);
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    request.open("POST", place.dataset.uploadUrl);
    request.setRequestHeader("X-CSRFToken", place.closest("form").elements.csrf_token.value);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => show(Math.floor((100 * event.loaded) / event.total)));
    request.addEventListener("load", () => resolve({ status: request.status, body: request.response }));
    request.addEventListener("error", () => resolve({ status: 0 }));
    request.send(body);
  });
}

function keep(place, row) {
  const kept = place.querySelector("[data-kept]");
  const parsed = new DOMParser().parseFromString(row, "text/html");
  kept.append(...[...parsed.body.children].map((child) => document.adoptNode(child)));
  kept.hidden = false;
  kept.lastElementChild.querySelector("input").dispatchEvent(new Event("input", { bubbles: true }));
}

function dismissable(place, file, words) {
  const remove = element("button", { type: "button", class: "btn btn-quiet btn-s" }, icon("x"),
    element("span", {}, fill(place.dataset.tRemove, { name: file.name })));
  const line = element("li", {}, refusal(words), remove);
  remove.addEventListener("click", () => line.remove());
  return line;
}

function acceptDrops(place, take) {
  const carriesFiles = (event) => [...event.dataTransfer.types].includes("Files");
  place.addEventListener("dragover", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      place.classList.add("is-over");
    }
  });
  place.addEventListener("dragleave", (event) => {
    if (!place.contains(event.relatedTarget)) {
      place.classList.remove("is-over");
    }
  });
  place.addEventListener("drop", (event) => {
    if (carriesFiles(event)) {
      event.preventDefault();
      place.classList.remove("is-over");
      take([...event.dataTransfer.files]);
    }
  });
}

/** A form sent while a file is under way waits for it, so that nothing chosen is left out. */
function holdTheForm(place, sending) {
  const form = place.closest("form");
  form?.addEventListener("submit", (event) => {
    if (place.querySelector(".sending")) {
      event.preventDefault();
      const button = event.submitter;
      sending().then(() => form.requestSubmit(button));
    }
  });
}

function showHeld(place, input, list) {
  const hold = (files) => {
    const held = new DataTransfer();
    files.forEach((file) => held.items.add(file));
    input.files = held.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const line = (file) => {
    const remove = element("button", { type: "button", class: "btn btn-quiet btn-s" }, icon("x"),
      element("span", {}, fill(place.dataset.tRemove, { name: file.name })));
    remove.addEventListener("click", () => hold([...input.files].filter((one) => one !== file)));
    const big = tooBig(place, file);
    const words = big
      ? refusal(big)
      : element("p", {}, element("strong", {}, file.name), " ", element("span", { class: "meta" }, size(file.size)));
    return element("li", {}, words, remove);
  };
  input.addEventListener("change", () => list.replaceChildren(...[...input.files].map(line)));
}
