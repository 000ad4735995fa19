/** What is in the way of a goal that a run missed: a sentence or two for the page, for as long as it is missed. */

import type { BenchTarget } from '../../common/target.ts';

/** By the beginning of a target's name. Decisions 5 and 21 describe what was tried. */
const LIMITS: readonly (readonly [target: string, limit: string])[] = [
  [
    'miss, 1 million',
    'A miss reads every character of a string, which alone takes 40 ns (`floor`); from bytes, hashing takes 30 ns and the filter 25. ' +
      'HNTrie and the `Set` wait for memory, which other machines have less of. Tried: the host in the memory of WebAssembly, in doubles, in words; three hashes and two; 7, 9 and 10 bits of filter a key.',
  ],
  [
    'near-miss, 1 million',
    'HNTrie is quick for a name that differs at its beginning: it has read the rest already. Tried: as for a miss.',
  ],
  [
    'host-hit, 1 million',
    'A hit reads a line of 8 MB of cells, which no cache of the machine may hold, after the hash of the whole host: 155 ns to wait where it comes from memory. ' +
      'Tried: comparing without branches, cells without a directory, huge pages, batches.',
  ],
  [
    'host-hit, 10 million',
    'A hit waits for two loads from memory, one after the other, where one million fit in the cache. Tried: the same as above.',
  ],
  [
    'load',
    'Half of loading is the first touch of new memory, page by page; the rest checks every byte and every index.',
  ],
];

/** The limits of the missed targets, one line each. */
export function limitsOf(targets: readonly BenchTarget[]): string[] {
  const missed = targets.filter(({ met }) => !met);
  return LIMITS.flatMap(([name, limit]) =>
    missed.some((target) => target.name.startsWith(name)) ? [`- \`${name}\`: ${limit}`] : [],
  );
}
