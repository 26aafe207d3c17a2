// The query grammar of the address, the same as in query.py; tests/query_cases.json is run against both.
import { fold, nearest } from "./text.js";

export const STATES = ["not-reported", "not-applicable", "absent"];
const TOKEN = /\s*(-?)(?:([A-Za-z][A-Za-z-]*):)?((?:"[^"]*"|[^\s"])*)/y;
const PART = /((?:"[^"]*"|[^",])*),?/g;
const NUMBER = /^([0-9]{1,15})(?:\.([0-9]{1,9}))?([kmbt]?)$/i;
const POWERS = { "": 0, k: 3, m: 6, b: 9, t: 12 };

export class QueryError extends Error {}

const quoted = (value) => (/^[^\s",:]+$/.test(value) && !value.startsWith("-") ? value : `"${value}"`);

// A query as conditions { field, values, negated }; words have the field "".
export function parse(query) {
  if ((query.split('"').length - 1) % 2) throw new QueryError("a quotation mark is never closed");
  const found = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < query.length) {
    const [whole, minus, field, text] = TOKEN.exec(query);
    if (!whole) break;
    if (!whole.trim()) continue;
    const negated = minus === "-";
    if (field === undefined) {
      const words = text.replaceAll('"', "");
      if (fold(words)) found.push({ field: "", values: [words], negated });
      continue;
    }
    const values = [...text.matchAll(PART)].map((part) => part[1].replaceAll('"', "")).filter(Boolean);
    if (!values.length) throw new QueryError(`“${field}:” has no value; write for example ${field}:something`);
    found.push({ field: field.toLowerCase(), values, negated });
  }
  return found;
}

export const written = (conditions) =>
  conditions
    .map(({ field, values, negated }) => (negated ? "-" : "") + (field && `${field}:`) + values.map(quoted).join(","))
    .join(" ");

// The data file made ready: values by name, the terms of every model with everything broader.
export function prepare(data) {
  const fields = new Map();
  for (const [name, given] of Object.entries(data.fields)) {
    const field = { name, ...given, ids: given.values.map(([id]) => id), place: new Map() };
    field.labels = given.values.map(([, label]) => label);
    field.ids.forEach((id, number) => field.place.set(id.toLowerCase(), number));
    const column = data.columns[name].map((cell) => (Array.isArray(cell) ? cell : [cell]));
    if (field.kind === "tree") {
      const up = broader(given.values);
      const cache = new Map();
      field.written = column;
      field.cells = column.map((cell) => {
        const key = cell.join();
        if (!cache.has(key)) cache.set(key, [...new Set(cell.flatMap((term) => up[term]))]);
        return cache.get(key);
      });
    } else field.cells = field.written = column;
    field.tallied = field.cells;
    if (field.kind === "number")
      field.tallied = column.map((cell) => cell.filter((value) => typeof value === "string").map((state) => field.place.get(state)));
    fields.set(name, field);
  }
  return { ...data, fields, count: data.ids.length, folded: new Array(data.ids.length), orders: new Map(), titles: [], others: [] };
}

function broader(values) {
  const found = [];
  const climb = (term, seen) => {
    if (seen.has(term)) return;
    seen.add(term);
    for (const parent of values[term][2]) climb(parent, seen);
  };
  values.forEach((_, term) => {
    const seen = new Set();
    climb(term, seen);
    found.push([...seen]);
  });
  return found;
}

// Everything a word is looked for in, folded once; words that must stand together never reach over a bar.
export function textOf(atlas, model) {
  if (atlas.folded[model] === undefined) {
    const parts = [atlas.names[model], ...atlas.aliases[model], atlas.ids[model]].map(fold);
    atlas.titles[model] = ` ${parts[0]}`;
    atlas.others[model] = ` ${parts.slice(1, -1).join("| ")}`;
    for (const field of atlas.fields.values()) {
      if (field.kind !== "tree" && field.name !== "organisation") continue;
      field.folded ??= field.values.map(([id, label, , synonyms = []]) =>
        STATES.includes(id) ? "" : [label, ...synonyms].map(fold).join("| "),
      );
      for (const value of field.cells[model]) parts.push(field.folded[value]);
    }
    parts.push(fold(atlas.summaries[model]));
    atlas.folded[model] = ` ${parts.join("| ")}`;
  }
  return atlas.folded[model];
}

function position(field, value) {
  const found = field.place.get(value.toLowerCase());
  if (found !== undefined) return found;
  const near = nearest(value, field.ids);
  throw new QueryError(`“${value}” is no value of ${field.name}.${near ? ` Did you mean ${near}?` : ""}`);
}

function amount(text) {
  const [, whole, digits = "", unit] = NUMBER.exec(text);
  return Number(`${whole}.${digits || 0}e${POWERS[unit.toLowerCase()]}`);
}

export function range(name, value) {
  const [low, high] = value.includes("..") ? value.split(/\.\.(.*)/s).map((end) => end.trim()) : [value.trim()];
  const ends = [low, high].filter(Boolean);
  if (!ends.length || !ends.every((end) => NUMBER.test(end))) {
    const tip = name === "parameters" ? "7B, 1B..8B or 70B.." : "2023, 2023.. or 2021..2023";
    throw new QueryError(`${name}:${value} is no number and no range; write ${name}:${tip}`);
  }
  if (high === undefined) {
    const [, , digits = "", unit] = NUMBER.exec(low);
    const half = unit ? Number(`5e${POWERS[unit.toLowerCase()] - digits.length - 1}`) : 0;
    return [amount(low) - half, amount(low) + half];
  }
  return [low ? amount(low) : 0, high ? amount(high) : Infinity];
}

function numberTest(field, values) {
  const states = new Set(values.map((value) => value.toLowerCase()).filter((value) => STATES.includes(value)));
  const ranges = values.filter((value) => !states.has(value.toLowerCase())).map((value) => range(field.name, value));
  return (model) =>
    field.cells[model].some((each) =>
      typeof each === "string" ? states.has(each) : ranges.some(([low, high]) => low <= each && each <= high),
    );
}

export function named(field, value) {
  const dots = value.indexOf("..");
  if (dots < 0 || field.kind !== "ladder") return [position(field, value)];
  const low = value.slice(0, dots),
    high = value.slice(dots + 2);
  const first = low ? position(field, low) : 0,
    last = high ? position(field, high) : field.ids.length - 1;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => first + step);
}

