/** Damaged, cut and hostile snapshots: a typed error, or the verdicts of the sound one. Never a crash, a hang or a wrong verdict. */
import { expect, test } from '@jest/globals';
import { Random, worldRequests } from '@netvakt/fixtures';
import { attachSnapshot, Matcher, openSnapshot, type Snapshot, SnapshotError } from '@netvakt/matcher';
import { HEADER, ROW, ROW_WORDS, type SectionName } from '../../src/snapshot/layout.ts';
import { rewritten } from '../support/damage.ts';
import { crowdedWorld, rulesOf, snapshotIn, snapshotOf } from '../support/engines.ts';

const small = snapshotOf(rulesOf(['bad.test', 'shop.test', 'http://www.test/a/', 'http://www.test/b?q', '192.0.2.1']));
const REQUESTS = [
  ['www.bad.test', '/'],
  ['shop.test', '/x'],
  ['www.test', '/a/b'],
  ['www.test', '/b?q'],
  ['192.0.2.1', '/'],
  ['free.test', '/'],
] as const;

function verdicts(snapshot: Snapshot): number[] {
  const matcher = new Matcher(snapshot);
  return REQUESTS.map(([host, target]) => matcher.matchRequest(host, target, 0));
}

/** A copy with one byte changed. */
function flipped(buffer: ArrayBufferLike, at: number, mask: number): ArrayBuffer {
  const bytes = new Uint8Array(buffer.byteLength);
  bytes.set(new Uint8Array(buffer));
  bytes[at] = (bytes[at] ?? 0) ^ mask;
  return bytes.buffer;
}

/** The code of the error with which a buffer is refused; `opened` if it is not. */
function refusalOf(buffer: ArrayBufferLike): string {
  try {
    openSnapshot(buffer);
    return 'opened';
  } catch (error) {
    if (!(error instanceof SnapshotError)) throw error;
    return error.code;
  }
}

test('every byte of a small snapshot flipped: a typed error each time', () => {
  const codes = new Set<string>();
  for (let at = 0; at < small.buffer.byteLength; at += 1)
    for (const mask of [0x01, 0x80, 0xff]) codes.add(refusalOf(flipped(small.buffer, at, mask)));
  expect([...codes].toSorted()).toEqual([
    'ERR_SNAPSHOT_CANONICALISATION',
    'ERR_SNAPSHOT_CHECKSUM',
    'ERR_SNAPSHOT_MAGIC',
    'ERR_SNAPSHOT_VERSION',
  ]);
});

test('a small snapshot cut at every length, and made longer', () => {
  const whole = new Uint8Array(small.buffer);
  for (let length = 0; length < whole.length; length += 1)
    expect(refusalOf(whole.slice(0, length).buffer)).toMatch(/^ERR_SNAPSHOT_/u);
  for (const extra of [1, 4, 64, 4096]) {
    const longer = new Uint8Array(whole.length + extra);
    longer.set(whole);
    expect(refusalOf(longer.buffer)).toBe('ERR_SNAPSHOT_LENGTH');
  }
});

test('random bytes changed in a larger one', () => {
  const large = snapshotIn(crowdedWorld(5, { rules: 5_000 }));
  const random = new Random(0x5eed);
  for (let round = 0; round < 2_000; round += 1)
    expect(refusalOf(flipped(large.buffer, random.below(large.buffer.byteLength), 1 + random.below(255)))).toMatch(
      /^ERR_SNAPSHOT_/u,
    );
});

test('bytes that are no snapshot at all', () => {
  const random = new Random(0x5eed);
  for (let round = 0; round < 500; round += 1) {
    const bytes = Uint8Array.from({ length: random.below(3_000) }, () => random.below(256));
    expect(refusalOf(bytes.buffer)).toMatch(/^ERR_SNAPSHOT_(?:MAGIC|LENGTH)$/u);
  }
});

