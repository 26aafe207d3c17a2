// The list of models: its state is the address; facets, words and views are ways to read and to change it.
import { basket } from "./basket.js";
import { button, el, flash, load, plural, site } from "./dom.js";
import { exportButtons } from "./exporting.js";
import { facetPanel } from "./facets.js";
import { parse, prepare, QueryError, run, sorted, textOf, written } from "./query.js";
import { counted, fold, nearest } from "./text.js";
import { card, COLUMNS, grid, row, table, timeline, USUAL } from "./views.js";

const root = document.querySelector("[data-explorer]");
const find = (selector) => root.querySelector(selector);
const aside = find(".facets"),
  field = find("#model-q"),
  chips = find(".chips"),
  hits = find(".hits"),
  shownAt = find(".shown"),
  more = find(".more"),
  none = find(".none"),
  problem = find(".queryerror"),
  viewbar = find(".viewbar"),
  toggle = find(".filtertoggle");
const VIEWS = { table: "Table", cards: "Cards", grid: "Grid", timeline: "Timeline" };
const STEP = 50;

const [data, summaries] = await Promise.all([load("./models.json"), load("./model-texts.json")]);
const atlas = prepare({ ...data, summaries });

// picked: conditions on fields, shown as chips; box: what stands in the text field.
let state = read(location.search);
let result = run(atlas, []);
let order = [];

function read(search) {
  const params = new URLSearchParams(search);
  const view = params.get("view");
  const columns = (params.get("cols") ?? "").split(",").filter((key) => Object.hasOwn(COLUMNS, key));
  return {
    ...apart(params.get("q") ?? ""),
    sort: /^-?[a-z-]+$/.test(params.get("sort") ?? "") ? params.get("sort") : "",
    view: Object.hasOwn(VIEWS, view ?? "") ? view : "table",
    columns: columns.length ? columns : USUAL,
  };
}

// A query as chips and the rest; what cannot be read stays in the text field, where its fault is told.
function apart(query) {
  try {
    const conditions = parse(query);
    run(atlas, conditions);
    return {
      picked: conditions.filter(({ field: name }) => name),
      box: written(conditions.filter(({ field: name }) => !name)),
    };
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    return { picked: [], box: query };
  }
}

const query = () => [state.box.trim(), written(state.picked)].filter(Boolean).join(" ");

function address() {
  const params = new URLSearchParams();
  if (query()) params.set("q", query());
  if (state.sort) params.set("sort", state.sort);
  if (state.view !== "table") params.set("view", state.view);
  if (state.columns.join() !== USUAL.join()) params.set("cols", state.columns.join());
  const text = params.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  return text ? `?${text}` : location.pathname;
}

let typing = false;
function update(change, { typed = false } = {}) {
  Object.assign(state, change);
  if (typed && typing) history.replaceState(null, "", address());
  else history.pushState(null, "", address());
  typing = typed;
  paint();
}

const chosen = (name) => state.picked.find((each) => each.field === name && !each.negated)?.values ?? [];
function choose(name, values) {
  const at = state.picked.findIndex((each) => each.field === name && !each.negated);
  const picked = [...state.picked];
  const made = values.length ? [{ field: name, values, negated: false }] : [];
  if (at < 0) picked.push(...made);
  else picked.splice(at, 1, ...made);
  update({ picked });
}

function conditionsNow() {
  try {
    const conditions = [...parse(state.box), ...state.picked];
    const found = run(atlas, conditions);
    problem.hidden = true;
    return [conditions, found];
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
    problem.hidden = false;
    problem.textContent = error.message;
    return null;
  }
}

let conditions = [];
function paint() {
  const now = conditionsNow();
  if (now) [conditions, result] = now;
  order = sorted(atlas, result.shown, state.sort, conditions);
  paintFacets(result.counts);
  paintChips();
  paintView();
  paintEmpty();
}

function chipLabel({ field: name, values, negated }, value) {
  const known = atlas.fields.get(name);
  const at = (id) => known?.labels[known.place.get(id.toLowerCase())] ?? id;
  const [low, high] = value.split("..");
  const words = high === undefined ? at(low) : !high ? `${at(low)} or ${known.kind === "ladder" ? "further" : "more"}` : !low ? `up to ${at(high)}` : `${at(low)} to ${at(high)}`;
  const plain = known?.kind === "tree" || ["weights", "evidence", "has"].includes(name);
  const states = ["not-reported", "not-applicable", "absent"].includes(value.toLowerCase());
  const label = plain && !states ? words : `${known?.label ?? name}: ${words}`;
  return negated ? `Not: ${label}` : label;
}

