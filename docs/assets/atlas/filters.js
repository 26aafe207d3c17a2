// Pure filtering of the list of models: any of within a facet, all of between facets. The state is a URL query.
import { fold } from "./search.js";

export const PLAIN = ["weights", "evidence", "scope"];

export function parse(query) {
  const params = new URLSearchParams(query);
  const state = { q: params.get("q") ?? "", sort: params.get("sort") ?? "", picked: Object.create(null) };
  for (const [key, value] of params) if (key !== "q" && key !== "sort") (state.picked[key] ??= []).push(value);
  return state;
}

export function format(state) {
  const params = new URLSearchParams();
  if (state.q) params.set("q", state.q);
  for (const key of Object.keys(state.picked).sort())
    for (const value of [...state.picked[key]].sort()) params.append(key, value);
  if (state.sort) params.set("sort", state.sort);
  return params.toString();
}

export function valuesOf(model, key) {
  if (key === "evidence") return Array.from({ length: model.evidence + 1 }, (_, rank) => String(rank));
  if (key === "weights" || key === "scope") return [model[key]];
  return Object.hasOwn(model.terms, key) ? model.terms[key] : [];
}

export function matches(model, state, except = "") {
  const words = fold(state.q).split(" ").filter(Boolean);
  if (words.length) {
    const text = (model.folded ??= ` ${fold(model.words)}`);
    if (!words.every((word) => text.includes(` ${word}`))) return false;
  }
  return Object.entries(state.picked).every(
    ([key, values]) => key === except || !values.length || valuesOf(model, key).some((value) => values.includes(value)),
  );
}

export function counts(models, state, key) {
  const tally = new Map();
  for (const model of models)
    if (matches(model, state, key))
      for (const value of valuesOf(model, key)) tally.set(value, (tally.get(value) ?? 0) + 1);
  return tally;
}

export function compare(sort) {
  const down = sort.startsWith("-");
  const key = sort.replace("-", "");
  const value = (model) => (key === "name" ? model.name.toLowerCase() : model[key]);
  return (a, b) => {
    const x = value(a),
      y = value(b);
    if (x === y) return 0;
    if (x === null || x === undefined) return 1;
    if (y === null || y === undefined) return -1;
    return (x < y ? -1 : 1) * (down ? -1 : 1);
  };
}
