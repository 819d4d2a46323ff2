// What was on screen has been read: said now and then, and when the page is left.

const PAUSE = 4000; // between two words to the server
const LONG_ENOUGH = 700; // on screen, to have been looked at

/** Watch the messages of a topic; `place` holds the address that is told how far one is. */
export function enhance(place) {
  let read = Number(place.dataset.read);
  let told = read;
  let timer = 0;
  const looked = new Map();

  function tell() {
    clearTimeout(timer);
    timer = 0;
    if (read <= told) {
      return;
    }
    const said = new FormData();
    said.set("csrf_token", document.querySelector('meta[name="csrf-token"]')?.content ?? "");
    said.set("message", read);
    if (navigator.sendBeacon(place.dataset.reading, said)) {
      told = read;
    }
  }

  function note(number) {
    read = Math.max(read, number);
    timer ||= setTimeout(tell, PAUSE);
  }

  const watcher = new IntersectionObserver(
    (entries) => {
      for (const { target, isIntersecting } of entries) {
        clearTimeout(looked.get(target));
        if (isIntersecting && !document.hidden) {
          const number = Number(target.id.replace("message-", ""));
          looked.set(target, setTimeout(() => note(number), LONG_ENOUGH));
        }
      }
    },
    // A message counts once its beginning has come well into the screen.
    { rootMargin: "0px 0px -15% 0px" },
  );
  document.querySelectorAll("article.post").forEach((post) => watcher.observe(post));
  document.addEventListener("visibilitychange", () => document.hidden && tell());
  addEventListener("pagehide", tell);
}
