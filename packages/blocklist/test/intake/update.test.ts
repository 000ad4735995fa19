import { expect, test } from '@jest/globals';
import { releaseHeld, rollBackList } from '../../src/intake/decide.ts';
import type { ManagedList, UpdateOutcome } from '../../src/intake/managed-list.ts';
import { stateOf } from '../../src/intake/state.ts';
import { updateList } from '../../src/intake/update.ts';
import { temporaryFolder } from '../support/files.ts';
import { managedList, pages } from '../support/managed.ts';
import { NOW } from '../support/trust.ts';

const inFolder = temporaryFolder();

const deliver = (list: ManagedList, content: Buffer, holdAnyway = false): Promise<UpdateOutcome> =>
  updateList(list, { content, proof: undefined, holdAnyway }, NOW);

/** Active rules of the delivery in force. */
const active = async ({ store }: ManagedList): Promise<number | undefined> => (await store.current())?.active;
const by = (name: string) => ({ by: name, reason: 'checked by telephone', at: NOW });

test('taken, unchanged, replaced; removals take effect with the same delivery as additions', async () => {
  const list = managedList(inFolder('plain'));
  expect(await deliver(list, pages(100))).toMatchObject({ kind: 'taken', summary: { counts: { active: 100 } } });
  expect(await deliver(list, pages(100))).toEqual({ kind: 'unchanged' });
  expect(await deliver(list, pages(100, 'worse'))).toMatchObject({ kind: 'taken' });
  expect((await list.store.current())?.content.includes('bad-1.test')).toBe(false);
  expect(stateOf(await list.store.state())).toMatchObject({ lastAttempt: NOW, lastSuccess: NOW });
});

test('a list that doubles or halves is held, and the last one stays in force', async () => {
  const list = managedList(inFolder('held'));
  await deliver(list, pages(1000));
  expect(await deliver(list, pages(2000))).toMatchObject({ kind: 'held', causes: [{ reason: 'grew' }] });
  expect(await active(list)).toBe(1000);
  expect(await deliver(list, pages(400))).toMatchObject({ kind: 'held', causes: [{ reason: 'shrank' }] });
  expect(await deliver(list, pages(400))).toEqual({ kind: 'waiting' });
  expect(await active(list)).toBe(1000);
});

test('a held list waits for a release; a later delivery that needs none takes its place', async () => {
  const list = managedList(inFolder('released'));
  await deliver(list, pages(1000));
  expect(await releaseHeld(list, by('A'), 1)).toEqual({ kind: 'nothing-held' });
  await deliver(list, pages(2000));
  expect(await releaseHeld(list, by('A'), 1)).toMatchObject({ kind: 'released', delivery: { active: 2000 } });
  expect(await active(list)).toBe(2000);
  expect(await releaseHeld(list, by('A'), 1)).toEqual({ kind: 'nothing-held' });
  await deliver(list, pages(5000));
  expect(await deliver(list, pages(2001))).toMatchObject({ kind: 'taken' });
  expect(await releaseHeld(list, by('A'), 1)).toEqual({ kind: 'nothing-held' });
});

test('two people: one name is one person, in whatever spelling', async () => {
  const list = managedList(inFolder('two'));
  await deliver(list, pages(1000));
  await deliver(list, pages(2000));
  expect(await releaseHeld(list, by('A. Person'), 2)).toMatchObject({ kind: 'one-more-needed' });
  expect(await deliver(list, pages(2000))).toEqual({ kind: 'waiting' });
  expect(await releaseHeld(list, by(' a. person'), 2)).toEqual({ kind: 'same-person' });
  expect(await active(list)).toBe(1000);
  expect(await releaseHeld(list, by('B. Person'), 2)).toMatchObject({ kind: 'released' });
  expect(await active(list)).toBe(2000);
});

test('a domain that newly covers much of its list is held; once released it is known', async () => {
  const list = managedList(inFolder('wide'), { settings: { format: 'urls' } });
  const hosts = Array.from({ length: 100 }, (_, index) => `http://u${index}.photos.test/a`).join('\n');
  await deliver(list, Buffer.from(hosts));
  const wide = Buffer.from(`${hosts}\nphotos.test`);
  expect(await deliver(list, wide)).toMatchObject({ kind: 'held', causes: [{ reason: 'shadows-many' }] });
  await releaseHeld(list, by('A'), 1);
  expect(await deliver(list, Buffer.from(`${hosts}\nphotos.test\nother.test`))).toMatchObject({ kind: 'taken' });
});

test('held on request: somebody wants to see it first', async () => {
  const list = managedList(inFolder('asked'));
  expect(await deliver(list, pages(10), true)).toMatchObject({ kind: 'held', causes: [{ reason: 'asked-for' }] });
  expect(await active(list)).toBeUndefined();
});

test('rolled back: in force at once, and the delivery that was left does not come again by itself', async () => {
  const list = managedList(inFolder('back'));
  expect(await rollBackList(list, NOW)).toBeUndefined();
  await deliver(list, pages(100));
  await deliver(list, pages(110));
  expect(await rollBackList(list, NOW)).toMatchObject({ taken: { active: 100 } });
  expect(await active(list)).toBe(100);
  expect(await deliver(list, pages(110))).toMatchObject({ kind: 'refused', refusal: { reason: 'rolled-back' } });
  expect(await deliver(list, pages(111))).toMatchObject({ kind: 'taken' });
});
