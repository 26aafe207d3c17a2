// The search dialog: the same from the header, from "/" and from the home page.
import { grouped, prepare, search } from "./search.js";

const dialog = document.querySelector(".atlas-search");
const input = dialog?.querySelector("input");
const list = dialog?.querySelector("#atlas-hits");
const status = dialog?.querySelector(".status");
const plural = { Study: "Studies" };
let entries = null;
let base = ".";

async function load(finder) {
  if (entries) return;
  base = finder.dataset.base;
  status.textContent = "Loading the index …";
  try {
    const answer = await fetch(finder.dataset.index);
    if (!answer.ok) throw new Error(answer.statusText);
    entries = prepare(await answer.json());
    status.textContent = "";
  } catch {
    status.textContent =
      "The search index could not be loaded. The lists of models, terms and references work without it.";
  }
}

function option(hit, number) {
  const link = document.createElement("a");
  link.href = `${base}/${hit.address}`;
  link.id = `hit-${number}`;
  link.setAttribute("role", "option");
  link.setAttribute("aria-selected", "false");
  link.tabIndex = -1;
  const title = document.createElement("b");
  title.textContent = hit.title;
  const line = document.createElement("span");
  line.textContent = hit.line;
  link.append(title, line);
  return link;
}

function render() {
  list.replaceChildren();
  input.removeAttribute("aria-activedescendant");
  input.setAttribute("aria-expanded", "false");
  if (!entries) return;
  if (!input.value.trim()) {
    status.textContent = "";
    return;
  }
  const hits = search(entries, input.value);
  status.textContent = hits.length
    ? `${hits.length} ${hits.length === 1 ? "result" : "results"}`
    : `Nothing found for “${input.value}”. Try a broader word.`;
  input.setAttribute("aria-expanded", String(hits.length > 0));
  let number = 0;
  for (const [kind, some] of grouped(hits)) {
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    group.setAttribute("aria-label", plural[kind] ?? `${kind}s`);
    const head = document.createElement("h3");
    head.textContent = plural[kind] ?? `${kind}s`;
    head.setAttribute("role", "presentation");
    group.append(head, ...some.map((hit) => option(hit, (number += 1))));
    list.append(group);
  }
  choose(0);
}

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

export async function openSearch(finder, typed = "") {
  if (!dialog || !finder) return;
  if (!dialog.open) dialog.showModal();
  if (typed) input.value = typed;
  input.focus();
  await load(finder);
  render();
}
