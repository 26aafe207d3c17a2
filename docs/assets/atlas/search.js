import { fold } from "./text.js";

// Pure search over the index that the build writes: { kinds, entries: [kind, address, title, words, line] }.

export function prepare(index) {
  return index.entries.map(([kind, address, title, words, line], order) => {
    const name = fold(title);
    return {
      kind: index.kinds[kind],
      rank: kind,
      address,
      title,
      line,
      order,
      name,
      squeezed: name.replaceAll(" ", ""),
      words: ` ${name} ${fold(words)}`,
      text: ` ${fold(line)}`,
    };
  });
}

function withinOneEdit(typed, word) {
  if (Math.abs(typed.length - word.length) > 1) return false;
  let i = 0;
  while (i < typed.length && i < word.length && typed[i] === word[i]) i += 1;
  const a = typed.slice(i),
    b = word.slice(i);
  return (
    a.slice(1) === b ||
    a === b.slice(1) ||
    a.slice(1) === b.slice(1) ||
    (a[0] === b[1] && a[1] === b[0] && a.slice(2) === b.slice(2))
  );
}

function wordScore(entry, word) {
  if (entry.name.startsWith(word)) return 8;
  if (entry.squeezed.startsWith(word)) return 7;
  if (` ${entry.name}`.includes(` ${word}`)) return 6;
  if (entry.words.includes(` ${word}`)) return 4;
  if (entry.text.includes(` ${word}`)) return 1;
  return 0;
}

function typoScore(entry, word) {
  if (word.length < 5) return 0;
  return entry.words.split(" ").some((each) => each.length > 3 && withinOneEdit(word, each)) ? 2 : 0;
}

export function search(entries, query) {
  const whole = fold(query);
  const words = whole.split(" ").filter(Boolean);
  if (!words.length) return [];
  const ranked = (scoreOf) => {
    const hits = [];
    for (const entry of entries) {
      let score = entry.name === whole || entry.squeezed === whole.replaceAll(" ", "") ? 40 : 0;
      for (const word of words) {
        const part = scoreOf(entry, word);
        if (!part) {
          score = 0;
          break;
        }
        score += part;
      }
      if (score) hits.push({ entry, score: score - entry.rank * 0.3 });
    }
    return hits
      .sort((a, b) => b.score - a.score || a.entry.order - b.entry.order)
      .map((hit) => hit.entry);
  };
  const exact = ranked(wordScore);
  return exact.length ? exact : ranked((entry, word) => wordScore(entry, word) || typoScore(entry, word));
}

export function grouped(hits, perKind = 6) {
  const groups = new Map();
  for (const hit of hits) {
    if (!groups.has(hit.kind)) groups.set(hit.kind, []);
    if (groups.get(hit.kind).length < perKind) groups.get(hit.kind).push(hit);
  }
  return [...groups];
}
