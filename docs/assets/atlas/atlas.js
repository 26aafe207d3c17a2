// What every page does in the browser: search, copying, source marks; the explorer is loaded where it is needed.
import "./basket.js";
import { openSearch } from "./search-dialog.js";

const finder = document.querySelector("[data-atlas-open]");
finder?.addEventListener("click", () => openSearch(finder));
document.addEventListener("keydown", (event) => {
  const typing = /^(input|textarea|select)$/i.test(event.target.tagName) || event.target.isContentEditable;
  if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey) {
    event.preventDefault();
    openSearch(finder);
  }
});
for (const field of document.querySelectorAll("[data-atlas-search]")) {
  field.addEventListener("input", () => {
    openSearch(finder, field.value);
    field.value = "";
  });
}

for (const button of document.querySelectorAll("[data-copy]")) {
  const label = button.textContent;
  button.addEventListener("click", async () => {
    const text = document.querySelector(button.dataset.copy).textContent;
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    } catch {
      getSelection().selectAllChildren(document.querySelector(button.dataset.copy));
      button.textContent = "Selected: press Ctrl+C";
    }
    setTimeout(() => {
      button.textContent = label;
    }, 2000);
  });
}

let popup = null;
function hide() {
  popup?.remove();
  popup = null;
}
function show(mark) {
  hide();
  popup = document.createElement("div");
  popup.className = "srcpop";
  popup.textContent = [mark.dataset.src, mark.dataset.note].filter(Boolean).join(". ");
  document.body.append(popup);
  const box = mark.getBoundingClientRect();
  const left = Math.min(box.left, innerWidth - popup.offsetWidth - 8);
  popup.style.left = `${Math.max(8, left) + scrollX}px`;
  popup.style.top = `${box.bottom + scrollY + 6}px`;
}
for (const type of ["mouseover", "focusin"]) {
  document.addEventListener(type, (event) => {
    const mark = event.target.closest?.("a.src");
    if (mark) show(mark);
    else hide();
  });
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hide();
});

const menu = document.querySelector(".atlas-menu");
menu?.addEventListener("click", () => {
  const open = document.querySelector(".atlas-nav").classList.toggle("open");
  menu.setAttribute("aria-expanded", String(open));
});

for (const [part, file] of [
  ["[data-explorer]", "./explorer.js"],
  ["[data-boards] form", "./boards.js"],
  ["table[data-narrow]", "./lists.js"],
  ["[data-basket-page]", "./basket-page.js"],
  ["[data-compare-page]", "./compare.js"],
])
  if (document.querySelector(part)) import(file);
