// Files about to be sent: their names and sizes, which are too large, and a way to change one's mind.
import { element, fill, icon } from "./make.js";

const KIBI = 1024;

function size(bytes) {
  const locale = document.documentElement.lang;
  const [value, unit] = bytes < KIBI * KIBI ? [bytes / KIBI, "ko"] : [bytes / KIBI / KIBI, "Mo"];
  const digits = unit === "Mo" && value < 10 ? 1 : 0;
  return `${value.toLocaleString(locale, { maximumFractionDigits: digits })}\u00a0${locale === "fr" ? unit : unit.replace("o", "B")}`;
}

/** Show what a file field holds. */
export function enhance(place) {
  const input = place.querySelector("input[type=file]");
  const most = Number(place.dataset.upload);
  const list = element("ul", { class: "picked", "aria-live": "polite" });
  input.before(list);

  const keep = (files) => {
    const held = new DataTransfer();
    files.forEach((file) => held.items.add(file));
    input.files = held.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  };
  const line = (file) => {
    const remove = element("button", { type: "button", class: "btn btn-quiet btn-s" }, icon("x"),
      element("span", {}, fill(place.dataset.tRemove, { name: file.name })));
    remove.addEventListener("click", () => keep([...input.files].filter((one) => one !== file)));
    const tooBig = file.size > most;
    const words = tooBig
      ? element("p", { class: "err" }, icon("alert-circle"),
        element("span", {}, fill(place.dataset.tBig, { name: file.name, size: size(file.size), most: size(most) })))
      : element("p", {}, element("strong", {}, file.name), " ", element("span", { class: "meta" }, size(file.size)));
    return element("li", {}, words, remove);
  };
  input.addEventListener("change", () => list.replaceChildren(...[...input.files].map(line)));
}
