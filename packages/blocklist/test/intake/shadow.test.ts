import { expect, test } from '@jest/globals';
import { Matcher, openSnapshot } from '@netvakt/matcher';
import { type CompileOutcome, compileFilesHere } from '../../src/compile/files.ts';
import type { ListFile } from '../../src/compile/list-file.ts';
import { enforceList, releaseHeld, shadowList, takeAfterShadow } from '../../src/intake/decide.ts';
import type { ManagedList, UpdateOutcome } from '../../src/intake/managed-list.ts';
import { isInShadow, stateOf } from '../../src/intake/state.ts';
import { updateList } from '../../src/intake/update.ts';
import { temporaryFolder } from '../support/files.ts';
import { managedList, pages } from '../support/managed.ts';
import { NOW } from '../support/trust.ts';

const inFolder = temporaryFolder();
const MINUTE = 60_000;

const deliver = (list: ManagedList, content: Buffer, now: number): Promise<UpdateOutcome> =>
  updateList(list, { content, proof: undefined, holdAnyway: false }, now);
const active = async ({ store }: ManagedList): Promise<number | undefined> => (await store.current())?.active;

test('a delivery is in shadow for its time, while the one before enforces; then it is taken', async () => {
  const list = managedList(inFolder('time'), { shadowTime: 30 * MINUTE });
  expect(await deliver(list, pages(100), NOW)).toMatchObject({ kind: 'taken' }); // nothing else could be enforced
  const until = NOW + 31 * MINUTE;
  expect(await deliver(list, pages(101), NOW + MINUTE)).toMatchObject({ kind: 'held', until });
  expect(await deliver(list, pages(101), NOW + 2 * MINUTE)).toEqual({ kind: 'waiting', until });
  expect(await takeAfterShadow(list, until - 1)).toBeUndefined();
  expect(await active(list)).toBe(100);
  expect(await takeAfterShadow(list, until)).toMatchObject({ active: 101 });
  expect(await active(list)).toBe(101);
  expect(await deliver(list, pages(101), until)).toEqual({ kind: 'unchanged' });
});

test('deliveries that come faster than their time in shadow do not push it away forever', async () => {
  const list = managedList(inFolder('fast'), { shadowTime: 30 * MINUTE });
  await deliver(list, pages(100), NOW);
  await deliver(list, pages(101), NOW);
  expect(await deliver(list, pages(102), NOW + 20 * MINUTE)).toMatchObject({ until: NOW + 30 * MINUTE });
  expect(await takeAfterShadow(list, NOW + 30 * MINUTE)).toMatchObject({ active: 102 });
});

test('a delivery that a guard holds waits for somebody, however long it has been in shadow', async () => {
  const list = managedList(inFolder('guarded'), { shadowTime: MINUTE });
  await deliver(list, pages(1000), NOW);
  const outcome = await deliver(list, pages(2000), NOW);
  expect(outcome).toMatchObject({ kind: 'held', until: undefined });
  expect(outcome).toMatchObject({ causes: [{ reason: 'grew' }, { reason: 'in-shadow' }] });
  expect(await takeAfterShadow(list, NOW + 1000 * MINUTE)).toBeUndefined();
  expect(await releaseHeld(list, { by: 'A', reason: 'checked', at: NOW }, 1)).toMatchObject({ kind: 'released' });
  expect(await active(list)).toBe(2000);
});

test.each([
  { why: 'with an end', until: NOW + MINUTE, at: NOW, inShadow: true },
  { why: 'at its end', until: NOW + MINUTE, at: NOW + MINUTE, inShadow: false },
  { why: 'without an end', until: 0, at: NOW + 1e6 * MINUTE, inShadow: true },
])('a whole list in shadow $why', async ({ until, at, inShadow }) => {
  const list = managedList(inFolder(`whole-${until}-${at}`));
  expect(await enforceList(list)).toBe(false);
  await shadowList(list, { since: NOW, until });
  expect(isInShadow(stateOf(await list.store.state()), at)).toBe(inShadow);
  await deliver(list, pages(5), NOW);
  expect(isInShadow(stateOf(await list.store.state()), at)).toBe(inShadow);
  expect(await enforceList(list)).toBe(true);
  expect(isInShadow(stateOf(await list.store.state()), at)).toBe(false);
});

/** Compiles, and returns the verdicts of each market and its shadow on a page. */
async function verdicts(files: readonly ListFile[], host: string): Promise<readonly boolean[]> {
  const outcome: CompileOutcome = await compileFilesHere({
    files,
    markets: ['se', 'lt'],
    seed: Uint32Array.of(1, 2, 3, 4),
  });
  if (!outcome.ok) throw new Error('refused');
  const snapshot = openSnapshot(outcome.snapshot);
  const matcher = new Matcher(snapshot);
  return snapshot.markets.map((_, market) => matcher.matchRequest(host, '/a', market) > 0);
}

test('compiled: the delivery in force enforces, the held one stands in the shadow; a damaged one is left out', async () => {
  const folder = inFolder('compiled');
  const list = managedList(folder, { shadowTime: MINUTE, settings: { markets: ['se'] } });
  await deliver(list, pages(10), NOW);
  await deliver(list, pages(12), NOW);
  const current = { path: folder, settings: list.settings, storeSecret: Buffer.alloc(32, 9) };
  const shadowed = { ...current, settings: { ...list.settings, enforcement: 'shadow' } } as const;
  const held = { ...shadowed, held: true };
  expect(await verdicts([current], 'bad-11.test')).toEqual([false, false]);
  expect(await verdicts([current, held], 'bad-11.test')).toEqual([false, false, true, false]);
  expect(await verdicts([current, held], 'bad-1.test')).toEqual([true, false, true, false]);
  expect(await verdicts([shadowed], 'bad-1.test')).toEqual([false, false, true, false]);
  const missing = { ...held, settings: { ...held.settings, id: 'nobody' } };
  expect(await verdicts([current, missing], 'bad-1.test')).toEqual([true, false]);
});
