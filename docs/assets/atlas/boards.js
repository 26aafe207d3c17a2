// The numbers of a benchmark: narrowed by a query in the address, by comparable setting or model by model.
import { addressWith, button, copyLink, el, plural } from "./dom.js";
import { nearest } from "./text.js";
import { parse, QueryError, written } from "./query.js";

const root = document.querySelector("[data-boards]");
const form = root.querySelector(".boardbar");
const problem = root.querySelector(".queryerror");
const boards = [...root.querySelectorAll(".board")];
const models = JSON.parse(form.dataset.models);
const rows = boards.flatMap((board) => [...board.querySelectorAll("tbody tr")].map((line) => numberOf(line, board.dataset)));
const selects = [...form.querySelectorAll("select")];
const FIELDS = ["modality", "weights", "measured", "metric", "id"];
const DIFFER = { metric: "Metric", split: "Split", setting: "Setting", variant: "Variant", measured: "Measured by" };
const LAYOUTS = { setting: "By setting", model: "Model by model" };

// What a line of a leaderboard says: what it can be narrowed by, and what may differ between numbers of one model.
function numberOf(line, { metric, label, split, setting }) {
  const link = line.querySelector("[data-label=Model] a");
  const id = /([^/]+)\/$/.exec(link.getAttribute("href"))[1];
  const [modality, weights] = models[id];
  const variant = line.querySelector("[data-label=Model] .aside")?.textContent ?? "default";
  const measured = line.querySelector("[data-label='Measured by']").textContent;
  return {
    line,
    name: link.textContent,
    values: { id: [id], modality, weights, metric: [metric], measured: [line.dataset.measured] },
    said: { metric: label, split, setting, variant, measured },
  };
}

const known = (field) => new Set(rows.flatMap((row) => row.values[field]));

let state = read();
function read() {
  const params = new URLSearchParams(location.search);
  problem.hidden = true;
  const layout = Object.hasOwn(LAYOUTS, params.get("by") ?? "") ? params.get("by") : "setting";
  try {
    const conditions = parse(params.get("q") ?? "");
    conditions.forEach(validate);
    return { conditions, layout };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    problem.hidden = false;
    problem.textContent = error.message;
    return { conditions: [], layout };
  }
}

function validate({ field, values }) {
  if (!FIELDS.includes(field)) {
    const near = nearest(field, FIELDS);
    throw new QueryError(`numbers are not narrowed by “${field || values[0]}”. ${near ? `Did you mean ${near}?` : `Fields: ${FIELDS.join(", ")}`}`);
  }
  const all = known(field);
  const wrong = values.find((value) => !all.has(value.toLowerCase()));
  if (wrong === undefined) return;
  const near = nearest(wrong, all);
  throw new QueryError(`no number here has ${field} “${wrong}”.${near ? ` Did you mean ${near}?` : ""}`);
}

const meets = (row) =>
  state.conditions.every(({ field, values, negated }) => {
    const own = row.values[field];
    return values.some((value) => own.includes(value.toLowerCase())) !== negated;
  });

function update(change) {
  Object.assign(state, change);
  const params = new URLSearchParams();
  if (state.conditions.length) params.set("q", written(state.conditions));
  if (state.layout !== "setting") params.set("by", state.layout);
  history.pushState(null, "", addressWith(params));
  problem.hidden = true;
  paint();
}

const chosen = (name) => state.conditions.find(({ field, negated }) => field === name && !negated)?.values ?? [];

function paint() {
  const shown = rows.filter(meets);
  const kept = new Set(shown.map(({ line }) => line));
  for (const { line } of rows) line.hidden = !kept.has(line);
  const bySetting = state.layout === "setting";
  for (const board of boards) board.hidden = board.previousElementSibling.hidden = !bySetting || ![...board.querySelectorAll("tbody tr")].some((line) => kept.has(line));
  pairs.hidden = bySetting;
  pairs.replaceChildren(...(bySetting ? [] : modelByModel(shown)));
  for (const select of selects) {
    const values = chosen(select.name);
    select.value = values.length === 1 ? values[0].toLowerCase() : "";
    if (values.length > 1) select.selectedIndex = -1;
  }
  for (const each of form.querySelectorAll("[data-layout]")) each.setAttribute("aria-pressed", String(each.dataset.layout === state.layout));
  const all = shown.length === rows.length;
  hits.textContent = all ? plural(rows.length, "number") : `${shown.length} of ${plural(rows.length, "number")}; ranks are those among all`;
  clear.hidden = !state.conditions.length;
}

