/** The member of `known` that `word` was probably meant to be; `undefined` if none is near. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  const near = known
    .map((candidate) => ({ candidate, distance: distance(plain(word), plain(candidate)) }))
    .filter(({ candidate, distance: steps }) => steps <= Math.max(1, Math.floor(candidate.length / 3)))
    .toSorted((a, b) => a.distance - b.distance);
  return near[0]?.candidate;
}

/** `maxBytes`, `max-bytes` and `max_bytes` are one word to a person in a hurry. */
function plain(word: string): string {
  return word.slice(0, 64).replaceAll(/[-_]/g, '').toLowerCase();
}

/** Edits from `a` to `b`, neighbours that changed places counted as one (optimal string alignment). Both are short. */
function distance(a: string, b: string): number {
  let before: readonly number[] = [];
  let row: readonly number[] = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 0; i < a.length; i += 1) {
    const next = [i + 1];
    for (let j = 0; j < b.length; j += 1) {
      const swap = a[i] === b[j - 1] && a[i - 1] === b[j];
      const changed = at(row, j) + (a[i] === b[j] ? 0 : 1);
      next.push(Math.min(changed, swap ? at(before, j - 1) + 1 : Infinity, at(row, j + 1) + 1, at(next, j) + 1));
    }
    [before, row] = [row, next];
  }
  return at(row, b.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
