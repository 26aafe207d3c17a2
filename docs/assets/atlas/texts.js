// Summaries of the models, in files of equal size that are loaded when they are shown or when words are looked for.
import { texts } from "./query.js";

// `load(number)` fetches one file, `file(number)` resolves when its summaries are here. `tell(model, say)` calls `say` with the summary, later if it has to be loaded.
export function summariesOf(atlas, load) {
  const files = Math.ceil(atlas.count / atlas.texts);
  const asked = new Map();
  const waiting = new Map(),
    wanted = new Set();
  let here = 0;
  async function arrive(number) {
    const first = number * atlas.texts;
    try {
      texts(atlas, first, await load(number));
    } catch (error) {
      asked.delete(number);
      throw error;
    }
    here += 1;
    for (const [model, says] of waiting) {
      if (Math.floor(model / atlas.texts) !== number) continue;
      for (const say of says) say(atlas.summaries[model]);
      waiting.delete(model);
    }
  }
  const once = (number) => asked.get(number) ?? asked.set(number, arrive(number)).get(number);
  // After the paint; the place of a summary that cannot be loaded stays empty.
  function fetchWanted() {
    for (const number of wanted) once(number).catch(() => {});
    wanted.clear();
  }
  return {
    get whole() {
      return here === files;
    },
    file: once,
    all: () => Promise.all(Array.from({ length: files }, (_, number) => once(number))),
    tell(model, say) {
      if (atlas.summaries[model] !== undefined) {
        say(atlas.summaries[model]);
        return;
      }
      if (!wanted.size) requestAnimationFrame(() => setTimeout(fetchWanted));
      waiting.set(model, [...(waiting.get(model) ?? []), say]);
      wanted.add(Math.floor(model / atlas.texts));
    },
  };
}
