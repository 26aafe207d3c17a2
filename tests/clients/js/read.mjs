// Reads a bibliography with the named reader and prints its entries as one shape:
// {key: {title, authors: [{family, given, suffix} | {literal}], year, doi}}. Usage: node read.mjs READER FILE
import { readFileSync } from "node:fs";
import { plugins } from "@citation-js/core";
import "@citation-js/plugin-bibtex";
import "@citation-js/plugin-csl";
import { parse } from "biblatex-csl-converter";

const bare = (markup) => (markup ?? "").replace(/<\/?(?:span|sub|sup)[^>]*>/g, "");
const family = (name) => [name["dropping-particle"], name["non-dropping-particle"], name.family].filter(Boolean).join(" ");

const person = (name) =>
  name.given === undefined
    ? { literal: name.literal ?? name.family }
    : { family: family(name), given: name.given, suffix: name.suffix ?? "" };

const ofCsl = (item) => ({
  title: bare(item.title),
  authors: item.author.map(person),
  year: String(item.issued["date-parts"][0][0]),
  doi: item.DOI ?? "",
});

const text = (parts) => (parts ?? []).map((part) => part.text ?? "").join("");

const ofConverted = ({ fields }) => ({
  title: text(fields.title),
  authors: fields.author.map((name) =>
    name.literal
      ? { literal: text(name.literal) }
      : {
          family: [text(name.prefix), text(name.family)].filter(Boolean).join(" "),
          given: text(name.given),
          suffix: text(name.suffix),
        },
  ),
  year: fields.date.slice(0, 4),
  doi: fields.doi ?? "",
});

const readers = {
  "citation-js": (content) => plugins.input.chain(content).map((item) => [item.id, ofCsl(item)]),
  "biblatex-csl-converter": (content) => {
    const { entries, errors } = parse(content, { processUnexpected: true, processUnknown: true });
    if (errors.length) throw new Error(JSON.stringify(errors));
    return Object.values(entries).map((entry) => [entry.entry_key, ofConverted(entry)]);
  },
};

const [reader, file] = process.argv.slice(2);
process.stdout.write(JSON.stringify(Object.fromEntries(readers[reader](readFileSync(file, "utf8")))));