function positive(atlas, { field: name, values }) {
  if (!name) {
    const words = ` ${fold(values[0])}`;
    return (model) => textOf(atlas, model).includes(words);
  }
  if (name === "id") {
    const known = (atlas.known ??= new Set(atlas.ids));
    for (const value of values)
      if (!known.has(value.toLowerCase())) {
        const near = nearest(value, atlas.ids);
        throw new QueryError(`“${value}” is no value of id.${near ? ` Did you mean ${near}?` : ""}`);
      }
    const wanted = new Set(values.map((value) => value.toLowerCase()));
    return (model) => wanted.has(atlas.ids[model]);
  }
  const field = atlas.fields.get(name);
  if (!field) {
    const near = nearest(name, atlas.fields.keys());
    const tip = near ? `Did you mean ${near}?` : `Fields: ${[...atlas.fields.keys()].join(", ")}`;
    throw new QueryError(`there is no field “${name}”. ${tip}`);
  }
  if (field.kind === "number") return numberTest(field, values);
  const wanted = new Uint8Array(field.ids.length);
  for (const value of values) for (const each of named(field, value)) wanted[each] = 1;
  return (model) => field.cells[model].some((value) => wanted[value]);
}

// The models that meet all conditions, and for every field how often each value occurs among the models that meet all
// others: a field's own choice does not narrow its counts. Throws QueryError.
export function run(atlas, conditions) {
  const tests = conditions.map((condition) => {
    const test = positive(atlas, condition);
    return condition.negated ? (model) => !test(model) : test;
  });
  const own = new Map();
  conditions.forEach(({ field, negated }, number) => {
    if (field && !negated && !own.has(field)) own.set(field, number);
  });
  const counts = new Map([...atlas.fields].map(([name, field]) => [name, new Uint32Array(field.ids.length)]));
  const columns = [...atlas.fields.values()];
  const shown = new Uint8Array(atlas.count);
  let total = 0;
  for (let model = 0; model < atlas.count; model += 1) {
    let failed = -1,
      fails = 0;
    for (let number = 0; number < tests.length && fails < 2; number += 1)
      if (!tests[number](model)) {
        failed = number;
        fails += 1;
      }
    if (fails > 1) continue;
    if (!fails) {
      shown[model] = 1;
      total += 1;
      for (const field of columns) tally(counts.get(field.name), field.tallied[model]);
    } else if (own.get(conditions[failed].field) === failed) {
      const field = atlas.fields.get(conditions[failed].field);
      if (field) tally(counts.get(field.name), field.tallied[model]);
    }
  }
  return { shown, total, counts };
}

function tally(counts, cell) {
  for (const value of cell) counts[value] += 1;
}

export const select = (atlas, query) => {
  const { shown } = run(atlas, parse(query));
  return atlas.ids.filter((_, model) => shown[model]);
};

// What a column sorts by; null is unknown and comes last in both directions.
function sortValue(atlas, key, model) {
  if (key === "name") return fold(atlas.names[model]);
  if (key === "released") return atlas.released[model] || null;
  const field = atlas.fields.get(key);
  const cell = field.written[model];
  if (field.kind === "number") {
    const numbers = cell.filter((value) => typeof value === "number");
    return numbers.length ? Math.max(...numbers) : null;
  }
  if (!cell.length || STATES.includes(field.ids[cell[0]])) return null;
  return field.kind === "tree" ? fold(field.labels[cell[0]]) : cell[0];
}

export function order(atlas, sort) {
  if (!atlas.orders.has(sort)) {
    const down = sort.startsWith("-"),
      key = down ? sort.slice(1) : sort;
    const models = Array.from({ length: atlas.count }, (_, model) => model);
    if (key === "name" || key === "released" || atlas.fields.has(key)) {
      const values = models.map((model) => sortValue(atlas, key, model));
      models.sort((a, b) => {
        const x = values[a],
          y = values[b];
        if (x === y) return a - b;
        if (x === null || y === null) return x === null ? 1 : -1;
        return (x < y ? -1 : 1) * (down ? -1 : 1);
      });
    }
    atlas.orders.set(sort, models);
  }
  return atlas.orders.get(sort);
}

// The shown models in order. Without a chosen order, models whose name holds the words come first.
export function sorted(atlas, shown, sort, conditions) {
  const found = order(atlas, sort).filter((model) => shown[model]);
  const words = conditions.filter(({ field, negated }) => !field && !negated).map(({ values }) => ` ${fold(values[0])}`);
  if (sort || !words.length) return found;
  const rank = (model) =>
    words.every((word) => atlas.titles[model].includes(word)) ? 0 : words.every((word) => atlas.others[model].includes(word)) ? 1 : 2;
  const groups = [[], [], []];
  for (const model of found) groups[rank(model)].push(model);
  return groups.flat();
}
