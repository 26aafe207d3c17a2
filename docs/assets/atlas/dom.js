// What the pages that scripts make have in common: elements, buttons, addresses, files of the build.
import { counted } from "./text.js";

// An element from plain values; texts are set as text, never as markup.
export function el(name, given = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(given)) {
    if (key.startsWith("on")) made.addEventListener(key.slice(2), value);
    else if (key in made && typeof value !== "string") made[key] = value;
    else if (value !== undefined && value !== null) made.setAttribute(key, value);
  }
  made.append(...children);
  return made;
}

export const site = new URL(document.querySelector("[data-atlas-open]")?.dataset.base ?? ".", location.href).href.replace(
  /\/?$/,
  "/",
);

export async function load(address) {
  const answer = await fetch(new URL(address, import.meta.url));
  if (!answer.ok) throw new Error(`${address}: ${answer.status}`);
  return answer.json();
}

export function button(text, action, kind = "btn") {
  return el("button", { type: "button", class: kind, onclick: action }, text);
}

// Says something on a button for two seconds.
export function flash(where, text) {
  const label = where.dataset.label ?? where.textContent;
  where.dataset.label = label;
  where.textContent = text;
  setTimeout(() => {
    where.textContent = label;
  }, 2000);
}

// A button that copies the address of the page as it is shown.
export function copyLink(kind = "btn") {
  const made = button("Copy link", () => navigator.clipboard.writeText(location.href).then(() => flash(made, "Copied"), () => flash(made, "Copy the address above")), kind);
  return made;
}

// The address of this page with these parameters, colons and commas left readable.
export function addressWith(params) {
  const text = params.toString().replaceAll("%3A", ":").replaceAll("%2C", ",");
  return text ? `?${text}` : location.pathname;
}

export const plural = (count, one, many = `${one}s`) => `${counted(count)} ${count === 1 ? one : many}`;
