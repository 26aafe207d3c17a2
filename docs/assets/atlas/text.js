// Text without case, accents and punctuation, Greek letters spelt out: the same as `folded` in query.py.
const GREEK = "αβγδεζηθικλμνξοπρςστυφχψω";
const SPELT =
  "alpha beta gamma delta epsilon zeta eta theta iota kappa lambda mu nu xi omicron pi rho sigma sigma tau upsilon phi chi psi omega".split(
    " ",
  );
const OTHERS = { ß: "ss", ø: "o", ł: "l", æ: "ae", œ: "oe" };

const ASCII = /^[\0-\x7f]*$/;

export function fold(text) {
  if (ASCII.test(text)) return text.toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
  const plain = text
    .normalize("NFKD")
    .toLowerCase()
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .replace(/[α-ωßøłæœ]/g, (letter) => OTHERS[letter] ?? SPELT[GREEK.indexOf(letter)]);
  return ASCII.test(plain) ? fold(plain) : plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
}

// Edits between two words: letters put in, taken out, changed, or two neighbours exchanged.
function distance(a, b) {
  let before = [],
    last = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const same = a[i - 1] === b[j - 1];
      row[j] = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) row[j] = Math.min(row[j], before[j - 2] + 1);
    }
    before = last;
    last = row;
  }
  return last[b.length];
}

// The candidate with the fewest edits, if at most two fifths of the letters differ.
export function nearest(wrong, candidates) {
  let best = null,
    least = Math.max(1, wrong.length * 0.4) + 0.01;
  for (const each of candidates) {
    if (Math.abs(each.length - wrong.length) >= least) continue;
    const edits = distance(wrong.toLowerCase(), each.toLowerCase());
    if (edits < least) [best, least] = [each, edits];
  }
  return best;
}

// A number with its thousands apart. One formatter for all: making one takes longer than a hundred numbers.
const formatter = new Intl.NumberFormat("en");
export const counted = (number) => formatter.format(number);

export function shortNumber(value) {
  for (const [scale, letter] of [
    [1e12, "T"],
    [1e9, "B"],
    [1e6, "M"],
  ])
    if (Number(((value * 1000) / scale).toFixed(3)) >= 1000) return `${Number((value / scale).toFixed(3))} ${letter}`;
  return counted(value);
}
