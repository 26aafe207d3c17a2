// The query grammar of the address, the same as in query.py; tests/query_cases.json is run against both.
import { empty, everything, has, mark, members, meeting, size, turned, union } from "./bits.js";
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
  const count = data.ids.length;
  return { summaries: [], ...data, fields, count, heads: new Array(count), bodies: new Array(count), orders: new Map(), met: new Map() };
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

// Names of a model, folded once; words that must stand together never reach over a bar.
export function headOf(atlas, model) {
  return (atlas.heads[model] ??= ` ${[atlas.names[model], ...atlas.aliases[model], atlas.ids[model]].map(fold).join("| ")}`);
}

// The summary of a model, folded once; empty until its file has come.
export function bodyOf(atlas, model) {
  const text = atlas.summaries[model];
  return text === undefined ? "" : (atlas.bodies[model] ??= ` ${fold(text)}`);
}

const spoken = (field) => field.kind === "tree" || field.name === "organisation";

// What the values of a field are called, folded once; "" for a state.
function calledOf(field) {
  return (field.folded ??= field.values.map(([id, label, , synonyms = []]) =>
    STATES.includes(id) ? "" : ` ${[label, ...synonyms].map(fold).join("| ")}`,
  ));
}

// The models in whose texts these words stand together; what a shorter beginning of them found bounds the search.
function saying(atlas, words) {
  const wanted = ` ${words}`;
  const found = empty(atlas.count);
  for (const field of atlas.fields.values())
    if (spoken(field))
      calledOf(field).forEach((called, value) => {
        if (called.includes(wanted)) union(found, bitsOf(atlas, field)[value]);
      });
  let shorter = words.length - 1;
  while (shorter > 0 && !atlas.met.has(`"${words.slice(0, shorter)}`)) shorter -= 1;
  const bound = shorter > 0 ? atlas.met.get(`"${words.slice(0, shorter)}`) : everything(atlas.count);
  for (const model of members(bound))
    if (!has(found, model) && (headOf(atlas, model).includes(wanted) || bodyOf(atlas, model).includes(wanted))) mark(found, model);
  return found;
}

// The models that have each value of a field.
export function bitsOf(atlas, field) {
  if (!field.bits) {
    field.bits = field.ids.map(() => empty(atlas.count));
    field.tallied.forEach((cell, model) => {
      for (const value of cell) mark(field.bits[value], model);
    });
  }
  return field.bits;
}

// New summaries: what was found by words before may be too little.
export function texts(atlas, first, summaries) {
  summaries.forEach((text, step) => {
    atlas.summaries[first + step] = text;
  });
  atlas.met.clear();
  atlas.vocabulary = null;
}

// The nearest of the valid values, or all of them if they are few enough to be read.
function hint(wrong, valid) {
  const near = nearest(wrong, valid);
  if (near) return ` Did you mean ${near}?`;
  return valid.length <= 12 ? ` Values: ${valid.join(", ")}` : "";
}

function position(field, value) {
  const found = field.place.get(value.toLowerCase());
  if (found !== undefined) return found;
  throw new QueryError(`“${value}” is no value of ${field.name}.${hint(value, field.ids)}`);
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

function numbered(atlas, field, values) {
  const states = values.map((value) => value.toLowerCase()).filter((value) => STATES.includes(value));
  const ranges = values.filter((value) => !states.includes(value.toLowerCase())).map((value) => range(field.name, value));
  const found = empty(atlas.count);
  for (const state of states) union(found, bitsOf(atlas, field)[field.place.get(state)]);
  field.cells.forEach((cell, model) => {
    for (const each of cell)
      if (typeof each === "number" && ranges.some(([low, high]) => low <= each && each <= high)) mark(found, model);
  });
  return found;
}

function named(field, value) {
  const dots = value.indexOf("..");
  if (dots < 0 || field.kind !== "ladder") return [position(field, value)];
  const low = value.slice(0, dots),
    high = value.slice(dots + 2);
  const first = low ? position(field, low) : 0,
    last = high ? position(field, high) : field.ids.length - 1;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, step) => first + step);
}

function identified(atlas, values) {
  atlas.known ??= new Map(atlas.ids.map((id, model) => [id, model]));
  const found = empty(atlas.count);
  for (const value of values) {
    const model = atlas.known.get(value.toLowerCase());
    if (model === undefined) {
      throw new QueryError(`“${value}” is no value of id.${hint(value, atlas.ids)}`);
    }
    mark(found, model);
  }
  return found;
}

