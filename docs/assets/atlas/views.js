// What the selected models look like: rows, cards, a grid of modality and application, a list by year.
import { basket } from "./basket.js";
import { el, plural } from "./dom.js";
import { STATES } from "./query.js";
import { shortNumber } from "./text.js";

export const COLUMNS = {
  what: "What it does",
  modality: "Modality",
  application: "Application",
  specialty: "Specialty",
  evidence: "Evidence",
  weights: "Weights",
  code: "Code",
  licence: "Licence",
  parameters: "Parameters",
  organisation: "Makers",
  country: "Country",
  year: "Year",
};
export const USUAL = ["what", "evidence", "weights", "parameters", "year"];
const NUMBERS = ["parameters", "year"];
// Widths in rem; the summary takes what is left, and where more columns are chosen than fit, the table scrolls.
const PICKS = 1.7,
  OTHERS = 5.2,
  WIDTHS = { name: 8.6, what: 7, evidence: 5.9, application: 7, modality: 7, specialty: 6.8, organisation: 7, year: 3.5 };
const clip = (text, width) => (text.length <= width ? text : `${text.slice(0, width).replace(/\s+\S*$/, "").replace(/[,;:.]+$/, "")} …`);

function summary(atlas, model, width) {
  const text = document.createTextNode("");
  atlas.summary.tell(model, (whole) => {
    text.data = clip(whole, width);
  });
  return text;
}

function said(atlas, key, model) {
  if (key === "what") return summary(atlas, model, 110);
  const field = atlas.fields.get(key);
  const values = field.written[model];
  if (field.kind !== "number") return values.map((value) => field.labels[value]).join(", ");
  const numbers = values.filter((value) => typeof value === "number");
  if (!numbers.length) return field.labels[field.place.get(values[0])] ?? "";
  return key === "year" ? String(numbers[0]) : shortNumber(Math.max(...numbers));
}

const unknown = (atlas, key, model) => {
  const first = key === "what" ? null : atlas.fields.get(key)?.written[model][0];
  return typeof first === "string" || STATES.includes(atlas.fields.get(key)?.ids[first]);
};

const pick = () => el("input", { type: "checkbox", "data-pick": "" });
const link = () => el("a", {}, el("span", { class: "dot", "aria-hidden": "true" }), el("b"));

// Puts a model into a copy of an empty row or card.
function named(atlas, made, model) {
  const id = atlas.ids[model],
    name = atlas.names[model];
  const box = made.querySelector("input"),
    anchor = made.querySelector("a");
  box.dataset.pick = id;
  box.setAttribute("aria-label", `Basket: ${name}`);
  anchor.href = `${id}/`;
  anchor.firstChild.classList.add(`m-${atlas.modalities[model]}`);
  anchor.lastChild.textContent = name;
  return made;
}

const KEPT = 500;

// Makes the elements of models from an empty one, and keeps the newest: most of what a filter shows was shown before.
function maker(atlas, blank, fill) {
  const kept = new Map();
  return (model) => {
    if (kept.size > KEPT) kept.clear();
    const made = kept.get(model) ?? fill(named(atlas, blank.cloneNode(true), model), model);
    kept.set(model, made);
    made.querySelector("input").checked = basket.has("models", atlas.ids[model]);
    return made;
  };
}

const fact = (atlas, key, model, cell) => {
  cell.append(said(atlas, key, model));
  if (unknown(atlas, key, model)) cell.classList.add("notsaid");
};

export function rowMaker(atlas, columns) {
  const classes = (key) => [key === "what" ? "c-what" : "", NUMBERS.includes(key) ? "n" : ""].filter(Boolean).join(" ");
  const cells = columns.map((key) => el("td", { class: classes(key), "data-label": COLUMNS[key] }));
  const blank = el("tr", {}, el("td", { class: "c-pick" }, pick()), el("td", { class: "c-name", "data-label": "Model" }, link()), ...cells);
  return maker(atlas, blank, (made, model) => {
    columns.forEach((key, number) => fact(atlas, key, model, made.cells[number + 2]));
    return made;
  });
}

export function table(columns, sort, choose) {
  const head = (key, label) => {
    const down = sort === `-${key}`,
      up = sort === key;
    const sortable = key !== "what";
    const cell = el("th", { scope: "col", class: [NUMBERS.includes(key) ? "n" : "", `h-${key}`].filter(Boolean).join(" "), ...(up ? { "aria-sort": "ascending" } : down ? { "aria-sort": "descending" } : {}) });
    cell.append(sortable ? el("button", { type: "button", "data-key": key, onclick: () => choose(key) }, label) : label);
    return cell;
  };
  const pickHead = el("th", { scope: "col", class: "h-pick" }, el("span", { class: "sr" }, "Basket"));
  const heads = [pickHead, head("name", "Model"), ...columns.map((key) => head(key, COLUMNS[key]))];
  const made = el("table", { class: "t models live" }, el("thead", {}, el("tr", {}, ...heads)), el("tbody"));
  const wide = ["name", ...columns].map((key) => WIDTHS[key] ?? OTHERS);
  made.style.setProperty("--least", `${wide.reduce((sum, each) => sum + each, PICKS)}rem`);
  heads.slice(1).forEach((cell, number) => {
    if (!cell.matches(".h-what")) cell.style.width = `${wide[number]}rem`;
  });
  return made;
}

