/** A dispute: what a member submitted is shown to an auditor, and nobody can show something else. */
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { CommandedQuarter, QUARTER } from './quarter.ts';

const root = mkdtempSync(join(tmpdir(), 'netvakt-commitment-'));
const quarter = new CommandedQuarter(root);
const sealed = (revision: number, member = 'ash'): string =>
  join(quarter.folder, `sealed/${QUARTER}/submission-${member}.${revision}.jws`);
const opening = (revision: number): string => join(root, `opening.${revision}.json`);

/** With another first character. */
function flipped(text: string): string {
  return (text.startsWith('A') ? 'B' : 'A') + text.slice(1);
}

beforeAll(async () => {
  await quarter.join();
  for (const [revision, pages] of [71_201, 81_202].entries()) {
    await quarter.expectDone('ash', 'submit', quarter.report('ash', pages, revision + 1));
  }
  await quarter.expectDone('birch', 'submit', quarter.report('birch', 5));
  await quarter.expectDone('ash', 'commitment', 'reveal', QUARTER, '--write', opening(2));
  await quarter.expectDone('ash', 'commitment', 'reveal', QUARTER, '--revision', '1', '--write', opening(1));
});
afterAll(() => rmSync(root, { recursive: true }));

test('an auditor without a home sees what was submitted, each time that it was; the file is for its owner', async () => {
  const policy = join(quarter.folder, 'members/policy/1.json');
  for (const [revision, pages] of [
    [1, 71_201],
    [2, 81_202],
  ] as const) {
    const words = ['commitment', 'verify', opening(revision), sealed(revision), '--policy', policy, '--json'];
    const { code, stdout } = await quarter.runBare(...words);
    const { holds, coherent, cells } = JSON.parse(stdout) as { holds: boolean; coherent: boolean; cells: object[] };
    expect([code, holds, coherent, cells.length]).toEqual([0, true, true, 6]);
    expect(cells[0]).toEqual({
      indicator: 'pages',
      market: 'se',
      month: '2026-01',
      numerator: pages,
      denominator: 100_000,
    });
    expect(statSync(opening(revision)).mode & 0o077).toBe(0);
  }
});

test('a figure, a salt or a version that was changed is not what was committed to', async () => {
  const whole = JSON.parse(readFileSync(opening(1), 'utf8')) as Record<string, string>;
  for (const field of ['values', 'salt', 'versions']) {
    const file = join(root, `forged-${field}.json`);
    writeFileSync(file, JSON.stringify({ ...whole, [field]: flipped(whole[field] ?? '') }));
    const { code, stdout } = await quarter.run('north', 'commitment', 'verify', file, sealed(1));
    expect([code, stdout]).toEqual([1, expect.stringContaining('NOT the figures')]);
  }
});

test.each([
  ['another submission of the member', () => [opening(1), sealed(2)], /of another submission: revision differs/u],
  ['the submission of another member', () => [opening(1), sealed(1, 'birch')], /sign/u],
  ['a file that is none', () => [sealed(1), sealed(1)], /netvakt coalition commitment reveal/u],
])('%s: refused, with what to do', async (_what, files, output) => {
  const { code, stderr } = await quarter.run('north', 'commitment', 'verify', ...files());
  expect([code, stderr]).toEqual([1, expect.stringMatching(output)]);
});

test('nothing is revealed without a record, nor over another file', async () => {
  const lost = await quarter.run('ash', 'commitment', 'reveal', QUARTER, '--revision', '9', '--write', join(root, 'x'));
  expect([lost.code, lost.stderr]).toEqual([1, expect.stringMatching(/no record of submission 9.*backup/u)]);
  const taken = await quarter.run('ash', 'commitment', 'reveal', QUARTER, '--write', opening(1));
  expect([taken.code, taken.stderr]).toEqual([1, expect.stringMatching(/EEXIST.*not there yet/u)]);
});
