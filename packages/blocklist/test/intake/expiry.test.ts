/** Until when what is in force counts: the word of its authority on these very bytes, whatever else was believed since. */
import { expect, test } from '@jest/globals';
import { releaseHeld, rollBackList } from '../../src/intake/decide.ts';
import type { ManagedList, UpdateOutcome } from '../../src/intake/managed-list.ts';
import { expiryOf, stateOf } from '../../src/intake/state.ts';
import { updateList } from '../../src/intake/update.ts';
import { temporaryFolder } from '../support/files.ts';
import { managedList, pages } from '../support/managed.ts';
import { HOUR, keysOf, makePairs, manifestFor, NOW, signedManifest } from '../support/trust.ts';

const inFolder = temporaryFolder();
const pairs = makePairs(1);

function signedList(name: string): ManagedList {
  return managedList(inFolder(name), { trust: { kind: 'manifest', keys: keysOf(pairs), maxVersionStep: 1000 } });
}

/** Delivers `count` pages under a manifest that counts until `hours` after now. */
function deliver(list: ManagedList, count: number, version: number, hours: number, now = NOW): Promise<UpdateOutcome> {
  const content = pages(count);
  const manifest = manifestFor(content, { version, entries: count, expires: NOW + hours * HOUR });
  return updateList(list, { content, proof: signedManifest(manifest, pairs), holdAnyway: false }, now);
}

/** Hours after now at which what is in force expires. */
async function expiresIn({ store }: ManagedList): Promise<number | undefined> {
  const current = await store.current();
  const expires = expiryOf(stateOf(await store.state()), current?.sha256 ?? '');
  return expires === undefined ? undefined : (expires - NOW) / HOUR;
}

test('the same bytes under a newer manifest: nothing to take, a later end, and its version is remembered', async () => {
  const list = signedList('renewed');
  await deliver(list, 100, 7, 24);
  expect(await expiresIn(list)).toBe(24);
  expect(await deliver(list, 100, 8, 48, NOW + HOUR)).toEqual({ kind: 'unchanged', expires: NOW + 48 * HOUR });
  expect(await expiresIn(list)).toBe(48);
  expect(stateOf(await list.store.state())).toMatchObject({
    lastSuccess: NOW + HOUR,
    failures: 0,
    trust: { version: 8 },
  });
  expect(await deliver(list, 100, 7, 72)).toMatchObject({ kind: 'refused', refusal: { reason: 'manifest-rollback' } });
  expect(await expiresIn(list)).toBe(48);
});

test('while deliveries are held, what is in force expires when its own manifest said', async () => {
  const list = signedList('held');
  await deliver(list, 100, 7, 24);
  for (let version = 8; version < 28; version += 1) {
    expect(await deliver(list, 1000 + version, version, 100 + version)).toMatchObject({ kind: 'held' });
    expect(await expiresIn(list)).toBe(24);
  }
  await releaseHeld(list, { by: 'A', reason: 'checked', at: NOW }, 1);
  expect(await expiresIn(list)).toBe(127);
});

test('rolled back: the delivery that is in force again expires when its own manifest said', async () => {
  const list = signedList('back');
  await deliver(list, 100, 7, 24);
  await deliver(list, 101, 8, 48);
  expect(await expiresIn(list)).toBe(48);
  await rollBackList(list, NOW);
  expect(await expiresIn(list)).toBe(24);
});

test('a delivery that expires where it lies stays in force, and a later one that has expired is refused', async () => {
  const list = signedList('kept');
  await deliver(list, 100, 7, 1);
  expect(await deliver(list, 101, 8, 2, NOW + 3 * HOUR)).toMatchObject({ refusal: { reason: 'manifest-expired' } });
  expect((await list.store.current())?.active).toBe(100);
  expect(await expiresIn(list)).toBe(1);
});

test.each<{ why: string; trust: object; want: number | undefined }>([
  { why: 'with an end', trust: { version: 1, created: 1, sha256: 'a', keysVersion: 1, expires: 5 }, want: 5 },
  { why: 'without one', trust: { version: 1, created: 1, sha256: 'a', keysVersion: 1 }, want: undefined },
  {
    why: 'of other bytes',
    trust: { version: 1, created: 1, sha256: 'b', keysVersion: 1, expires: 5 },
    want: undefined,
  },
])('what an older version has stored, $why, is read', ({ trust, want }) => {
  expect(expiryOf(stateOf({ trust: { ...trust } }), 'a')).toBe(want);
});