// Every model with all its numbers side by side; a column for what differs, a line for what does not.
function modelByModel(shown) {
  const byName = new Map();
  for (const each of shown) byName.set(each.name, [...(byName.get(each.name) ?? []), each]);
  const groups = [...byName.values()].sort((a, b) => b.length - a.length);
  const several = groups.filter((some) => some.length > 1).map(pair);
  const single = groups.filter((some) => some.length === 1).flat();
  return [...several, ...(single.length ? [one(single)] : [])];
}

function pair(some) {
  const said = some.map((each) => each.said);
  const same = (key) => said.every((each) => each[key] === said[0][key]);
  const differing = Object.keys(DIFFER).filter((key) => !same(key));
  const agreed = Object.keys(DIFFER).filter((key) => same(key) && said[0][key] !== "default");
  const line = [
    agreed.length ? `The same in all: ${agreed.map((key) => `${DIFFER[key].toLowerCase()} ${said[0][key]}`).join("; ")}.` : "",
    differing.length ? `What differs: ${differing.map((key) => DIFFER[key].toLowerCase()).join(", ")}.` : "Nothing that is recorded differs but the place.",
  ];
  const name = some[0].line.querySelector("[data-label=Model] a").cloneNode(true);
  return el("section", {}, el("h3", {}, name, el("span", { class: "aside" }, ` ${plural(some.length, "number")}`)), el("p", { class: "under" }, line.filter(Boolean).join(" ")), table(some, differing, some[0].name));
}

function one(some) {
  return el("section", {}, el("h3", {}, "One number each"), table(some, Object.keys(DIFFER), "Models with one number", true));
}

function table(some, columns, label, named = false) {
  const heads = [...(named ? ["Model"] : []), ...columns.map((key) => DIFFER[key]), "Value", "Where"];
  const cell = (line, name) => line.querySelector(`[data-label='${name}']`).cloneNode(true);
  const lines = some.map(({ line, said }) =>
    el("tr", {}, ...(named ? [cell(line, "Model")] : []), ...columns.map((key) => el("td", { "data-label": DIFFER[key] }, said[key])), cell(line, "Value"), cell(line, "Where")),
  );
  const head = el("tr", {}, ...heads.map((each) => el("th", { scope: "col", class: each === "Value" ? "n" : "" }, each)));
  return el("div", { class: "scroll", role: "group", "aria-label": label, tabindex: "0" }, el("table", { class: "t stack" }, el("thead", {}, head), el("tbody", {}, ...lines)));
}

for (const select of selects)
  select.addEventListener("change", () => {
    const rest = state.conditions.filter(({ field, negated }) => negated || field !== select.name);
    update({ conditions: select.value ? [...rest, { field: select.name, values: [select.value], negated: false }] : rest });
  });
form.addEventListener("submit", (event) => event.preventDefault());
const hits = form.querySelector(".hits");
const clear = button("Show all", () => update({ conditions: [] }), "quiet");
const layouts = Object.entries(LAYOUTS).map(([key, label]) => el("button", { type: "button", "data-layout": key, "aria-pressed": "false", onclick: () => update({ layout: key }) }, label));
form.prepend(el("div", { class: "switchview", role: "group", "aria-label": "Order" }, ...layouts));
form.append(el("p", { class: "after" }, hits, clear, copyLink("quiet")));
const pairs = el("div", { class: "pairs", hidden: true });
root.append(pairs);
addEventListener("popstate", () => {
  state = read();
  paint();
});
form.hidden = rows.length < 2;
paint();
