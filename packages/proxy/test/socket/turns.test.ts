/** Whoever waits for a turn, is paused or finds nothing when it comes: its last bytes and its end are read. */
import { afterEach, expect, test } from '@jest/globals';
import { until } from '@netvakt/testing';
import { charge, own } from '../../src/socket/ownership.ts';
import { FIRST_READ, READ_SHARES } from '../../src/socket/read-shares.ts';
import { closeAll, Heard, type Pair, pair } from './support/heard.ts';

afterEach(closeAll);

const round = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** The same numbers below `most` in each run. */
function numbers(seed: number): (most: number) => number {
  let state = seed;
  return (most) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % most;
  };
}

test.each([
  { why: 'exactly a read', bytes: FIRST_READ },
  { why: 'exactly a read and a turn', bytes: FIRST_READ + 64 * 1024 },
  { why: 'a byte more', bytes: FIRST_READ + 1 },
  { why: 'a byte less', bytes: FIRST_READ - 1 },
])('$why, then silence, then the rest', async ({ bytes }) => {
  const { heard, peer } = await pair();
  peer.write('x'.repeat(bytes));
  await until('the first bytes', () => heard.received.length === bytes);
  await round();
  await round();
  peer.write('the rest');
  await until('the rest', () => heard.received.length === bytes + 'the rest'.length);
  peer.end('and the end');
  await heard.until('ended');
  expect(heard.received.slice(bytes)).toBe('the restand the end');
});

test('paused while it waits, and resumed before, after and long after its turn', async () => {
  const { socket, heard, peer } = await pair();
  let expected = 0;
  for (const rounds of [0, 1, 2, 5]) {
    const before = heard.received.length;
    expected += 4 * FIRST_READ;
    peer.write('x'.repeat(4 * FIRST_READ));
    await until('a read', () => heard.received.length > before);
    socket.pause();
    const held = heard.received.length;
    for (let i = 0; i < rounds; i += 1) await round();
    expect(heard.received).toHaveLength(held);
    socket.resume();
    await until('all', () => heard.received.length === expected);
  }
  peer.end();
  await heard.until('ended');
});

test('a reset that comes while it waits is a failure, not an end', async () => {
  const { heard, peer } = await pair();
  peer.write('x'.repeat(8 * FIRST_READ));
  await until('a read', () => heard.received.length > 0);
  peer.resetAndDestroy();
  await heard.until('failed');
  expect(heard.notices.at(-1)).toBe('failed');
});

/** Pauses in the middle of reads, resumes some rounds later, and finds some of its bytes costly. */
class Moody extends Heard {
  readonly #pair: () => Pair;
  readonly #next: (most: number) => number;

  constructor(mine: () => Pair, next: (most: number) => number) {
    super();
    this.#pair = mine;
    this.#next = next;
  }

  override data(bytes: Buffer): void {
    super.data(bytes);
    const { socket } = this.#pair();
    if (this.#next(3) === 0) charge(socket, bytes.length * this.#next(9));
    if (this.#next(2) === 0) return;
    socket.pause();
    void this.#later(this.#next(4)).then(() => socket.resume());
  }

  async #later(rounds: number): Promise<void> {
    for (let i = 0; i < rounds; i += 1) await round();
  }
}

test('forty sockets that pause and resume at random read everything to the last byte, and the end', async () => {
  const next = numbers(0x5eed);
  let waits = 0;
  const count = READ_SHARES.onWait;
  READ_SHARES.onWait = (): void => void (waits += 1);
  const all = await Promise.all(
    Array.from({ length: 40 }, async () => {
      const made = await pair();
      const heard = new Moody(() => made, next);
      own(made.socket, heard);
      return { ...made, heard };
    }),
  );
  const texts = all.map((_, i) => `${i};`.repeat(1 + next(200_000)));
  for (const [i, { peer }] of all.entries()) peer.end(texts[i] ?? '');
  await Promise.all(all.map(({ heard }) => heard.until('ended')));
  READ_SHARES.onWait = count;
  expect(all.map(({ heard }, i) => heard.received === texts[i])).toEqual(all.map(() => true));
  expect(waits).toBeGreaterThan(0); // else this has tested nothing
});