function paintChips() {
  const all = result.total === atlas.count;
  hits.textContent = all ? plural(atlas.count, "model") : `${counted(result.total)} of ${plural(atlas.count, "model")}`;
  const made = state.picked.flatMap((condition, place) =>
    condition.values.map((value) => {
      const label = chipLabel(condition, value);
      const chip = button(`${label} ×`, () => drop(place, value), "chip");
      chip.setAttribute("aria-label", `Remove filter ${label}`);
      return chip;
    }),
  );
  if (made.length > 1 || (made.length && state.box)) made.push(button("Clear all", clearAll, "quiet"));
  chips.replaceChildren(hits, ...made);
  closes.textContent = `Show ${plural(result.total, "model")}`;
  toggle.textContent = state.picked.length ? `Filters (${state.picked.length})` : "Filters";
}

function drop(place, value) {
  const picked = state.picked.flatMap((condition, number) => {
    if (number !== place) return [condition];
    const values = condition.values.filter((each) => each !== value);
    return values.length ? [{ ...condition, values }] : [];
  });
  update({ picked });
  (chips.querySelector(".chip") ?? field).focus();
}

function clearAll() {
  field.value = "";
  update({ box: "", picked: [] });
  field.focus();
}

let body = null,
  painted = 0;
function paintView() {
  painted = 0;
  viewbar.dataset.view = state.view;
  for (const each of viewbar.querySelectorAll("[data-view]")) each.setAttribute("aria-pressed", String(each.dataset.view === state.view));
  const focused = document.activeElement?.dataset?.key;
  if (!order.length) {
    shownAt.replaceChildren();
    more.hidden = true;
    return;
  }
  if (state.view === "table") {
    const made = table(state.columns, state.sort, sortBy);
    body = made.tBodies[0];
    shownAt.replaceChildren(made);
    next();
  } else if (state.view === "cards") {
    body = el("ul", { class: "cards" });
    shownAt.replaceChildren(body);
    next();
  } else {
    body = null;
    more.hidden = true;
    shownAt.replaceChildren(state.view === "grid" ? grid(atlas, order, narrow) : timeline(atlas, order));
  }
  if (focused) shownAt.querySelector(`[data-key="${focused}"]`)?.focus();
}

function next() {
  const some = order.slice(painted, painted + STEP);
  body.append(...some.map((model) => (state.view === "table" ? row(atlas, state.columns, model) : card(atlas, model))));
  const first = body.children[painted];
  painted += some.length;
  more.hidden = painted >= order.length;
  more.firstChild.textContent = `Show ${Math.min(STEP, order.length - painted)} more of ${counted(order.length)}`;
  return first;
}

function narrow(values) {
  let picked = state.picked.filter(({ field: name, negated }) => negated || !Object.hasOwn(values, name));
  picked = [...picked, ...Object.entries(values).map(([name, value]) => ({ field: name, values: [value], negated: false }))];
  update({ picked, view: "table" });
  hits.scrollIntoView({ block: "nearest" });
}

function sortBy(key) {
  const first = ["evidence", "parameters", "year"].includes(key) ? `-${key}` : key;
  const second = first === key ? `-${key}` : key;
  update({ sort: state.sort === first ? second : state.sort === second ? "" : first });
}

let vocabulary = null;
function paintEmpty() {
  none.hidden = order.length > 0;
  if (order.length) return;
  const hint = none.querySelector(".hint");
  const words = conditions.filter(({ field: name, negated }) => !name && !negated).flatMap(({ values }) => fold(values[0]).split(" "));
  vocabulary ??= [...new Set(Array.from({ length: atlas.count }, (_, model) => textOf(atlas, model).split(/[ |]+/)).flat())].filter((each) => each.length > 3);
  const known = new Set(vocabulary);
  const wrong = words.find((word) => word.length >= 5 && !known.has(word) && !vocabulary.some((each) => each.startsWith(word)));
  const near = wrong && nearest(wrong, vocabulary);
  if (near) {
    const better = state.box.split(/\s+/).map((word) => (fold(word) === wrong ? near : word)).join(" ");
    hint.replaceChildren("Did you mean ", button(near, () => setBox(better), "quiet"), "?");
  } else hint.textContent = state.picked.length ? "Take out a filter above, or use broader words." : "Try a broader word.";
}

function setBox(text) {
  field.value = text;
  update({ box: text });
  field.focus();
}