function having(atlas, name, values) {
  const field = atlas.fields.get(name);
  if (!field) {
    const near = nearest(name, atlas.fields.keys());
    const tip = near ? `Did you mean ${near}?` : `Fields: ${[...atlas.fields.keys()].join(", ")}`;
    throw new QueryError(`there is no field “${name}”. ${tip}`);
  }
  if (field.kind === "number") return numbered(atlas, field, values);
  const found = empty(atlas.count);
  for (const value of values) for (const each of named(field, value)) union(found, bitsOf(atlas, field)[each]);
  return found;
}

const KEPT = 200;

// The models that meet one condition, without its negation; the newest answers are kept. Throws QueryError.
function met(atlas, { field, values }) {
  const key = field ? `${field}:${JSON.stringify(values)}` : `"${fold(values[0])}`;
  let found = atlas.met.get(key);
  if (!found) {
    if (atlas.met.size > KEPT) atlas.met.clear();
    found = !field ? saying(atlas, fold(values[0])) : field === "id" ? identified(atlas, values) : having(atlas, field, values);
    atlas.met.set(key, found);
  }
  return found;
}

// Throws QueryError if a field or a value is unknown.
export function validate(atlas, conditions) {
  for (const condition of conditions) if (condition.field) met(atlas, condition);
}

// The models that meet all conditions, and for every field, when it is asked for, how often each value occurs among the
// models that meet all others: a field's own choice does not narrow its counts. Throws QueryError.
export function run(atlas, conditions) {
  const sets = conditions.map((condition) => (condition.negated ? turned(met(atlas, condition), atlas.count) : met(atlas, condition)));
  const shown = meeting(sets, atlas.count);
  const known = new Map();
  const count = (name) => {
    const own = conditions.findIndex(({ field, negated }) => field === name && !negated);
    const among = own < 0 ? shown : meeting(sets.toSpliced(own, 1), atlas.count);
    return Uint32Array.from(bitsOf(atlas, atlas.fields.get(name)), (bits) => size(bits, among));
  };
  const counts = { get: (name) => known.get(name) ?? known.set(name, count(name)).get(name) };
  return { shown, total: size(shown, shown), counts };
}

// The first words that no model says at all, null if there are none.
export function unheard(atlas, conditions) {
  const found = conditions.find((condition) => !condition.field && !condition.negated && !size(met(atlas, condition), everything(atlas.count)));
  return found ? found.values[0] : null;
}

// The known word nearest to the first word of `words` that none begins with, null if none is near.
export function nearestWord(atlas, words) {
  atlas.vocabulary ??= [...new Set(spokenTexts(atlas).flatMap((text) => text.split(/[ |]+/)))].filter(Boolean);
  const wrong = fold(words).split(" ").find((word) => !atlas.vocabulary.some((each) => each.startsWith(word)));
  const near = wrong && nearest(wrong, atlas.vocabulary);
  return near ? { wrong, near } : null;
}

function spokenTexts(atlas) {
  const own = atlas.ids.flatMap((_, model) => [headOf(atlas, model), bodyOf(atlas, model)]);
  return [...own, ...[...atlas.fields.values()].filter(spoken).flatMap(calledOf)];
}

export const select = (atlas, query) => {
  const conditions = parse(query);
  const { shown, total } = run(atlas, conditions);
  const words = total ? null : unheard(atlas, conditions);
  if (words !== null) {
    const found = nearestWord(atlas, words);
    throw new QueryError(`no model says “${words}”.${found ? ` Did you mean ${found.near}?` : ""}`);
  }
  return members(shown).map((model) => atlas.ids[model]);
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

function order(atlas, sort) {
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
  const found = order(atlas, sort).filter((model) => has(shown, model));
  const words = conditions.filter(({ field, negated }) => !field && !negated).map(({ values }) => ` ${fold(values[0])}`);
  if (sort || !words.length) return found;
  const groups = [[], [], []];
  for (const model of found) groups[place(headOf(atlas, model), words)].push(model);
  return groups.flat();
}

// 0 if the name holds all words, 1 if the names do, 2 otherwise.
function place(head, words) {
  if (!words.every((word) => head.includes(word))) return 2;
  const name = head.slice(0, head.indexOf("|"));
  return words.every((word) => name.includes(word)) ? 0 : 1;
}
