// The list of models with filters. The rows are in the page already; this hides, sorts and counts them.
import { compare, counts, format, matches, parse } from "./filters.js";

const root = document.querySelector("[data-explorer]");
const data = await (await fetch(root.dataset.explorer)).json();
const find = (selector) => root.querySelector(selector);
const body = find("tbody"),
  aside = find(".facets"),
  field = find("#model-q"),
  chips = find(".chips"),
  none = find(".none"),
  toggle = find(".filtertoggle");
const rows = new Map([...body.rows].map((row) => [row.dataset.id, row]));
const labels = {};
let state = parse(location.search);

function groups() {
  const facets = Object.entries(data.facets).map(([key, facet]) => [key, facet.label, facet.terms]);
  const states = [
    ["not-reported", "Not reported", ""],
    ["absent", "Not yet looked up", ""],
  ];
  const weights = [...Object.entries(data.weights).map(([id, label]) => [id, label, ""]), ...states];
  const evidence = data.evidence.map((label, rank) => [String(rank), label, ""]).slice(1);
  return [
    ...facets.slice(0, 2),
    ["weights", "Weights", weights],
    ["evidence", "Evidence at least", evidence],
    ...facets.slice(2),
    [
      "scope",
      "Scope",
      [
        ["medical", "Medical", ""],
        ["general", "General base", ""],
      ],
    ],
  ];
}

function choice(key, [id, label, parent]) {
  const line = document.createElement("label");
  const box = document.createElement("input");
  const text = document.createElement("span");
  const count = document.createElement("b");
  box.type = key === "evidence" ? "radio" : "checkbox";
  box.name = key;
  box.value = id;
  text.textContent = label;
  if (parent) line.className = "d1";
  line.append(box, text, count);
  (labels[key] ??= {})[id] = label;
  box.addEventListener("change", () => {
    const now = new Set(key === "evidence" ? [] : (state.picked[key] ?? []));
    if (box.checked) now.add(id);
    else now.delete(id);
    state.picked[key] = [...now];
    update();
  });
  return line;
}

function build() {
  const present = Object.fromEntries(groups().map(([key]) => [key, counts(data.models, { q: "", picked: {} }, key)]));
  for (const [key, label, terms] of groups()) {
    const some = terms.filter(([id]) => present[key].get(id));
    if (!some.length) continue;
    const set = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = label;
    set.append(legend);
    const top = some.filter(([, , parent]) => !parent),
      finer = some.filter(([, , parent]) => parent);
    const shown = ["modality", "application", "weights", "evidence", "scope"].includes(key) ? top : top.slice(0, 5);
    set.append(...shown.map((term) => choice(key, term)));
    const more = [...top.slice(shown.length), ...finer];
    if (more.length) {
      const details = document.createElement("details");
      const summary = document.createElement("summary");
      summary.textContent = finer.length ? "Finer terms" : "More";
      details.append(summary, ...more.map((term) => choice(key, term)));
      set.append(details);
    }
    aside.append(set);
  }
}

function chip(text, remove) {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "chip";
  button.textContent = `${text} ×`;
  button.setAttribute("aria-label", `Remove filter ${text}`);
  button.addEventListener("click", remove);
  return button;
}

function paint() {
  const shown = data.models.filter((model) => matches(model, state));
  const kept = new Set(shown.map((model) => model.id));
  if (state.sort) for (const model of [...data.models].sort(compare(state.sort))) body.append(rows.get(model.id));
  for (const [id, row] of rows) row.hidden = !kept.has(id);
  none.hidden = shown.length > 0;
  for (const [key] of groups()) {
    const tally = counts(data.models, state, key);
    for (const box of aside.querySelectorAll(`input[name="${key}"]`)) {
      box.checked = (state.picked[key] ?? []).includes(box.value);
      const count = tally.get(box.value) ?? 0;
      box.parentElement.querySelector("b").textContent = count;
      box.parentElement.classList.toggle("zero", !count);
    }
  }
  const hits = document.createElement("span");
  hits.className = "hits";
  hits.textContent =
    shown.length === data.models.length ? `${shown.length} models` : `${shown.length} of ${data.models.length} models`;
  const picked = Object.entries(state.picked).flatMap(([key, values]) =>
    values.map((value) =>
      chip((key === "evidence" ? "At least: " : "") + (labels[key]?.[value] ?? value), () => {
        state.picked[key] = state.picked[key].filter((each) => each !== value);
        update();
        field.focus();
      }),
    ),
  );
  chips.replaceChildren(hits, ...picked);
  for (const head of root.querySelectorAll("th[data-sort]")) {
    const sorted = state.sort.replace("-", "") === head.dataset.sort;
    if (sorted) head.setAttribute("aria-sort", state.sort.startsWith("-") ? "descending" : "ascending");
    else head.removeAttribute("aria-sort");
  }
}

function update() {
  const query = format(state);
  history.replaceState(null, "", query ? `?${query}` : location.pathname);
  paint();
}

for (const head of root.querySelectorAll("th[data-sort]")) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = head.textContent;
  head.replaceChildren(button);
  button.addEventListener("click", () => {
    const key = head.dataset.sort;
    const first = ["evidence", "parameters", "year"].includes(key) ? `-${key}` : key;
    state.sort = state.sort === first ? (first === key ? `-${key}` : key) : first;
    update();
  });
}
field.addEventListener("input", () => {
  state.q = field.value;
  update();
});
find(".clear").addEventListener("click", () => {
  state = parse("");
  field.value = "";
  update();
  field.focus();
});
toggle.addEventListener("click", () => toggle.setAttribute("aria-expanded", String(aside.classList.toggle("open"))));
addEventListener("popstate", () => {
  state = parse(location.search);
  field.value = state.q;
  paint();
});

build();
field.value = state.q;
field.hidden = aside.hidden = toggle.hidden = false;
find(".ex").classList.add("live");
paint();
