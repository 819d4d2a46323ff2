// The comforts of every page. The site works without any of this; each module is fetched only where it has work.
import { watchForms } from "./forms.js";
import { watchMenus } from "./menus.js";

const comforts = [
  ["[data-choose]", () => import("./choose.js")],
  ["[data-composer]", () => import("./composer.js")],
  ["form[data-autosave]", () => import("./autosave.js")],
  ["[data-upload]", () => import("./upload.js")],
  ["[data-quoting], [data-passing]", () => import("./topic.js")],
  ["[data-nearby]", () => import("./nearby.js")],
  ["[data-reading]", () => import("./reading.js")],
  ["[data-copy]", () => import("./copy.js")],
  ["[data-reactions]", () => import("./reactions.js")],
];

watchMenus();
watchForms();
document.querySelector("[data-focus]")?.focus();
for (const [selector, load] of comforts) {
  const places = document.querySelectorAll(selector);
  if (places.length) {
    load().then((module) => places.forEach((place) => module.enhance(place)));
  }
}
