// Files of a selection, joined from the fragments that the build wrote; equal to what `medlm-atlas export` writes.
import { button, el, flash, load } from "./dom.js";
import { zip } from "./zip.js";

const loaded = new Map();
const once = (name) => {
  if (!loaded.has(name)) loaded.set(name, load(`./exports/${name}.json`));
  return loaded.get(name);
};

// Places of the chosen records in the order of the catalog; references are the papers of the models and those picked.
function places(manifest, models, references) {
  const place = (known, ids) => {
    const wanted = new Set(ids);
    return known.flatMap((id, number) => (wanted.has(id) ? [number] : []));
  };
  const chosen = place(manifest.models, models);
  const papers = new Set([...chosen.flatMap((model) => manifest.papers[model]), ...place(manifest.references, references)]);
  return { models: chosen, references: [...papers].sort((a, b) => a - b) };
}

function joined(format, fragments) {
  return format.head + fragments.join(format.separator) + format.tail;
}

async function text(manifest, name, chosen) {
  const format = manifest.formats[name];
  const wanted = chosen[format.of];
  const files = new Map();
  for (const number of new Set(wanted.map((place) => Math.floor(place / manifest.size))))
    files.set(number, await once(`${name}-${number}`));
  return joined(
    format,
    wanted.map((place) => files.get(Math.floor(place / manifest.size))[place % manifest.size]),
  );
}

async function exported(name, models, references = []) {
  const manifest = await once("manifest");
  const chosen = places(manifest, models, references);
  const format = manifest.formats[name];
  const made = await text(manifest, name, chosen);
  if (name !== "latex") return { format, data: new TextEncoder().encode(made), count: chosen[format.of].length };
  const cited = await text(manifest, "bibtex", chosen);
  const files = [["main.tex", manifest.main], ["models.tex", made], ["references.bib", cited]];
  return { format, data: zip(files), count: chosen.models.length };
}

const FORMATS = [
  ["bibtex", "BibTeX"],
  ["biblatex", "BibLaTeX"],
  ["ris", "RIS"],
  ["csl-json", "CSL-JSON"],
  ["csv", "CSV"],
  ["json", "JSON"],
  ["markdown", "Markdown"],
  ["latex", "LaTeX table and .bib"],
];
const OF_REFERENCES = ["bibtex", "biblatex", "ris", "csl-json"];

// A row of buttons, one per format, for what `chosen()` gives when one is pressed: { models, references }.
export function exportButtons(chosen) {
  const make = ([name, label]) =>
    button(label, async (event) => {
      const where = event.currentTarget;
      const { models, references = [] } = chosen();
      try {
        const { format, data } = await exported(name, models, references);
        const link = el("a", { href: URL.createObjectURL(new Blob([data], { type: format.type })), download: `medlm-atlas.${format.ending}` });
        link.click();
        setTimeout(() => URL.revokeObjectURL(link.href), 10000);
      } catch {
        flash(where, "Could not be loaded");
      }
    });
  const group = (label, formats) => el("div", { class: "exports" }, el("span", { class: "aside" }, label), ...formats.map(make));
  return [
    group("References", FORMATS.filter(([name]) => OF_REFERENCES.includes(name))),
    group("Models", FORMATS.filter(([name]) => !OF_REFERENCES.includes(name))),
  ];
}
