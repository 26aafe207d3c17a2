// The search dialog: the same from the header, from "/" and from the home page.
import { complete, prepare, search } from "./search.js";

const dialog = document.querySelector(".atlas-search");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("#atlas-hits");
const beyond = dialog?.querySelector(".further");
const status = dialog?.querySelector(".status");
const plural = { Study: "Studies" };
let index = null;
let base = ".";

async function load(finder) {
  if (index) return;
  base = finder.dataset.base.replace(/\/$/, ""); // it ends in a slash on the page for missing addresses alone
  status.textContent = "Loading the index …";
  try {
    const answer = await fetch(finder.dataset.index);
    if (!answer.ok) throw new Error(answer.statusText);
    index = prepare(await answer.json());
    status.textContent = "";
  } catch {
    status.textContent =
      "The search index could not be loaded. The lists of models, terms and references work without it.";
  }
}

function option(entry, number) {
  const link = document.createElement("a");
  link.href = `${base}/${index.addresses[entry]}`;
  link.id = `hit-${number}`;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  link.tabIndex = -1;
  const title = document.createElement("b");
  title.textContent = index.titles[entry];
  const line = document.createElement("span");
  line.textContent = index.lines[entry];
  link.append(title, line);
  return link;
}

// Until the whole index is ready the count is not the last word, and the line says so.
function told(total) {
  const count = `${total.toLocaleString("en")} ${total === 1 ? "result" : "results"}`;
  if (!index.whole) return total ? `${count}, looking further …` : "Looking further …";
  return total ? count : `Nothing found for “${input.value}”. Try a broader word.`;
}

function render() {
  list.replaceChildren();
  beyond.hidden = true;
  input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-expanded", "false");
  if (!index) return;
  if (!input.value.trim()) {
    status.textContent = "";
    return;
  }
  const { total, groups } = search(index, input.value);
  status.textContent = told(total);
  input.setAttribute("aria-expanded", String(total > 0));
  beyond.hidden = false;
  beyond.firstChild.href = `${base}/models/?${new URLSearchParams({ q: input.value })}`;
  beyond.firstChild.textContent = `Look for “${input.value}” in the list of models, with filters and export`;
  let number = 0;
  for (const [kind, some] of groups) {
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", plural[kind] ?? `${kind}s`);
    const head = document.createElement("h3");
    head.textContent = plural[kind] ?? `${kind}s`;
    head.setAttribute("role", "presentation");
    group.append(head, ...some.map((entry) => option(entry, (number += 1))));
    list.append(group);
  }
  choose(0);
}

// Moves the choice by `step` hits, round the ends; the first hit is chosen where none was.
function choose(step) {
  const all = [...list.querySelectorAll("[role=option]")];
  if (!all.length) return;
  const now = all.findIndex((each) => each.getAttribute("aria-selected") === "true");
  const next = now < 0 ? 0 : (now + step + all.length) % all.length;
  all[now]?.setAttribute("aria-selected", "false");
  all[next].setAttribute("aria-selected", "true");
  all[next].scrollIntoView({ block: "nearest" });
  input.setAttribute("aria-activedescendant", all[next].id);
}

input?.addEventListener("input", render);
input?.addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    choose(event.key === "ArrowDown" ? 1 : -1);
  } else if (event.key === "Enter") {
    event.preventDefault();
    list.querySelector("[aria-selected=true]")?.click();
  }
});
dialog?.addEventListener("click", (event) => {
  if (event.target === dialog) dialog.close();
});

// What stands in other words is found after what is named so has been shown.
function further() {
  complete(index);
  const chosen = list.querySelector("[aria-selected=true]:not(#hit-1)")?.href;
  render();
  const again = [...list.querySelectorAll("[role=option]")].findIndex((each) => each.href === chosen);
  choose(Math.max(again, 0));
}

export async function openSearch(finder, typed = "") {
  if (!dialog || !finder) return;
  if (!dialog.open) dialog.showModal();
  if (typed) input.value = typed;
  input.focus();
  await load(finder);
  render();
  if (index && !index.whole) requestAnimationFrame(() => setTimeout(further));
}
