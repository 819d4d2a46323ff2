// « Copier le lien »: without this, the link leads to what it names.

/** Copy the address of a link when it is pressed, and say so in its place. */
export function enhance(link) {
  const label = link.querySelector("span");
  const before = label.textContent;
  label.textContent = link.dataset.copy;
  link.addEventListener("click", async (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey || !navigator.clipboard) {
      return;
    }
    event.preventDefault();
    try {
      await navigator.clipboard.writeText(link.href);
      label.textContent = link.dataset.copied;
      setTimeout(() => (label.textContent = link.dataset.copy), 2500);
    } catch {
      label.textContent = before;
      location.assign(link.href);
    }
  });
}
