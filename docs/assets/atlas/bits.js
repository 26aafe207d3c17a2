// Sets of models as bits, 32 in a word.
export const empty = (count) => new Uint32Array(Math.ceil(count / 32));
export const has = (set, model) => (set[model >>> 5] >>> (model & 31)) & 1;
export const everything = (count) => turned(empty(count), count);

export function mark(set, model) {
  set[model >>> 5] |= 1 << (model & 31);
}

export function union(set, other) {
  for (let at = 0; at < set.length; at += 1) set[at] |= other[at];
}

// Everything that is not in the set.
export function turned(set, count) {
  const made = set.map((word) => ~word);
  if (count % 32) made[made.length - 1] &= 2 ** (count % 32) - 1;
  return made;
}

// What is in all of the sets.
export function meeting(sets, count) {
  const made = everything(count);
  for (const set of sets) for (let at = 0; at < made.length; at += 1) made[at] &= set[at];
  return made;
}

// How many are in both sets.
export function size(set, other) {
  let sum = 0;
  for (let at = 0; at < set.length; at += 1) {
    let word = set[at] & other[at];
    word -= (word >>> 1) & 0x55555555;
    word = (word & 0x33333333) + ((word >>> 2) & 0x33333333);
    sum += (((word + (word >>> 4)) & 0x0f0f0f0f) * 0x01010101) >>> 24;
  }
  return sum;
}

export function members(set) {
  const found = [];
  for (let at = 0; at < set.length; at += 1)
    for (let word = set[at]; word; word &= word - 1) found.push(at * 32 + 31 - Math.clz32(word & -word));
  return found;
}
