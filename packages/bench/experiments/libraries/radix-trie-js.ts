/**
 * The reason `radix-trie-js` is a benchmark row and an add-only oracle, and not the matcher: after deletions its `get` disagrees with a Map,
 * so that a list update would unblock entries silently. Random sequences over a two-letter alphabet, fixed seed.
 *
 * Run: node packages/bench/experiments/libraries/radix-trie-js.ts
 */
import RadixTrie from 'radix-trie-js';

/** A small generator with a known sequence (mulberry32). */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const SEQUENCES = 3000;
const STEPS = 40;

/** How many of the sequences end with a key on which trie and Map differ. */
function disagreements(deletions: boolean): number {
  const random = randomFrom(0x5eed);
  return Array.from({ length: SEQUENCES }, () => agrees(random, deletions)).filter((agreed) => !agreed).length;
}

/** One sequence of additions, and deletions if asked, done to a trie and to a Map. */
function agrees(random: () => number, deletions: boolean): boolean {
  const trie = new RadixTrie();
  const truth = new Map<string, number>();
  for (let step = 0; step < STEPS; step += 1) {
    const name = keyFrom(random);
    if (!deletions || random() >= 0.4) {
      trie.add(name, step);
      truth.set(name, step);
    } else if (truth.delete(name)) trie.delete(name);
  }
  return [...truth].every(([name, value]) => trie.get(name) === value);
}

/** One to four letters, each a or b: keys meet and nest all the time. */
function keyFrom(random: () => number): string {
  return Array.from({ length: 1 + Math.floor(random() * 4) }, () => (random() < 0.5 ? 'a' : 'b')).join('');
}

process.stdout.write(`node ${process.version}, ${SEQUENCES} sequences of ${STEPS} steps\n`);
process.stdout.write(
  `add only:    ${disagreements(false)} sequences disagree with a Map\nwith delete: ${disagreements(true)} sequences disagree with a Map\n`,
);
