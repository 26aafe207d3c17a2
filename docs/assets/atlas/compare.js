// Two to six models side by side: every field, differences marked, sources as footnotes.
import { basket } from "./basket.js";
import { button, copyLink, el, load, site } from "./dom.js";

const body = document.querySelector(".compare-body");
const ids = [...new Set((new URLSearchParams(location.search).get("ids") ?? "").split(",").filter((id) => /^[a-z0-9][a-z0-9.-]*$/.test(id)))];

function notice(...parts) {
  body.replaceChildren(el("p", { class: "notice" }, ...parts));
}

const list = () => el("a", { href: `${site}models/` }, "list of models");

// The labels of all models in the order of the first that has each.
function labelsOf(models) {
  return [...new Set(models.flatMap(({ rows }) => rows.map(([label]) => label)))];
}

function numbered(models) {
  const notes = new Map();
  const numberOf = (name, [said, address]) => {
    const key = `${address} ${said}`;
    if (!notes.has(key)) notes.set(key, { number: notes.size + 1, said, address });
    return notes.get(key).number;
  };
  const cells = models.map(({ rows, sources }) => {
    const found = new Map();
    for (const [label, [text, state, names, note]] of rows)
      found.set(label, { text, state, note, marks: names.filter((name) => sources[name]).map((name) => numberOf(name, sources[name])) });
    return found;
  });
  return { cells, notes: [...notes.values()] };
}

function cell({ text, state, note, marks }, name) {
  const made = el("td", { class: state === "value" ? "" : "u", "data-label": name }, el("span", {}, text, ...(note && state !== "value" ? [`, ${note}`] : [])));
  for (const mark of marks) made.firstChild.append(el("a", { class: "src", href: `#cited-${mark}`, "aria-label": `Source ${mark}` }, String(mark)));
  return made;
}

function paint(models) {
  const { cells, notes } = numbered(models);
  const only = el("input", { type: "checkbox" });
  const rows = labelsOf(models).map((label) => {
    const found = cells.map((each) => each.get(label) ?? { text: "Not yet looked up", state: "absent", marks: [] });
    const differs = new Set(found.map(({ text }) => text)).size > 1;
    const head = el("th", { scope: "row" }, label, ...(differs ? [el("span", { class: "differs" }, "differs")] : []));
    return el("tr", { class: differs ? "" : "same" }, head, ...found.map((each, number) => cell(each, models[number].name)));
  });
  const table = el(
    "table",
    { class: "t compare" },
    el("caption", { class: "sr" }, `Comparison of ${models.map(({ name }) => name).join(", ")}`),
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, el("span", { class: "sr" }, "Field")), ...models.map(({ id, name }) => el("th", { scope: "col" }, el("a", { href: `${site}models/${id}/` }, name))))),
    el("tbody", {}, ...rows),
  );
  table.style.setProperty("--models", models.length);
  only.addEventListener("change", () => table.classList.toggle("only", only.checked));
  const footnotes = notes.map(({ number, said, address }) => {
    const outside = address.startsWith("https:");
    return el("li", { id: `cited-${number}` }, el("a", { href: outside ? address : site + address, ...(outside ? { rel: "noopener" } : {}) }, said));
  });
  body.replaceChildren(
    el(
      "p",
      { class: "actions" },
      el("label", { class: "check" }, only, " Only what differs"),
      copyLink(),
      button("Print", () => print()),
      button("Add these to basket", () => basket.put("models", models.map(({ id, name }) => [id, name]))),
    ),
    el("div", { class: "scroll", role: "group", "aria-label": "Comparison", tabindex: "0" }, table),
    el("section", { "aria-labelledby": "cited-here" }, el("h2", { id: "cited-here" }, "Cited here"), el("ol", { class: "cited" }, ...footnotes)),
  );
  document.title = `${models.map(({ name }) => name).join(", ")} - MedLM Atlas`;
  if (location.hash.startsWith("#cited-")) document.getElementById(location.hash.slice(1))?.scrollIntoView();
}

if (ids.length < 2) notice("Name two to six models to compare. Pick them in the ", list(), " and open the basket.");
else if (ids.length > 6) notice(`Six models fit side by side; the address names ${ids.length}. Choose fewer in the `, el("a", { href: `${site}basket/` }, "basket"), ".");
else {
  const found = await Promise.allSettled(ids.map((id) => load(`./compare/${id}.json`)));
  const missing = ids.filter((_, number) => found[number].status === "rejected");
  if (missing.length) notice(`The atlas has no model “${missing.join("”, “")}”. Look it up in the `, list(), ".");
  else paint(found.map(({ value }) => value));
}