function viewTools() {
  const views = Object.entries(VIEWS).map(([key, label]) =>
    el("button", { type: "button", "data-view": key, "aria-pressed": "false", onclick: () => update({ view: key }) }, label),
  );
  const sorts = { "": "Newest", name: "Name", "-evidence": "Evidence", "-parameters": "Parameters", parameters: "Fewest parameters", year: "Oldest" };
  const sort = el("select", { "aria-label": "Sort by" }, ...Object.entries(sorts).map(([key, label]) => el("option", { value: key }, label)));
  sort.addEventListener("change", () => update({ sort: sort.value }));
  const copy = button("Copy link", () => navigator.clipboard.writeText(location.href).then(() => flash(copy, "Copied"), () => flash(copy, "Copy the address above")), "quiet");
  const columns = menu("Columns", ...columnBoxes());
  columns.classList.add("choose-columns");
  const exports = menu("Export", el("p", { class: "aside" }, "All models that are selected now, as files."), ...exportButtons(() => ({ models: order.map((model) => atlas.ids[model]) })));
  const all = button("Add all to basket", () => basket.put("models", order.map((model) => [atlas.ids[model], atlas.names[model]])), "quiet");
  viewbar.append(
    el("div", { class: "switchview", role: "group", "aria-label": "View" }, ...views),
    el("label", { class: "sorting" }, el("span", { class: "sr" }, "Sort by"), sort),
    el("div", { class: "tools" }, columns, exports, all, copy),
  );
  return () => {
    if ([...sort.options].some(({ value }) => value === state.sort)) sort.value = state.sort;
    else sort.selectedIndex = -1;
    for (const box of columns.querySelectorAll("input")) box.checked = state.columns.includes(box.value);
  };
}

function menu(label, ...inside) {
  const made = el("details", { class: "menu" }, el("summary", {}, label), el("div", {}, ...inside));
  made.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !made.open) return;
    made.open = false;
    made.querySelector("summary").focus();
  });
  document.addEventListener("click", (event) => {
    if (!made.contains(event.target)) made.open = false;
  });
  return made;
}

function columnBoxes() {
  return Object.entries(COLUMNS)
    .filter(([key]) => key === "what" || atlas.fields.has(key))
    .map(([key, label]) => {
      const box = el("input", { type: "checkbox", value: key });
      box.addEventListener("change", () => {
        const columns = Object.keys(COLUMNS).filter((each) => (each === key ? box.checked : state.columns.includes(each)));
        update({ columns: columns.length ? columns : USUAL });
      });
      return el("label", {}, box, ` ${label}`);
    });
}

function basketBar() {
  const said = el("span", { role: "status" });
  const compare = el("a", { class: "btn" }, "Compare");
  const bar = el("div", { class: "basketbar", hidden: true, role: "region", "aria-label": "Basket" }, said, compare, el("a", { class: "btn", href: `${site}basket/` }, "Open basket and export"));
  root.append(bar);
  basket.watch(() => {
    const ids = basket.ids("models");
    bar.hidden = !basket.size;
    said.textContent = `${basket.size} in the basket`;
    compare.hidden = ids.length < 2 || ids.length > 6;
    compare.href = `${site}compare/?ids=${ids.join(",")}`;
    for (const box of shownAt.querySelectorAll("[data-pick]")) box.checked = basket.has("models", box.dataset.pick);
  });
}

field.addEventListener("input", () => update({ box: field.value }, { typed: true }));
field.addEventListener("change", () => {
  const { picked, box } = apart(field.value);
  if (!picked.length) return;
  field.value = box;
  update({ box, picked: [...state.picked, ...picked] });
});
none.querySelector(".clear").addEventListener("click", clearAll);
more.firstChild.addEventListener("click", () => next()?.querySelector("a").focus());
function drawer(open) {
  aside.classList.toggle("open", open);
  toggle.setAttribute("aria-expanded", String(open));
  (open ? closes : toggle).focus();
}
const closes = button("Show models", () => drawer(false), "btn p closes");
aside.append(closes);
toggle.addEventListener("click", () => drawer(true));
aside.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && aside.classList.contains("open")) drawer(false);
});
addEventListener("popstate", () => {
  state = read(location.search);
  field.value = state.box;
  typing = false;
  paint();
  tools();
});

const paintFacets = facetPanel(aside, atlas, chosen, choose);
const tools = viewTools();
field.value = state.box;
find(".exbar").hidden = aside.hidden = viewbar.hidden = false;
find(".ex").classList.add("live");
paint();
tools();
basketBar();

// The texts that words are looked for in are folded while nothing else is to be done.
let folding = 0;
function foldSome() {
  const until = performance.now() + 6;
  while (folding < atlas.count && performance.now() < until) textOf(atlas, (folding += 1) - 1);
  if (folding < atlas.count) setTimeout(foldSome);
}
setTimeout(foldSome);
