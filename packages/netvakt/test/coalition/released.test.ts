/** What an aggregator has released is known at home, whatever happens to the folder. */
import { existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { CommandedQuarter, MEMBERS, QUARTER } from './quarter.ts';

let root: string;
let quarter: CommandedQuarter;

beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'netvakt-released-'));
  quarter = new CommandedQuarter(root);
  await quarter.join();
  for (const member of MEMBERS) await quarter.expectDone(member, 'submit', quarter.report(member, 70_000));
});
afterEach(() => rmSync(root, { recursive: true }));

const sumOf = (who: string): string => join(quarter.folder, `sealed/${QUARTER}/sum-${who}.1.jws`);

test('a sum that was taken away comes back as it was, though a member has submitted again', async () => {
  await quarter.round();
  const released = readFileSync(sumOf('north'), 'utf8');
  await quarter.expectDone('ash', 'submit', quarter.report('ash', 100, 2));
  for (const who of ['north', 'south']) {
    rmSync(sumOf(who));
    rmSync(join(quarter.folder, `sealed/${QUARTER}/accepted-${who}.1.jws`));
  }
  for (const who of ['north', 'south']) await quarter.expectDone(who, 'sum', QUARTER);
  expect(await quarter.expectDone('north', 'sum', QUARTER)).toMatch(/edition 2: 1 submissions wait/u);
  expect(readFileSync(sumOf('north'), 'utf8')).toBe(released);
});

test('another file in the place of a released sum: refused, and left as it is', async () => {
  await quarter.round();
  writeFileSync(sumOf('north'), readFileSync(sumOf('south')));
  const { code, stderr } = await quarter.run('north', 'sum', QUARTER);
  expect([code, stderr]).toEqual([
    1,
    expect.stringMatching(/is not the sum that this home has released.*remove that/u),
  ]);
  expect(readFileSync(sumOf('north'))).toEqual(readFileSync(sumOf('south')));
});

test('a home without sums, of an older program, keeps those of the folder', async () => {
  await quarter.round();
  const kept = join(quarter.homeOf('north'), `sum-${QUARTER}.1.jws`);
  rmSync(kept);
  await quarter.expectDone('north', 'sum', QUARTER);
  expect(readFileSync(kept, 'utf8')).toBe(readFileSync(sumOf('north'), 'utf8'));
});

test('a link in the place of a sum: the command ends and says so', async () => {
  for (const who of ['north', 'south']) await quarter.expectDone(who, 'sum', QUARTER);
  symlinkSync(join(root, 'nowhere'), sumOf('north'));
  const { code, stderr } = await quarter.run('north', 'sum', QUARTER);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/is not the sum that this home has released/u)]);
  expect(existsSync(join(root, 'nowhere'))).toBe(false);
});