test.each<{ why: string; section: SectionName; change: (words: Int32Array) => void }>([
  { why: 'a bucket that ends before it starts', section: 'starts', change: (words) => words.set([5, 0], 0) },
  { why: 'a bucket beyond the cells', section: 'starts', change: (words) => words.fill(1_000_000) },
  { why: 'a cell whose row is not there', section: 'cells', change: (words) => words.set([0x7fff], 1) },
  { why: 'a cell whose row is said to stand elsewhere', section: 'cells', change: (words) => words.set([0xffff], 1) },
  {
    why: 'a row whose set is not there',
    section: 'rows',
    change: (words) => words.set([99], ROW_WORDS + ROW.ownDenySet),
  },
  {
    why: 'a row with a negative set',
    section: 'rows',
    change: (words) => words.set([-1], ROW_WORDS + ROW.belowDenySet),
  },
  { why: 'a row for a market that is not there', section: 'rows', change: (words) => words.set([2], ROW_WORDS) },
  {
    why: 'a row with lines that it has not',
    section: 'rows',
    change: (words) => words.set([77], ROW_WORDS + ROW.lines),
  },
  { why: 'a row of an unknown kind', section: 'rows', change: (words) => words.set([7], ROW_WORDS + ROW.ownShape) },
  { why: 'a set whose list is not there', section: 'sets', change: (words) => words.set([9], words.length - 1) },
  { why: 'sets that start nowhere', section: 'sets', change: (words) => words.set([-5], 0) },
  { why: 'lines that start elsewhere', section: 'lines', change: (words) => words.set([3], 0) },
  { why: 'lists that cannot be read', section: 'meta', change: (words) => words.fill(0x20202020) },
])('sealed again by a hostile hand, $why: refused', ({ section, change }) => {
  expect(refusalOf(rewritten(small.buffer, (_, sectionOf) => change(sectionOf(section))))).toBe(
    'ERR_SNAPSHOT_STRUCTURE',
  );
});

test.each([
  ['a filter of 2^31 words', HEADER.filterWords, -(2 ** 31)],
  ['a filter of another size', HEADER.filterWords, 88],
  ['a filter of a size that no product gives', HEADER.filterWords, 8 * 3 + 1],
  ['no filter', HEADER.filterWords, 0],
  ['buckets of another number', HEADER.bucketLog, 9],
  ['a negative exponent', HEADER.bucketLog, -1],
  ['a section that starts elsewhere', HEADER.sections, 7],
  ['a section without end', HEADER.sections + 1, -1],
  ['more cells than there is room for', HEADER.sections + 9, 0x7fff_ffff],
  ['a length that is not its own', HEADER.blocks, 1],
])('sealed again by a hostile hand, %s: refused', (_, word, value) => {
  expect(refusalOf(rewritten(small.buffer, (header) => header.set([value], word)))).toMatch(
    /^ERR_SNAPSHOT_(?:STRUCTURE|LENGTH)$/u,
  );
});

test('sealed again with random content, a snapshot is refused or can be asked without harm', () => {
  const random = new Random(0x5eed);
  const world = crowdedWorld(2);
  const sound = snapshotIn(world);
  let opened = 0;
  for (let round = 0; round < 400; round += 1) {
    const names: SectionName[] = ['filter', 'starts', 'cells', 'rows', 'sets', 'wide', 'places', 'lines', 'anchors'];
    const forged = rewritten(sound.buffer, (_, section) => {
      const words = section(random.pick(names));
      for (let count = random.below(4); count >= 0 && words.length > 0; count -= 1)
        words[random.below(words.length)] = random.pick([0, 1, -1, 0x7fff_ffff, random.below(2 ** 31)]);
    });
    if (refusalOf(forged) !== 'opened') continue;
    opened += 1;
    const matcher = new Matcher(openSnapshot(forged));
    const requests = worldRequests(world, round);
    for (let count = 0; count < 50; count += 1) {
      const { host, target, market } = requests.next().value;
      const handle = matcher.matchRequest(host, target, market);
      expect(handle > 0 ? matcher.describe(handle).lists.length : 0).toBeLessThanOrEqual(world.lists.length);
    }
  }
  expect(opened).toBeGreaterThan(50);
});

test('a snapshot that another thread has opened is taken over with its header checked', () => {
  const buffer = small.buffer as SharedArrayBuffer;
  expect(verdicts(attachSnapshot(buffer))).toEqual(verdicts(small));
  expect(() => attachSnapshot(new SharedArrayBuffer(64))).toThrow(SnapshotError);
});

test('a sound copy is opened, in shared memory or not', () => {
  expect(verdicts(openSnapshot(rewritten(small.buffer, () => undefined)))).toEqual(verdicts(small));
});
