// The basket: what was picked, to compare, to take out, to export.
import { basket } from "./basket.js";
import { button, el, plural, site } from "./dom.js";
import { exportButtons } from "./exporting.js";

const body = document.querySelector(".basket-body");

function item(kind, id) {
  const name = basket.name(kind, id);
  const box = kind === "models" ? [el("input", { type: "checkbox", value: id, "aria-label": `Compare ${name}` })] : [];
  return el(
    "li",
    {},
    el("span", {}, ...box, el("a", { href: `${site}${kind}/${id}/` }, name)),
    el("button", { type: "button", class: "quiet", "aria-label": `Take out ${name}`, onclick: () => takeOut(kind, id) }, "Take out"),
  );
}

function takeOut(kind, id) {
  const ids = basket.ids(kind);
  const next = ids[ids.indexOf(id) + 1] ?? ids[ids.indexOf(id) - 1];
  basket.drop(kind, [id]);
  const buttons = [...body.querySelectorAll("li .quiet")];
  (buttons.find((each) => each.getAttribute("aria-label") === `Take out ${basket.name(kind, next)}`) ?? body).focus();
}

function compareLink() {
  const all = basket.ids("models");
  const link = el("a", { class: "btn p" }, "Compare");
  const said = el("span", { class: "aside", role: "status" });
  const set = () => {
    const picked = [...body.querySelectorAll("li input:checked")].map((box) => box.value);
    const ids = picked.length ? picked : all;
    const fits = ids.length >= 2 && ids.length <= 6;
    if (fits) link.href = `${site}compare/?ids=${ids.join(",")}`;
    else link.removeAttribute("href");
    link.toggleAttribute("aria-disabled", !fits);
    link.textContent = fits ? `Compare these ${ids.length}` : "Compare";
    said.textContent = fits ? "" : ids.length < 2 ? "Pick two models or more to compare." : "Mark two to six of the models to compare.";
  };
  return { link, said, set };
}

function paint() {
  const models = basket.ids("models"),
    references = basket.ids("references");
  if (!basket.size) {
    body.replaceChildren(
      el(
        "p",
        { class: "notice" },
        "Nothing is in the basket. Pick rows in the ",
        el("a", { href: `${site}models/` }, "list of models"),
        ", or press “Add to basket” on the page of a model, term, benchmark or reference.",
      ),
    );
    return;
  }
  const { link, said, set } = compareLink();
  const section = (kind, ids, one) =>
    ids.length
      ? [el("section", {}, el("h2", {}, plural(ids.length, one)), el("ul", { class: "picked" }, ...ids.map((id) => item(kind, id))))]
      : [];
  body.replaceChildren(
    el("p", { class: "actions" }, ...(models.length ? [link] : []), button("Empty the basket", () => basket.clear()), ...(models.length ? [said] : [])),
    ...section("models", models, "model"),
    ...section("references", references, "reference"),
    el("section", { "aria-labelledby": "export" }, el("h2", { id: "export" }, "Export"), ...exportButtons(() => ({ models: basket.ids("models"), references: basket.ids("references") }))),
  );
  body.querySelector(".picked")?.addEventListener("change", set);
  set();
}

body.tabIndex = -1;
basket.watch(paint);
