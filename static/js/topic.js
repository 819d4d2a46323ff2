// Around the messages of a topic: quoting what is selected, and the minute during which one takes a message back.
import { element, fill, icon } from "./make.js";
import { writeBlock } from "./marks.js";

const LONGEST = 800;

/** What a message says, line by line, without what it quotes itself. */
function said(prose) {
  const copy = prose.cloneNode(true);
  copy.querySelectorAll("blockquote").forEach((quote) => quote.remove());
  prose.after(copy); // only what stands in the page has lines
  const words = copy.innerText;
  copy.remove();
  return words.trim();
}

function shorten(words) {
  return words.length > LONGEST ? `${words.slice(0, LONGEST).replace(/\s\S*$/, "")} […]` : words;
}

/** The message that holds the whole selection, and its words. */
function selected() {
  const selection = document.getSelection();
  const words = selection?.toString().trim();
  if (!words || !selection.rangeCount) {
    return null;
  }
  const range = selection.getRangeAt(0);
  const within = (node) => (node.nodeType === Node.ELEMENT_NODE ? node : node.parentElement)?.closest(".post .prose");
  const prose = within(range.startContainer);
  return prose && prose === within(range.endContainer) ? { post: prose.closest(".post"), words, range } : null;
}

class Quoting {
  constructor(place) {
    this.words = place.dataset;
    this.area = place.querySelector("[data-composer] textarea");
    this.button = element("button", { type: "button", class: "btn btn-s quote-this no-print", hidden: "" }, icon("quote"), element("span", {}, this.words.tQuote));
    document.body.append(this.button);
    this.button.addEventListener("pointerdown", (event) => event.preventDefault()); // the selection stays
    this.button.addEventListener("click", () => this.quoteSelection());
    document.addEventListener("selectionchange", () => {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.follow(), 150);
    });
    window.addEventListener("scroll", () => this.follow(), { passive: true });
    document.addEventListener("click", (event) => this.clicked(event));
  }

  follow() {
    const found = selected();
    this.button.hidden = !found;
    if (found) {
      const { bottom, left } = found.range.getBoundingClientRect();
      this.button.style.insetBlockStart = `${Math.min(bottom + 8, window.innerHeight - 56)}px`;
      this.button.style.insetInlineStart = `${Math.max(8, Math.min(left, window.innerWidth - 120))}px`;
    }
  }

  /** « Citer » under a message quotes what is selected in it, else its beginning. */
  clicked(event) {
    const link = event.target.closest(".post a[href*='citer=']");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) {
      return;
    }
    event.preventDefault();
    const post = link.closest(".post");
    const found = selected();
    this.quote(post, found?.post === post ? found.words : shorten(said(post.querySelector(".prose"))));
  }

  quoteSelection() {
    const found = selected();
    if (found) {
      this.quote(found.post, found.words);
    }
  }

  quote(post, words) {
    const name = post.querySelector(".who :is(a, strong)").textContent.trim();
    const address = new URL(post.querySelector(".who a.meta").href).pathname;
    const lead = fill(this.words.tWrote, { name: `[${name}](${address})` });
    const lines = words.replace(/\n{3,}/g, "\n\n").split("\n");
    document.getSelection().removeAllRanges();
    this.button.hidden = true;
    this.area.closest(".composer").querySelector("[role=tab]").click();
    writeBlock(this.area, [lead, "", ...lines].map((line) => `> ${line}`.trimEnd()).join("\n"));
    this.area.scrollIntoView({ block: "center" });
  }
}

/** Bring quoting, or a passing offer, to life. */
export function enhance(place) {
  if (place.dataset.passing) {
    setTimeout(() => place.remove(), Number(place.dataset.passing) * 1000);
  } else {
    new Quoting(place);
  }
}
