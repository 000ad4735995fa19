import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { keepPlan, keptPlan } from '../../src/export/nft/applied.ts';
import { canaryHost } from '../../src/export/nft/canary/host.ts';
import { type Amounts, advance, amounts } from '../../src/export/nft/counters.ts';
import { stateFolder } from '../../src/export/nft/state-folder.ts';
import { NO_STATUS, readStatus, writeStatus } from '../../src/export/nft/status.ts';
import { isTakenAway, markTakenAway } from '../../src/export/nft/taken-away.ts';

const base = mkdtempSync(join(tmpdir(), 'netvakt-rules-state-'));
afterAll(() => rmSync(base, { recursive: true }));
const path = join(stateFolder(base) ?? '', 'status.json');

const all = (packets: number, bytes: number): Amounts => amounts(() => ({ packets, bytes }));

test.each([
  { why: 'a counter that grew', before: all(5, 500), now: all(7, 700), sum: all(12, 1200) },
  { why: 'a counter that stood still', before: all(5, 500), now: all(5, 500), sum: all(10, 1000) },
  { why: 'a table that was made anew', before: all(5, 500), now: all(3, 300), sum: all(13, 1300) },
])('$why never takes from the sum', ({ before, now, sum }) => {
  expect(advance(all(10, 1000), before, now)).toEqual(sum);
});

test('a record that is there is read, and one that is not, is none', async () => {
  expect(await readStatus(base)).toBeUndefined();
  const status = { ...NO_STATUS, inForce: { ipv4: true }, checked: 12.5, validFor: 180 };
  await writeStatus(base, status);
  expect(await readStatus(base)).toEqual(status);
});

test.each([
  { why: 'nothing', text: '' },
  { why: 'half of one', text: JSON.stringify(NO_STATUS).slice(0, 200) },
  { why: 'of another version', text: JSON.stringify({ ...NO_STATUS, version: 2 }) },
  { why: 'with a family that there is not', text: JSON.stringify({ ...NO_STATUS, inForce: { ipv5: true } }) },
  { why: 'with a key of somebody else', text: JSON.stringify({ ...NO_STATUS, more: 1 }) },
  { why: 'with a count below 0', text: JSON.stringify({ ...NO_STATUS, failures: -1 }) },
  { why: 'larger than any', text: `${JSON.stringify(NO_STATUS)}${' '.repeat(70_000)}` },
])('a file that is $why is no record', async ({ text }) => {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, text);
  expect(await readStatus(base)).toBeUndefined();
});

test('what a namespace that is gone has left under the same inode is none, and goes with the first write', async () => {
  const kept = { ...NO_STATUS, inForce: { ipv4: true }, validFor: 180 };
  await writeStatus(base, kept);
  await markTakenAway(base);
  expect([await readStatus(base), await isTakenAway(base)]).toEqual([kept, true]);
  writeFileSync(join(dirname(path), 'namespace'), 'ffffffffffffffff');
  expect([await readStatus(base), await isTakenAway(base)]).toEqual([undefined, false]);
  await writeStatus(base, NO_STATUS);
  expect([await readStatus(base), await isTakenAway(base)]).toEqual([NO_STATUS, false]);
});

test('a plan of another version is not put back', async () => {
  const plan = { table: 'netvakt' } as Parameters<typeof keepPlan>[1];
  expect(await keptPlan(base)).toBeUndefined();
  await keepPlan(base, plan);
  expect(await keptPlan(base)).toEqual(plan);
  writeFileSync(join(stateFolder(base) ?? '', 'plan.json'), JSON.stringify({ version: '0.0.0', plan }));
  expect(await keptPlan(base)).toBeUndefined();
});

test('a folder that cannot be written to is an error that names the key', async () => {
  writeFileSync(join(base, 'file'), '');
  await expect(writeStatus(join(base, 'file'), NO_STATUS)).rejects.toThrow(/interception\.state_folder/u);
});

const boot =
  (id: string): (() => string) =>
  () =>
    `${id}\n`;

function none(): string {
  throw new Error('no such file');
}

test('the canary’s hosts are the same in every process of one boot, and new in the next', () => {
  expect(canaryHost('blocked', boot('a'))).toMatch(/^[\da-f]{32}\.invalid$/u);
  expect(canaryHost('blocked', boot('a'))).toBe(canaryHost('blocked', boot('a')));
  expect(canaryHost('blocked', boot('a'))).not.toBe(canaryHost('blocked', boot('b')));
  expect(canaryHost('blocked', boot('a'))).not.toBe(canaryHost('free', boot('a')));
  expect(canaryHost('blocked', none)).toBeUndefined();
});
