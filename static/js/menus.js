// Menus are <details>: a click elsewhere, the focus leaving, or Escape closes them.

const open = () => document.querySelectorAll("details[data-menu][open]");

/** Close menus the way people expect, and give the focus back on Escape. */
export function watchMenus() {
  document.addEventListener("click", ({ target }) => {
    open().forEach((menu) => menu.contains(target) || menu.removeAttribute("open"));
  });
  document.addEventListener("focusin", ({ target }) => {
    open().forEach((menu) => menu.contains(target) || menu.removeAttribute("open"));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      return;
    }
    open().forEach((menu) => {
      const inside = menu.contains(document.activeElement);
      menu.removeAttribute("open");
      if (inside) {
        menu.querySelector("summary").focus();
      }
    });
  });
}
