// Pure search over the index that the build writes: { kinds, counts, addresses, titles, words, lines, shared }, the
// entries of one kind after those of another; `shared` are the entries whose words are an entry's words too. Texts are
// joined and a word is looked for in the whole, which costs a few milliseconds over tens of thousands of entries.
import { fold } from "./text.js";

function lined(text) {
  const starts = [];
  for (let at = 0; at >= 0; at = text.indexOf("\n", at + 1)) starts.push(at);
  return { text, starts };
}

// Every text on a line of its own, a space before it, so that every word follows a space.
const joined = (texts) => lined(`\n ${texts.join("\n ")}\n`);

export function prepare(index) {
  const names = joined(index.titles.map(fold));
  const squeezed = lined(names.text.replaceAll(" ", ""));
  return { ...index, names, squeezed, own: lined("\n"), said: lined("\n"), whole: false, vocabulary: null };
}

// Other words and the lines to show are longer than the names: they may be made ready after the first result.
export function complete(index) {
  index.own = joined(index.words.map(fold));
  index.said = joined(index.lines.map(fold));
  index.whole = true;
}

// Gives at least `score` to every entry whose text holds `wanted`.
function give(found, { text, starts }, wanted, score) {
  let line = 0;
  for (let at = text.indexOf(wanted); at >= 0; at = text.indexOf(wanted, starts[line + 1])) {
    while (starts[line + 1] <= at) line += 1;
    if (found[line] < score) found[line] = score;
  }
}

// Loops without functions: this runs over every model while somebody types.
function share(found, index, score) {
  for (let entry = 0; entry < index.shared.length; entry += 1) {
    if (found[entry] >= score) continue;
    for (const other of index.shared[entry])
      if (found[other] >= score) {
        found[entry] = score;
        break;
      }
  }
}

// How well each entry meets a word: 8 name begins with it, 7 without spaces, 6 in the name, 4 in other words, 1 in the line.
function wordScores(index, word) {
  const found = new Uint8Array(index.titles.length);
  give(found, index.names, ` ${word}`, 6);
  give(found, index.own, ` ${word}`, 4);
  share(found, index, 4);
  give(found, index.squeezed, `\n${word}`, 7);
  give(found, index.names, `\n ${word}`, 8);
  give(found, index.said, ` ${word}`, 1);
  return found;
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

// As `wordScores`, and 2 where a word differs by one edit from a long one.
function nearScores(index, word) {
  const near = new Uint8Array(index.titles.length);
  if (word.length >= 5) {
    index.vocabulary ??= [...new Set(`${index.names.text} ${index.own.text}`.split(/\s+/))].filter((each) => each.length > 3);
    for (const each of index.vocabulary)
      if (withinOneEdit(word, each)) for (const end of [" ", "\n"]) for (const where of [index.names, index.own]) give(near, where, ` ${each}${end}`, 2);
    share(near, index, 2);
  }
  return wordScores(index, word).map((score, entry) => score || near[entry]);
}

const PER_KIND = 6;

// The number of entries that meet every word, and the best of each kind as [kind, entries], the best kind first.
export function search(index, query) {
  const whole = fold(query);
  const words = whole.split(" ").filter(Boolean);
  if (!words.length) return { total: 0, groups: [] };
  const exact = ranked(index, whole, words.map((word) => wordScores(index, word)));
  return exact.total ? exact : ranked(index, whole, words.map((word) => nearScores(index, word)));
}

function ranked(index, whole, scores) {
  const sums = new Uint8Array(index.titles.length);
  give(sums, index.names, `\n ${whole}\n`, 40);
  give(sums, index.squeezed, `\n${whole.replaceAll(" ", "")}\n`, 40);
  const met = scores.reduce((all, each) => all.map((score, entry) => score && each[entry]));
  for (const each of scores) for (let entry = 0; entry < sums.length; entry += 1) sums[entry] = Math.min(255, sums[entry] + each[entry]);
  let total = 0,
    entry = 0;
  const groups = index.counts.map((count, kind) => {
    const best = [];
    for (const end = entry + count; entry < end; entry += 1) {
      if (!met[entry]) continue;
      total += 1;
      if (best.length < PER_KIND || best[PER_KIND - 1].score < sums[entry] - 0.3 * kind) insert(best, { entry, score: sums[entry] - 0.3 * kind });
    }
    return [index.kinds[kind], best];
  });
  const found = groups.filter(([, best]) => best.length).sort(([, [a]], [, [b]]) => b.score - a.score);
  return { total, groups: found.map(([kind, best]) => [kind, best.map((hit) => hit.entry)]) };
}

function insert(best, hit) {
  let at = best.length;
  while (at > 0 && best[at - 1].score < hit.score) at -= 1;
  best.splice(at, 0, hit);
  best.length = Math.min(best.length, PER_KIND);
}
