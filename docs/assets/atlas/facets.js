// The panel of filters: one part per field, trees open to finer terms, live counts, ranges.
import { el } from "./dom.js";
import { STATES } from "./query.js";
import { counted } from "./text.js";

const ORDER = [
  "modality", "application", "weights", "evidence", "licence-class", "commercial-use", "parameters", "year", "specialty", "body-region", "imaging",
  "has", "code", "technique", "architecture", "task", "kind", "scope", "country", "sector", "language", "organisation", "licence", "data",
]; // prettier-ignore
const OPEN = 4,
  SHORT = 8;

// `chosen(name)` gives the values picked of a field, `choose(name, values)` sets them.
export function facetPanel(aside, atlas, chosen, choose) {
  const all = new Map();
  for (const field of atlas.fields.values()) all.set(field.name, total(field));
  const names = ORDER.filter((name) => atlas.fields.has(name));
  names.push(...[...atlas.fields.keys()].filter((name) => !names.includes(name)));
  const parts = names.map((name) => part(atlas.fields.get(name), all.get(name), chosen, choose)).filter(Boolean);
  parts.forEach(({ details }, number) => {
    details.open = number < OPEN;
  });
  aside.append(...parts.map(({ details }) => details));
  return (counts) => {
    for (const { details, paint, keep, name } of parts) {
      const picked = chosen(name).length;
      details.querySelector("summary b").textContent = picked ? `${picked} chosen` : "";
      keep(() => counts.get(name));
      if (details.open) paint();
    }
  };
}

function total(field) {
  const counts = new Uint32Array(field.ids.length);
  for (const cell of field.tallied) for (const value of cell) counts[value] += 1;
  return counts;
}

function part(field, all, chosen, choose) {
  const lines = new Map();
  const set = el("fieldset", {}, el("legend", { class: "sr" }, field.label));
  const details = el("details", {}, el("summary", {}, el("span", {}, field.label), el("b", { class: "aside" })), set);
  const line = (value) => {
    const made = choice(field, value, chosen, choose);
    lines.set(value, made);
    return made.label;
  };
  let latest = null;
  const paint = () => {
    const counts = latest();
    if (!set.dataset.built) {
      if (field.kind === "number") rangeOf(field, set, chosen, choose);
      fill(field, set, all, line, paint);
      set.dataset.built = "yes";
    }
    const picked = new Set(chosen(field.name));
    const atLeast = field.kind === "ladder";
    for (const [value, { box, count, label }] of lines) {
      const number = atLeast ? counts.subarray(value).reduce((sum, each) => sum + each, 0) : counts[value];
      if (count.said !== number) {
        count.said = number;
        count.textContent = counted(number);
      }
      box.checked = picked.has(atLeast && value ? `${field.ids[value]}..` : field.ids[value]);
      label.classList.toggle("zero", !number && !box.checked);
    }
    set.querySelector(".range")?.dispatchEvent(new CustomEvent("paint"));
  };
  details.addEventListener("toggle", () => {
    if (details.open && latest) paint();
  });
  // closed parts count when they are opened
  const keep = (counts) => {
    latest = counts;
  };
  return all.some(Boolean) || field.kind === "number" ? { details, name: field.name, paint, keep } : null;
}

function fill(field, set, all, line, repaint) {
  const given = field.ids.map((_, value) => value).filter((value) => all[value]);
  const states = given.filter((value) => STATES.includes(field.ids[value]));
  let values = given.filter((value) => !states.includes(value));
  if (field.kind === "number") values = [];
  if (field.kind === "ladder") values = values.filter((value) => value > 0);
  if (field.kind === "tree") return branch(field, set, tops(field, values), all, line, repaint, states);
  if (values.length > SHORT * 1.5) values.sort((a, b) => all[b] - all[a]);
  return shortened(set, values, line, repaint, states);
}

const tops = (field, values) => values.filter((value) => !field.values[value][2].length);

function shortened(where, values, line, repaint, states) {
  const few = values.length > SHORT * 1.5 ? values.slice(0, SHORT) : values;
  where.append(...few.map(line));
  const rest = values.slice(few.length);
  if (rest.length) {
    const more = el("button", { type: "button", class: "quiet" }, `${rest.length} more`);
    more.addEventListener("click", () => {
      const lines = rest.map(line);
      more.replaceWith(...lines);
      lines[0].querySelector("input").focus();
      repaint();
    });
    where.append(more);
  }
  where.append(...states.map(line));
}

function branch(field, where, values, all, line, repaint, states = []) {
  for (const value of values) {
    const label = line(value);
    const finer = field.ids.map((_, each) => each).filter((each) => all[each] && field.values[each][2]?.includes(value));
    if (!finer.length) {
      where.append(label);
      continue;
    }
    const inside = el("div", { class: "finer", hidden: true });
    const open = el("button", { type: "button", class: "opens", "aria-expanded": "false", "aria-label": `Finer terms of ${field.labels[value]}` });
    open.addEventListener("click", () => {
      inside.hidden = !inside.hidden;
      open.setAttribute("aria-expanded", String(!inside.hidden));
      if (!inside.childElementCount) {
        branch(field, inside, finer, all, line, repaint);
        repaint();
      }
    });
    where.append(el("div", { class: "branch" }, label, open), inside);
  }
  where.append(...states.map(line));
}

function choice(field, value, chosen, choose) {
  const ladder = field.kind === "ladder";
  const id = ladder && value ? `${field.ids[value]}..` : field.ids[value];
  const box = el("input", { type: ladder ? "radio" : "checkbox", name: `f-${field.name}`, value: id });
  const count = el("b");
  const label = el("label", {}, box, el("span", {}, ladder && value ? `${field.labels[value]} or further` : field.labels[value]), count);
  box.addEventListener("change", () => {
    const rest = ladder ? [] : chosen(field.name).filter((each) => each !== id);
    choose(field.name, box.checked ? [...rest, id] : rest);
  });
  return { box, count, label };
}

function rangeOf(field, set, chosen, choose) {
  const hint = field.name === "parameters" ? "1B" : "2023";
  const low = el("input", { type: "text", class: "field", placeholder: hint, "aria-label": `${field.label} from`, size: 5 });
  const high = el("input", { type: "text", class: "field", placeholder: "any", "aria-label": `${field.label} to`, size: 5 });
  const isRange = (value) => !STATES.includes(value);
  const form = el("div", { class: "range" }, low, el("span", { class: "aside" }, "to"), high);
  form.addEventListener("change", () => {
    const ends = [low, high].map((each) => each.value.replaceAll(/\s/g, ""));
    const rest = chosen(field.name).filter((value) => !isRange(value));
    choose(field.name, ends.some(Boolean) ? [`${ends[0]}..${ends[1]}`, ...rest] : rest);
  });
  form.addEventListener("paint", () => {
    const now = chosen(field.name).find(isRange) ?? "";
    const [first, last = first] = now.split("..");
    for (const [input, value] of [[low, first], [high, last]]) if (input !== document.activeElement) input.value = value;
  });
  set.append(form);
}
