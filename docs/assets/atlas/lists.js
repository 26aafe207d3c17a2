// Long tables narrowed by the values of some columns; the choice is a query in the address.
import { addressWith, button, el, plural } from "./dom.js";
import { parse, QueryError, written } from "./query.js";

const table = document.querySelector("table[data-narrow]");
const rows = [...table.tBodies[0].rows];
const one = table.dataset.one;

// What a cell says: the terms it links to, or its text.
function said(row, label) {
  const cell = row.querySelector(`[data-label="${label}"]`);
  const terms = [...cell.querySelectorAll("a:not(.src)")].map((each) => each.textContent);
  return terms.length ? terms : [cell.textContent.trim()];
}

const selects = table.dataset.narrow.split(",").map((label) => {
  const counts = new Map();
  for (const value of rows.flatMap((row) => said(row, label))) counts.set(value, (counts.get(value) ?? 0) + 1);
  const options = [...counts].sort((a, b) => b[1] - a[1]).map(([value, count]) => el("option", { value }, `${value} (${count})`));
  const select = el("select", { name: label.toLowerCase() }, el("option", { value: "" }, "All"), ...options);
  select.addEventListener("change", () => {
    history.pushState(null, "", address());
    paint();
  });
  return { label, select };
});

const chosen = () => selects.filter(({ select }) => select.value);

function address() {
  const query = written(chosen().map(({ select }) => ({ field: select.name, values: [select.value], negated: false })));
  return addressWith(new URLSearchParams(query && { q: query }));
}

// Conditions that this table does not know are left out; the address is written by this page alone.
function read() {
  let conditions = [];
  try {
    conditions = parse(new URLSearchParams(location.search).get("q") ?? "");
  } catch (error) {
    if (!(error instanceof QueryError)) throw error;
  }
  for (const { select } of selects) {
    select.value = conditions.find(({ field }) => field === select.name)?.values[0] ?? "";
    if (select.selectedIndex < 0) select.value = "";
  }
}

function paint() {
  const wanted = chosen();
  let shown = 0;
  for (const row of rows) {
    row.hidden = !wanted.every(({ label, select }) => said(row, label).includes(select.value));
    shown += !row.hidden;
  }
  hits.textContent = shown === rows.length ? plural(shown, one, table.dataset.many) : `${shown} of ${plural(rows.length, one, table.dataset.many)}`;
  clear.hidden = !wanted.length;
}

const hits = el("span", { class: "hits", role: "status" });
const clear = button(
  "Show all",
  () => {
    for (const { select } of selects) select.value = "";
    history.pushState(null, "", address());
    paint();
    selects[0].select.focus();
  },
  "quiet",
);
table.before(
  el("form", { class: "boardbar", onsubmit: (event) => event.preventDefault() }, ...selects.map(({ label, select }) => el("label", {}, `${label} `, select)), el("p", { class: "after" }, hits, clear)),
);
addEventListener("popstate", () => {
  read();
  paint();
});
read();
paint();
