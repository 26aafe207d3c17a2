// The list of models: its state is the address; facets, words and views are ways to read and to change it.
import { basket } from "./basket.js";
import { addressWith, button, copyLink, el, load, plural, site } from "./dom.js";
import { exportButtons } from "./exporting.js";
import { facetPanel } from "./facets.js";
import { bitsOf, bodyOf, headOf, nearestWord, parse, prepare, QueryError, run, sorted, unheard, validate, written } from "./query.js";
import { counted, fold } from "./text.js";
import { summariesOf } from "./texts.js";
import { cardMaker, COLUMNS, grid, rowMaker, table, timeline, USUAL } from "./views.js";

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
const STEP = 50,
  REST = 500;

const textFile = (number) => load(`./texts/${number}.json`);
const [data, newest] = await Promise.all([load("./models.json"), textFile(0)]);
const atlas = prepare(data);
atlas.summary = summariesOf(atlas, (number) => (number ? textFile(number) : newest));
await atlas.summary.file(0);

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
    validate(atlas, conditions);
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
  return addressWith(params);
}

// The first letter makes an entry of the history; what is typed after it replaces that entry, once the hand rests.
let typing = false,
  resting = 0;
function update(change, { typed = false } = {}) {
  settle();
  Object.assign(state, change);
  if (typed && typing) resting = setTimeout(settle, REST);
  else history.pushState(null, "", address());
  typing = typed;
  paint();
}

function settle() {
  if (!resting) return;
  clearTimeout(resting);
  resting = 0;
  history.replaceState(null, "", address());
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
    tell(error.message);
    return null;
  }
}

function tell(text) {
  problem.hidden = false;
  problem.textContent = text;
}

// Words are looked for in summaries too, which may have to be loaded first.
const incomplete = () => !unread && !atlas.summary.whole && fold(`${state.box} ${written(state.picked.filter(({ field: name }) => !name))}`);
let unread = false;
const complete = () =>
  atlas.summary.all().catch(() => {
    unread = true;
  });

let conditions = [];
function paint() {
  if (incomplete()) {
    complete().then(paint);
    return;
  }
  const now = conditionsNow();
  if (now) [conditions, result] = now;
  if (now && unread) tell("The summaries could not be loaded; words are looked for in names and terms alone.");
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

let list = { key: "" },
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
  if (state.view === "grid" || state.view === "timeline") {
    more.hidden = true;
    shownAt.replaceChildren(state.view === "grid" ? grid(atlas, order, narrow) : timeline(atlas, order, narrow));
    return;
  }
  const key = state.view === "cards" ? "cards" : `${state.columns} ${state.sort}`;
  if (list.key !== key) list = { key, ...(state.view === "cards" ? cards() : rows()) };
  list.body.replaceChildren();
  next();
  if (shownAt.firstChild !== list.whole) shownAt.replaceChildren(list.whole);
  if (focused) shownAt.querySelector(`[data-key="${focused}"]`)?.focus();
}

function cards() {
  const body = el("ul", { class: "cards" });
  return { whole: body, body, make: cardMaker(atlas) };
}

let makers = { columns: "" };
function rows() {
  const whole = table(state.columns, state.sort, sortBy);
  if (makers.columns !== state.columns.join()) makers = { columns: state.columns.join(), make: rowMaker(atlas, state.columns) };
  return { whole, body: whole.tBodies[0], make: makers.make };
}

function next() {
  const some = order.slice(painted, painted + STEP);
  list.body.append(...some.map(list.make));
  const first = list.body.children[painted];
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

function paintEmpty() {
  none.hidden = order.length > 0;
  if (order.length) return;
  none.querySelector(".hint").textContent = state.picked.length ? "Take out a filter above, or use broader words." : "Try a broader word.";
  const now = conditions;
  setTimeout(() => now === conditions && suggest());
}

// Says which words no model says, with the nearest that one does.
function suggest() {
  const words = unheard(atlas, conditions);
  if (words === null) return;
  const hint = none.querySelector(".hint");
  hint.textContent = `No model says “${words}”.`;
  const found = nearestWord(atlas, words);
  if (!found) return;
  const better = state.box.split(/\s+/).map((word) => (fold(word) === found.wrong ? found.near : word)).join(" ");
  hint.append(" Did you mean ", button(found.near, () => setBox(better), "quiet"), "?");
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
  const columns = menu("Columns", ...columnBoxes());
  columns.classList.add("choose-columns");
  const exports = menu("Export", el("p", { class: "aside" }, "All models that are selected now, as files."), ...exportButtons(() => ({ models: order.map((model) => atlas.ids[model]) })));
  const all = button("Add all to basket", () => basket.put("models", order.map((model) => [atlas.ids[model], atlas.names[model]])), "quiet");
  viewbar.append(
    el("div", { class: "switchview", role: "group", "aria-label": "View" }, ...views),
    el("label", { class: "sorting" }, el("span", { class: "sr" }, "Sort by"), sort),
    el("div", { class: "tools" }, columns, exports, all, copyLink("quiet")),
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
  const bar = el("div", { class: "basketbar", hidden: true, role: "region", "aria-label": "Basket" }, said, compare, el("a", { class: "btn", href: `${site}basket/` }, "Open basket"));
  root.append(bar);
  basket.watch(() => {
    const ids = basket.ids("models");
    bar.hidden = !basket.size;
    said.textContent = `${basket.size} picked`;
    compare.hidden = ids.length < 2 || ids.length > 6;
    compare.href = `${site}compare/?ids=${ids.join(",")}`;
    for (const box of shownAt.querySelectorAll("[data-pick]")) box.checked = basket.has("models", box.dataset.pick);
  });
}

field.addEventListener("blur", settle);
addEventListener("pagehide", settle);
field.addEventListener("input", () => update({ box: field.value }, { typed: true }));
field.addEventListener("focus", () => {
  complete().then(() => {
    folding = 0;
    foldSome();
  });
}, { once: true });
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
  clearTimeout(resting);
  resting = 0;
  state = read(location.search);
  field.value = state.box;
  typing = false;
  paint();
  tools();
});

shownAt.addEventListener("change", ({ target }) => {
  const id = target.dataset.pick;
  if (!id) return;
  if (target.checked) basket.put("models", [[id, target.closest("tr, li").querySelector("b").textContent]]);
  else basket.drop("models", [id]);
});

const paintFacets = facetPanel(aside, atlas, chosen, choose);
const tools = viewTools();
field.value = state.box;
find(".exbar").hidden = aside.hidden = viewbar.hidden = false;
if (incomplete()) await complete();
find(".ex").classList.add("live");
paint();
tools();
basketBar();

// The texts that words are looked for in are folded while nothing else is to be done.
let folding = 0;
function foldSome() {
  const until = performance.now() + 6;
  for (; folding < atlas.count && performance.now() < until; folding += 1) {
    headOf(atlas, folding);
    bodyOf(atlas, folding);
  }
  if (folding < atlas.count) setTimeout(foldSome);
}
setTimeout(foldSome);
for (const field of atlas.fields.values()) setTimeout(() => bitsOf(atlas, field));
