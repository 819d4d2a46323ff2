// A form left half written, and not saving itself, asks before the page goes.

const written = new Set();

/** Watch the forms that say so (`data-guard`); the ones that save themselves need no question. */
export function watchForms() {
  for (const form of document.querySelectorAll("form[data-guard]:not([data-autosave])")) {
    if (form.method !== "post") {
      continue;
    }
    form.addEventListener("input", () => written.add(form));
    form.addEventListener("submit", () => written.clear());
  }
  window.addEventListener("beforeunload", (event) => {
    if ([...written].some((form) => form.isConnected)) {
      event.preventDefault();
    }
  });
}
