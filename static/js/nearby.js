// What the site holds near a title, shown while it is typed; the last words asked for are the ones answered.
const PAUSE = 500;
const SHORTEST = 8;

/** Look for neighbours of the field that `data-of` names. */
export function enhance(place) {
  const field = document.getElementById(place.dataset.of);
  const found = place.querySelector("[data-found]");
  let timer;
  let request;
  const look = async () => {
    request?.abort();
    const title = field.value.trim();
    if (title.length < SHORTEST) {
      found.replaceChildren();
      return;
    }
    request = new AbortController();
    try {
      const answer = await fetch(`${place.dataset.nearby}?titre=${encodeURIComponent(title)}`, { redirect: "error", signal: request.signal });
      if (answer.ok) {
        found.innerHTML = await answer.text(); // a page of the site, in part
      }
    } catch {
      /* only a comfort: the form goes on without it */
    }
  };
  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(look, PAUSE);
  });
  place.querySelector("[data-plain]").parentElement.remove();
}
