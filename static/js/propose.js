// What the files of a form say of themselves, written in its fields that are still empty. The member reads it over.
const WAITS = [2500, 6000, 12000]; // while the words of a file are still being read

/** Fill a field nobody has touched, and let whoever watches it know. */
function write(control, value) {
  if (!control || control.value || !value) {
    return false;
  }
  control.value = value;
  control.dispatchEvent(new Event(control.tagName === "SELECT" ? "change" : "input", { bubbles: true }));
  return true;
}

function tick(form, name, values) {
  const boxes = [...form.querySelectorAll(`input[type=checkbox][name="${name}"]`)];
  if (!values.length || boxes.some((box) => box.checked)) {
    return false;
  }
  boxes.filter((box) => values.includes(Number(box.value))).forEach((box) => {
    box.checked = true;
    box.dispatchEvent(new Event("change", { bubbles: true }));
  });
  return true;
}

async function ask(form, place) {
  const files = new URLSearchParams();
  for (const box of form.querySelectorAll('input[name="file_ids"]:checked')) {
    files.append("file_ids", box.value);
  }
  if (!files.size) {
    return false;
  }
  const answer = await fetch(`${place.dataset.propose}?${files}`, { headers: { Accept: "application/json" } });
  if (!answer.ok) {
    return false;
  }
  const found = await answer.json();
  const written = [
    write(form.elements.title, found.title),
    write(form.elements.description, found.description),
    write(form.elements.type, found.type),
    tick(form, "themes", found.themes),
    tick(form, "publics", found.publics),
  ];
  if (written.includes(true)) {
    place.querySelector("[data-proposed]").hidden = false;
  }
  return found.is_reading;
}

function enhance(place) {
  const form = place.querySelector("form");
  let timer;
  const propose = async (waits) => {
    clearTimeout(timer);
    const isReading = await ask(form, place).catch(() => false);
    if (isReading && waits.length) {
      timer = setTimeout(() => propose(waits.slice(1)), waits[0]);
    }
  };
  place.addEventListener("input", ({ target }) => target.name === "file_ids" && target.checked && propose(WAITS));
}

document.querySelectorAll("[data-propose]").forEach(enhance);
