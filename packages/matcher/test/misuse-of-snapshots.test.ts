/** Mistakes with the memory of a snapshot: each is an error, and no host is clear by it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import {
  attachSnapshot,
  bytesOf,
  compileOverlay,
  delta,
  explain,
  HashedMatcher,
  Matcher,
  merge,
  openSnapshot,
  type Snapshot,
} from '@netvakt/matcher';
import { buffer, codeOf, snapshot, ZEROS } from './support/misuse.ts';

test('markets and lists of a snapshot keep their positions: who sorts them gets an error', () => {
  const opened = openSnapshot(bytesOf(snapshot));
  const list = opened.lists[0] as unknown as { id: string; markets: string[] };
  const changes = [
    () => (opened.markets as string[]).sort(),
    () => (opened.markets as string[]).push('dk'),
    () => (opened.lists as unknown[]).push(list),
    () => list.markets.push('lt'),
    () => Object.assign(list, { id: 'other' }),
  ];
  for (const change of changes) expect(change).toThrow(TypeError);
  const matcher = new Matcher(opened);
  expect(['se', 'lt'].map((name) => matcher.matchHost('bad.example', matcher.marketOf(name)) > 0)).toEqual([
    true,
    false,
  ]);
});

test('an empty, a truncated, a longer and a detached buffer', () => {
  const bytes = bytesOf(snapshot);
  const detached = bytesOf(snapshot);
  structuredClone(detached.buffer, { transfer: [detached.buffer] });
  const longer = new Uint8Array(bytes.length + 4);
  longer.set(bytes);
  for (const wrong of [
    Buffer.alloc(0),
    new ArrayBuffer(0),
    bytes.slice(0, 1),
    bytes.slice(0, -1),
    longer,
    detached,
    detached.buffer,
  ])
    expect(codeOf(() => openSnapshot(wrong))).toBe('ERR_SNAPSHOT_LENGTH');
});

/** A snapshot in memory that one thread has, as in a page without shared memory; and what gives that memory away. */
function ownSnapshot(): { readonly own: Snapshot; readonly giveAway: () => void } {
  const { buffer: memory } = bytesOf(snapshot);
  return { own: openSnapshot(memory), giveAway: () => structuredClone(memory, { transfer: [memory] }) };
}

const HOSTS = ['bad.example', 'www.bad.example', 'free.example', 'Bad.Example.', 'b%61d.example', '192.0.2.1'];

test.each([...HOSTS, `${'long.'.repeat(40)}example`])(
  'no host is clear in a snapshot that was given away: %s',
  (host) => {
    const { own, giveAway } = ownSnapshot();
    const plain = new Matcher(own);
    const empty = openSnapshot(compileOverlay(own, { add: [], remove: [] }));
    const matchers = [plain, new Matcher(own, empty), new HashedMatcher(plain, () => [ZEROS])];
    const bytes = new TextEncoder().encode(`${host}/`);
    const stop = bytes.length - 1;
    const looks = [
      ...matchers.flatMap((matcher) => [
        () => matcher.matchHost(host, 0),
        () => matcher.matchHostBytes(bytes, 0, stop, 0),
        () => matcher.matchRequest(host, '/', 0),
        () => matcher.matchRequestBytes(bytes, 0, stop, stop, stop + 1, 0),
      ]),
      () => plain.matchHosts(bytes, Int32Array.of(0, stop), 0, new Int32Array(1)),
      () => explain(plain, `http://${host}/`, 'se'),
      () => explain(own, `http://${host}/`, 'se'),
    ];
    for (const look of looks) look();
    giveAway();
    for (const look of looks) expect(look).toThrow('its memory was transferred to another thread. Post the buffer');
  },
);

test('nothing else is done with a snapshot that was given away', () => {
  const { own, giveAway } = ownSnapshot();
  const overlay = openSnapshot(compileOverlay(own, { add: [], remove: [] }));
  giveAway();
  const acts = [
    () => new Matcher(own),
    () => bytesOf(own),
    () => own.ruleCount,
    () => own.ruleCounts(0),
    () => compileOverlay(own, { add: [], remove: [] }),
    () => merge(own, overlay),
    () => delta(snapshot, own),
    () => explain(own, 'http://bad.example/', 'se'),
  ];
  for (const act of acts) expect(act).toThrow('its memory was transferred');
});

test('what is no bytes is not opened', () => {
  for (const wrong of [undefined, null, 'lists.snapshot', {}, [86], Promise.resolve(buffer), snapshot]) {
    expect(() => openSnapshot(wrong as never)).toThrow('these are no bytes. Pass an ArrayBuffer');
    expect(() => attachSnapshot(wrong as never)).toThrow('this is no buffer. Pass `buffer` of a snapshot');
  }
});

test('a view is not attached, and only a snapshot is written', () => {
  expect(() => attachSnapshot(bytesOf(snapshot) as never)).toThrow('openSnapshot takes views');
  for (const wrong of [undefined, buffer, bytesOf(snapshot), { ...snapshot }])
    expect(() => bytesOf(wrong as never)).toThrow('the snapshot is not from openSnapshot');
});

const folder = mkdtempSync(join(tmpdir(), 'netvakt-matcher-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('a snapshot is opened from a file, from a part of a pool, and from what bytesOf gave', () => {
  writeFileSync(join(folder, 'lists.snapshot'), bytesOf(snapshot));
  const pool = Buffer.alloc(buffer.byteLength + 100);
  const places = [0, 1, 3, 64].map((at) => {
    const part = pool.subarray(at, at + buffer.byteLength);
    part.set(bytesOf(snapshot));
    const opened = openSnapshot(part);
    pool.fill(0); // it is used by somebody else
    return opened;
  });
  const all = [
    ...places,
    openSnapshot(readFileSync(join(folder, 'lists.snapshot'))),
    openSnapshot(bytesOf(snapshot)),
    openSnapshot(bytesOf(snapshot).buffer),
    openSnapshot(new DataView(bytesOf(snapshot).buffer)),
    attachSnapshot(buffer),
  ];
  for (const opened of all) {
    expect(opened.digest).toBe(snapshot.digest);
    expect(new Matcher(opened).matchHost('www.bad.example', 0)).toBeGreaterThan(0);
  }
  expect(bytesOf(snapshot).buffer).toBeInstanceOf(ArrayBuffer);
  expect(codeOf(() => openSnapshot(new Uint8Array(100)))).toBe('ERR_SNAPSHOT_LENGTH');
});
