import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { parse, prepare, QueryError, range, run, select, sorted, texts, written } from "../../docs/assets/atlas/query.js";
import { nearest, shortNumber } from "../../docs/assets/atlas/text.js";
import { zip } from "../../docs/assets/atlas/zip.js";

const file = (name) => JSON.parse(readFileSync(new URL(`../${name}`, import.meta.url)));
const cases = file("query_cases.json");
const atlas = prepare(file("query_data.json"));

for (const [query, expected] of cases.selects)
  test(`selects: ${query}`, () => assert.deepEqual(select(atlas, query).sort(), expected));

for (const [query, said] of cases.refuses)
  test(`refuses: ${query}`, () =>
    assert.throws(() => select(atlas, query), (error) => error instanceof QueryError && error.message.includes(said)));

test("a query is written as it is read", () => {
  const query = '"chest ct" -kind:agent country:"South Korea",DE year:2023..';
  assert.equal(written(parse(query)), query);
});

test("a field's own choice does not narrow its counts", () => {
  const { counts, total } = run(atlas, parse("weights:gated"));
  const weights = atlas.fields.get("weights");
  assert.equal(total, 1);
  assert.equal(counts.get("weights")[weights.place.get("open")], 1);
  assert.equal(counts.get("modality")[atlas.fields.get("modality").place.get("llm")], 0);
});

test("unknown values come last in both directions", () => {
  const { shown } = run(atlas, []);
  const ids = (sort) => sorted(atlas, shown, sort, []).map((model) => atlas.ids[model]);
  assert.equal(ids("parameters").at(-1), "toy-base");
  assert.equal(ids("-parameters").at(-1), "toy-base");
});

test("sizes are read as people write them", () => {
  assert.deepEqual(range("parameters", "7B"), [6.5e9, 7.5e9]);
  assert.deepEqual(range("parameters", "..350M"), [0, 350e6]);
});

test("near words and short numbers", () => {
  assert.equal(nearest("segmentaton", ["segmentation", "diagnosis"]), "segmentation");
  assert.equal(nearest("zzz", ["segmentation"]), null);
  assert.equal(shortNumber(86.6e6), "86.6 M");
  assert.equal(shortNumber(999_999_999), "1 B");
  assert.equal(shortNumber(999_999), "999,999");
});

test("an archive begins and ends as a zip does", () => {
  const bytes = zip([["a.txt", "alpha"]]);
  assert.equal(new DataView(bytes.buffer).getUint32(0, true), 0x04034b50);
  assert.equal(new DataView(bytes.buffer).getUint32(bytes.length - 22, true), 0x06054b50);
});

test("words are looked for in summaries that come later", () => {
  const { summaries, ...bare } = file("query_data.json");
  const later = prepare(bare);
  const word = "volumes";
  assert.ok(summaries.some((text) => text.includes(word)));
  assert.equal(run(later, parse(word)).total, 0);
  texts(later, 0, summaries);
  assert.deepEqual(select(later, word), select(atlas, word));
  assert.ok(select(later, word).length);
});
