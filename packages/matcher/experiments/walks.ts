/**
 * Compares ways to hash every suffix of a host, for the part of a lookup that nothing can leave out.
 *
 *   node --conditions=@netvakt/source packages/matcher/experiments/walks.ts
 *
 * A step is the same everywhere; what differs is how characters are read and what is done at a dot.
 */
import { hostOf } from '@netvakt/fixtures';

const QUERIES = 1 << 15;
const ROUNDS = 61;
const MOST = 256;
const DOT = 0x2e;

/** One random word for each code; the lowest bit marks the dot. */
const WORDS: Int32Array = Int32Array.from({ length: 65_536 }, (_, code) => {
  const word = Math.imul(code + 1, 0x9e3779b1);
  return (Math.imul(word ^ (word >>> 15), 0x2c1b3c6d) & ~1) | Number(code === DOT);
});

class Walk {
  readonly a: Int32Array = new Int32Array(MOST);
  readonly b: Int32Array = new Int32Array(MOST);
  readonly c: Int32Array = new Int32Array(MOST);
  readonly dots: Int32Array = new Int32Array(MOST);

  /** As in src/match/walk.ts: a branch for each dot. */
  text(host: string): number {
    let [labels, a, b, c] = [0, 1, 2, 3];
    for (let at = host.length - 1; at >= 0; at -= 1) {
      const word = WORDS[host.charCodeAt(at)] as number;
      if ((word & 1) !== 0) labels = this.#keep(labels, a, b, c);
      a = Math.imul(a ^ word, 0x85ebca6b);
      b = Math.imul(b ^ ((a >>> 16) | (a << 16)), 0xc2b2ae35);
      c = Math.imul(c, 0x27d4eb2f) ^ b;
    }
    return this.#keep(labels, a, b, c);
  }

  /** The same for bytes. */
  bytes(bytes: Uint8Array, start: number, end: number): number {
    let [labels, a, b, c] = [0, 1, 2, 3];
    for (let at = end - 1; at >= start; at -= 1) {
      const word = WORDS[bytes[at] as number] as number;
      if ((word & 1) !== 0) labels = this.#keep(labels, a, b, c);
      a = Math.imul(a ^ word, 0x85ebca6b);
      b = Math.imul(b ^ ((a >>> 16) | (a << 16)), 0xc2b2ae35);
      c = Math.imul(c, 0x27d4eb2f) ^ b;
    }
    return this.#keep(labels, a, b, c);
  }

  /** No branch for a dot, which is mispredicted two or three times a host: the lanes are stored at every character. */
  branchless(host: string): number {
    let [labels, a, b, c] = [0, 1, 2, 3];
    for (let at = host.length - 1; at >= 0; at -= 1) {
      const word = WORDS[host.charCodeAt(at)] as number;
      this.#keep(labels, a, b, c);
      this.dots[labels] = at;
      labels += word & 1;
      a = Math.imul(a ^ word, 0x85ebca6b);
      b = Math.imul(b ^ ((a >>> 16) | (a << 16)), 0xc2b2ae35);
      c = Math.imul(c, 0x27d4eb2f) ^ b;
    }
    return this.#keep(labels, a, b, c);
  }

  #keep(labels: number, a: number, b: number, c: number): number {
    this.a[labels] = a;
    this.b[labels] = b;
    this.c[labels] = c;
    return labels + 1;
  }
}

/** Flat one-byte strings, as a wire reader makes them. */
const hosts = Array.from({ length: QUERIES }, (_, index) =>
  Buffer.from(hostOf(1, index * 31, 'unlisted'), 'latin1').toString('latin1'),
);
const packed = Buffer.from(hosts.join(''), 'latin1');
const ends: number[] = [0];
for (const host of hosts) ends.push((ends.at(-1) ?? 0) + host.length);
const scratch = Buffer.alloc(MOST);
const walk = new Walk();

const WAYS: readonly (readonly [what: string, hash: (index: number) => number])[] = [
  ['characters of a string, a branch a dot', (index) => walk.text(hosts[index] ?? '')],
  ['the same without the branch', (index) => walk.branchless(hosts[index] ?? '')],
  [
    'copied to bytes first (Buffer.write)',
    (index) => walk.bytes(scratch, 0, scratch.write(hosts[index] ?? '', 'latin1')),
  ],
  ['bytes of a buffer, a branch a dot', (index) => walk.bytes(packed, ends[index] ?? 0, ends[index + 1] ?? 0)],
];

const times = WAYS.map((): number[] => []);
for (let round = 0; round < ROUNDS; round += 1) {
  for (const [way, [, hash]] of WAYS.entries()) {
    const started = performance.now();
    for (let index = 0; index < QUERIES; index += 1) hash(index);
    times[way]?.push(((performance.now() - started) * 1e6) / QUERIES);
  }
}
for (const [way, [what]] of WAYS.entries()) {
  const sorted = (times[way] ?? []).toSorted((x, y) => x - y);
  const [best = Number.NaN, median = Number.NaN] = [sorted[0], sorted[ROUNDS >> 1]];
  process.stdout.write(
    `${what.padEnd(40)} best ${best.toFixed(1).padStart(6)} ns  median ${median.toFixed(1).padStart(6)} ns\n`,
  );
}
