// « Merci » and « utile » without loading the page again. When it fails, the form goes as it would have.

/** Send the click of one message and show what comes back in its place. */
export function enhance(place) {
  place.addEventListener("submit", async (event) => {
    const { submitter } = event;
    if (!submitter?.name || place.hasAttribute("aria-busy")) {
      event.preventDefault();
      return;
    }
    event.preventDefault();
    place.setAttribute("aria-busy", "true");
    const form = event.target;
    const { name } = submitter;
    const fields = new URLSearchParams(new FormData(form));
    fields.set(name, submitter.value);
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: fields,
        headers: { "X-Requested-With": "fetch" },
      });
      if (!answer.ok || answer.redirected) {
        throw new Error(String(answer.status));
      }
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      place.replaceChildren(...page.querySelector("[data-reactions]").childNodes);
      place.querySelector(`button[name="${name}"]`).focus();
    } catch {
      const kept = document.createElement("input");
      kept.type = "hidden";
      kept.name = name;
      kept.value = submitter.value;
      form.append(kept);
      form.submit();
    } finally {
      place.removeAttribute("aria-busy");
    }
  });
}