export function cardMaker(atlas) {
  const keys = ["evidence", "weights", "parameters", "year"];
  const facts = keys.map((key) => el("div", {}, el("dt", {}, COLUMNS[key]), el("dd")));
  const blank = el("li", {}, el("h2", {}, pick(), link()), el("p"), el("p", { class: "aside" }), el("dl", {}, ...facts));
  return maker(atlas, blank, (made, model) => {
    const [text, terms] = made.querySelectorAll("p");
    text.append(summary(atlas, model, 190));
    terms.append(`${said(atlas, "modality", model)} · ${said(atlas, "application", model)}`);
    made.querySelectorAll("dd").forEach((cell, number) => fact(atlas, keys[number], model, cell));
    return made;
  });
}

const tops = (field) => field.ids.map((_, value) => value).filter((value) => !field.values[value][2]?.length && field.ids[value] !== "absent");

// Counts of the models by top modality and top application; each cell narrows to itself.
export function grid(atlas, models, narrow) {
  const [down, across] = ["modality", "application"].map((name) => atlas.fields.get(name));
  const counts = new Map();
  for (const model of models)
    for (const a of down.cells[model]) for (const b of across.cells[model]) counts.set(`${a} ${b}`, (counts.get(`${a} ${b}`) ?? 0) + 1);
  const rows = tops(down),
    heads = tops(across);
  const most = Math.max(1, ...rows.flatMap((a) => heads.map((b) => counts.get(`${a} ${b}`) ?? 0)));
  const cell = (a, b) => {
    const count = counts.get(`${a} ${b}`) ?? 0;
    if (!count) return el("td", { class: "gap" }, el("span", {}, el("b", {}, "0")));
    const label = `${plural(count, "model")}: ${down.labels[a]}, ${across.labels[b]}`;
    const action = () => narrow({ modality: down.ids[a], application: across.ids[b] });
    return el("td", { class: `n-${Math.max(1, Math.round((36 * count) / most))}` }, el("button", { type: "button", "aria-label": label, onclick: action }, el("b", {}, String(count))));
  };
  return el(
    "div",
    { class: "scroll", role: "group", "aria-label": "Modality by application", tabindex: "0" },
    el(
      "table",
      { class: "map" },
      el("thead", {}, el("tr", {}, el("th", { scope: "col" }, el("span", { class: "sr" }, "Modality")), ...heads.map((b) => el("th", { scope: "col" }, across.labels[b])))),
      el("tbody", {}, ...rows.map((a) => el("tr", { class: `m-${down.ids[a]}` }, el("th", { scope: "row" }, el("span", { class: `dot m-${down.ids[a]}`, "aria-hidden": "true" }), down.labels[a].replace(/ models$/, "")), ...heads.map((b) => cell(a, b))))),
    ),
  );
}

const PER_YEAR = 40;

// The models year by year; the heading of a year narrows to it.
export function timeline(atlas, models, narrow) {
  const years = new Map();
  for (const model of models) {
    const year = atlas.released[model].slice(0, 4) || "Year not known";
    if (!years.has(year)) years.set(year, []);
    years.get(year).push(model);
  }
  const order = [...years.keys()].sort((a, b) => (Number(b) || 0) - (Number(a) || 0));
  const most = Math.max(...[...years.values()].map((some) => some.length));
  return el(
    "ol",
    { class: "years" },
    ...order.map((year) => {
      const some = years.get(year);
      const names = some.slice(0, PER_YEAR).flatMap((model, number) => [number ? ", " : "", el("a", { href: `${atlas.ids[model]}/` }, atlas.names[model])]);
      return el(
        "li",
        {},
        el("h2", {}, Number(year) ? el("button", { type: "button", class: "quiet", onclick: () => narrow({ year }) }, year) : year),
        el("p", { class: "bar" }, el("progress", { max: most, value: some.length, "aria-label": `${plural(some.length, "model")} in ${year}` }), el("b", {}, plural(some.length, "model"))),
        el("p", {}, ...names, some.length > PER_YEAR ? ` and ${some.length - PER_YEAR} more` : ""),
      );
    }),
  );
}
