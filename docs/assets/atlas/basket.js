// What a reader picked: models and references by id with their names, kept in the browser.
const KEY = "medlm-atlas-basket";
const KINDS = ["models", "references"];
const watchers = new Set();
let held = read();

function read() {
  const empty = { models: new Map(), references: new Map() };
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    for (const kind of KINDS)
      for (const [id, name] of Object.entries(kept[kind] ?? {})) empty[kind].set(id, String(name));
  } catch {
    // storage is closed to us or holds something else: the basket starts empty and lasts as long as the page
  }
  return empty;
}

function changed() {
  try {
    localStorage.setItem(
      KEY,
      JSON.stringify(Object.fromEntries(KINDS.map((kind) => [kind, Object.fromEntries(held[kind])]))),
    );
  } catch {
    // as above
  }
  for (const tell of watchers) tell();
}

export const basket = {
  has: (kind, id) => held[kind].has(id),
  ids: (kind) => [...held[kind].keys()].sort(),
  name: (kind, id) => held[kind].get(id) ?? id,
  get size() {
    return held.models.size + held.references.size;
  },
  put(kind, pairs) {
    for (const [id, name] of pairs) held[kind].set(id, name);
    changed();
  },
  drop(kind, ids) {
    for (const id of ids) held[kind].delete(id);
    changed();
  },
  clear() {
    held = { models: new Map(), references: new Map() };
    changed();
  },
  watch(tell) {
    watchers.add(tell);
    tell();
  },
};

addEventListener("storage", (event) => {
  if (event.key !== KEY && event.key !== null) return;
  held = read();
  for (const tell of watchers) tell();
});
addEventListener("pageshow", (event) => {
  if (!event.persisted) return;
  held = read();
  for (const tell of watchers) tell();
});

// The counter in the header.
const counter = document.querySelector(".atlas-basket");
if (counter)
  basket.watch(() => {
    counter.hidden = !basket.size;
    counter.querySelector("b").textContent = basket.size;
  });

// Buttons of pages: one record, or all models that a part of the page links to.
function meant(button) {
  const { basketKind: kind, basketId: id, basketName: name, basketFrom: from } = button.dataset;
  if (!from) return [kind, [[id, name]]];
  const found = new Map();
  for (const link of document.querySelectorAll(`${from} a[href*="models/"]`)) {
    const id = /models\/([a-z0-9.-]+)\/$/.exec(link.getAttribute("href"))?.[1];
    if (id && !found.has(id)) found.set(id, link.textContent.trim());
  }
  return ["models", [...found]];
}

for (const button of document.querySelectorAll("[data-basket-kind]")) {
  const [kind, pairs] = meant(button);
  if (!pairs.length) continue;
  const many = Boolean(button.dataset.basketFrom);
  const all = () => pairs.every(([id]) => basket.has(kind, id));
  const what = many ? ` ${pairs.length === 1 ? "this model" : `these ${pairs.length} models`}` : "";
  basket.watch(() => {
    button.textContent = all() ? `Take${what} out of basket` : `Add${what} to basket`;
  });
  button.addEventListener("click", () => {
    if (all()) basket.drop(kind, pairs.map(([id]) => id));
    else basket.put(kind, pairs);
  });
  button.hidden = false;
}
