import assert from "node:assert/strict";
import { test } from "node:test";
import { compare, counts, format, matches, parse } from "../../docs/assets/atlas/filters.js";

const models = [
  { id: "a", name: "Alpha", words: "alpha chest x-ray", terms: { modality: ["vision"], application: ["diagnosis"] }, weights: "open", evidence: 3, parameters: 7e9, year: 2024, scope: "medical" },
  { id: "b", name: "beta", words: "beta ct", terms: { modality: ["3d", "vision"], application: ["treatment"] }, weights: "not-reported", evidence: 0, parameters: null, year: 2022, scope: "medical" },
];
const kept = (query) => models.filter((model) => matches(model, parse(query))).map((model) => model.id);

test("the state goes through the address and back", () => {
  const state = parse("?q=chest&weights=open&modality=3d&modality=vision&sort=-year");
  assert.deepEqual({ ...state.picked }, { weights: ["open"], modality: ["3d", "vision"] });
  assert.equal(format(state), "q=chest&modality=3d&modality=vision&weights=open&sort=-year");
});

test("any of within a facet, all of between facets", () => {
  assert.deepEqual(kept("?modality=3d&modality=vision"), ["a", "b"]);
  assert.deepEqual(kept("?modality=vision&weights=open"), ["a"]);
  assert.deepEqual(kept("?modality=3d&weights=open"), []);
});

test("evidence means at least", () => {
  assert.deepEqual(kept("?evidence=2"), ["a"]);
  assert.deepEqual(kept("?evidence=3"), ["a"]);
  assert.deepEqual(kept("?evidence=4"), []);
});

test("not reported is a value of its own", () => {
  assert.deepEqual(kept("?weights=not-reported"), ["b"]);
});

test("counts of a facet leave its own choice out", () => {
  const tally = counts(models, parse("?modality=3d"), "modality");
  assert.equal(tally.get("vision"), 2);
  assert.equal(counts(models, parse("?modality=3d"), "weights").get("open"), undefined);
});

test("unknown values sort last in both directions", () => {
  assert.deepEqual([...models].sort(compare("parameters")).map((m) => m.id), ["a", "b"]);
  assert.deepEqual([...models].sort(compare("-parameters")).map((m) => m.id), ["a", "b"]);
  assert.deepEqual([...models].sort(compare("-name")).map((m) => m.id), ["b", "a"]);
});
