import assert from "node:assert/strict";
import { test } from "node:test";
import { fold } from "../../docs/assets/atlas/text.js";
import { grouped, prepare, search } from "../../docs/assets/atlas/search.js";

const index = {
  kinds: ["Model", "Term"],
  entries: [
    [0, "models/biobert/", "BioBERT", "text mining NLP", "A language model of biomedical papers."],
    [0, "models/bluebert/", "BlueBERT", "", "Compared with BioBERT on ten sets."],
    [0, "models/med-palm-2/", "Med-PaLM 2", "MedPaLM2", "Answers medical questions."],
    [1, "terms/modality/radiograph/", "2D radiography", "CXR chest x-ray plain film", "Projection images."],
    [0, "models/gruenwald/", "Grünwald-β", "", ""],
  ],
};
const entries = prepare(index);
const titles = (words) => search(entries, words).map((hit) => hit.title);

test("accents, case and punctuation do not matter", () => {
  assert.equal(fold("  Grünwald–β! "), "grunwald beta");
  assert.deepEqual(titles("grunwald"), ["Grünwald-β"]);
  assert.deepEqual(titles("med palm 2"), ["Med-PaLM 2"]);
});

test("a name comes before what mentions it", () => {
  assert.deepEqual(titles("biobert"), ["BioBERT", "BlueBERT"]);
});

test("synonyms of a term find it", () => {
  assert.deepEqual(titles("chest x-ray"), ["2D radiography"]);
});

test("one typo in a word of five letters or more is forgiven, in a short word it is not", () => {
  assert.ok(titles("biobrt").includes("BioBERT"));
  assert.deepEqual(titles("cxz"), []);
});

test("every word must be found", () => {
  assert.deepEqual(titles("biobert zzzz"), []);
  assert.deepEqual(titles("   "), []);
});

test("hits are grouped by kind in the order of the kinds", () => {
  const groups = grouped(search(entries, "med"));
  assert.deepEqual(groups.map(([kind]) => kind), [...new Set(groups.map(([kind]) => kind))]);
});
