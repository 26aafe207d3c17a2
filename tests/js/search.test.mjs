import assert from "node:assert/strict";
import { test } from "node:test";
import { fold } from "../../docs/assets/atlas/text.js";
import { complete, prepare, search } from "../../docs/assets/atlas/search.js";

const made = () =>
  prepare({
    kinds: ["Model", "Term"],
    counts: [4, 1],
    addresses: ["models/biobert/", "models/bluebert/", "models/med-palm-2/", "models/gruenwald/", "terms/modality/radiograph/"],
    titles: ["BioBERT", "BlueBERT", "Med-PaLM 2", "Grünwald-β", "2D radiography"],
    words: ["text mining NLP", "", "MedPaLM2", "", "CXR chest x-ray plain film"],
    lines: ["A language model of biomedical papers.", "Compared with BioBERT on ten sets.", "Answers medical questions.", "", "Projection images."],
    shared: [[], [], [], [4]],
  });
const index = made();
complete(index);
const titles = (words, where = index) => search(where, words).groups.flatMap(([, entries]) => entries.map((entry) => where.titles[entry]));

test("accents, case and punctuation do not matter", () => {
  assert.equal(fold("  Grünwald–β! "), "grunwald beta");
  assert.deepEqual(titles("grunwald"), ["Grünwald-β"]);
  assert.deepEqual(titles("med palm 2"), ["Med-PaLM 2"]);
});

test("a name comes before what mentions it", () => {
  assert.deepEqual(titles("biobert"), ["BioBERT", "BlueBERT"]);
});

test("synonyms of a term find it", () => {
  assert.deepEqual(titles("chest x-ray"), ["Grünwald-β", "2D radiography"]);
});

test("one typo in a word of five letters or more is forgiven, in a short word it is not", () => {
  assert.ok(titles("biobrt").includes("BioBERT"));
  assert.deepEqual(titles("cxz"), []);
});

test("every word must be found", () => {
  assert.deepEqual(titles("biobert zzzz"), []);
  assert.deepEqual(titles("   "), []);
});

test("hits are grouped by kind, the best kind first, and all are counted", () => {
  assert.deepEqual(search(index, "2d").groups.map(([kind]) => kind), ["Term", "Model"]);
  assert.equal(search(index, "b").total, 3);
});

test("names are found before the rest is ready", () => {
  assert.deepEqual(titles("biobert", made()), ["BioBERT"]);
});

test("a word may end a text and be the beginning of another, and never reaches over both", () => {
  assert.deepEqual(titles("nlp"), ["BioBERT"]);
  assert.deepEqual(titles("filmprojection"), []);
});
