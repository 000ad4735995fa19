import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { Matcher, openSnapshot } from '@netvakt/matcher';
import type { CompileRequest } from '../../src/compile/files.ts';
import { compileFilesHere } from '../../src/compile/files.ts';
import { compileListFiles, completeSettings } from '../../src/index.ts';
import { fixture, temporaryFolder } from '../support/files.ts';

const inFolder = temporaryFolder();
const markets = ['se', 'lt'];
const seed = Uint32Array.of(1, 2, 3, 4);

function requestFor(
  ...files: readonly (readonly [id: string, path: string, markets: readonly string[]])[]
): CompileRequest {
  return {
    markets,
    seed,
    files: files.map(([id, path, of]) => ({ path, settings: completeSettings({ id, markets: of }) })),
  };
}

const demo = requestFor(
  ['se-domains', fixture('lists/se-domains.txt'), ['se']],
  ['se-urls', fixture('lists/se-urls.txt'), ['se']],
  ['lt-domains', fixture('lists/lt-domains.txt'), ['lt']],
  ['shared-urls', fixture('lists/shared-urls.txt'), markets],
);

test('a thread compiles what this one would, and only the snapshot and figures come back', async () => {
  const outcome = await compileListFiles(demo);
  const here = await compileFilesHere(demo);
  if (!outcome.ok || !here.ok) throw new Error('refused');
  expect(Object.prototype.toString.call(outcome.snapshot)).toBe('[object SharedArrayBuffer]');
  expect(Buffer.from(outcome.snapshot).equals(Buffer.from(here.snapshot))).toBe(true);
  expect(outcome.lists).toEqual(here.lists);
  expect(JSON.stringify(outcome.lists)).not.toContain('blocked.test');
  expect(outcome.lists.map(({ version, summary }) => [summary.id, version])).toEqual([
    ['se-domains', '2026-11-23.1'],
    ['se-urls', '2026-11-23T04:00:00Z'],
    ['lt-domains', '2026-11-23.1'],
    ['shared-urls', '2026-11-23T04:00:00Z'],
  ]);
});

test('the snapshot knows lists and markets, and blocks what the lists say', async () => {
  const outcome = await compileListFiles(demo);
  if (!outcome.ok) throw new Error('refused');
  const snapshot = openSnapshot(outcome.snapshot);
  expect(snapshot.markets).toEqual(markets);
  expect(snapshot.lists.map(({ id }) => id)).toEqual(['se-domains', 'se-urls', 'lt-domains', 'shared-urls']);
  for (const [position, { summary }] of outcome.lists.entries())
    expect(snapshot.ruleCounts(position)).toEqual(summary.kinds);
  const matcher = new Matcher(snapshot);
  expect(matcher.matchRequest('blocked.test', '/', 0)).toBeGreaterThan(0);
  expect(matcher.matchRequest('blocked.test', '/', 1)).toBe(0);
});

test('this thread goes on while the lists are compiled', async () => {
  let turns = 0;
  const timer = setInterval(() => {
    turns += 1;
  }, 1);
  writeFileSync(inFolder('many.txt'), Array.from({ length: 50_000 }, (_, index) => `bad-${index}.test`).join('\n'));
  await compileListFiles(requestFor(['many', inFolder('many.txt'), ['se']]));
  clearInterval(timer);
  expect(turns).toBeGreaterThan(5);
});

test('one refused list holds back all: nothing is unblocked by half an update', async () => {
  const request = requestFor(
    ['good', fixture('lists/se-domains.txt'), ['se']],
    ['absent', inFolder('absent.txt'), ['se']],
    ['page', fixture('hostile/html-page.txt'), ['se']],
  );
  const outcome = await compileListFiles(request);
  if (outcome.ok) throw new Error('taken');
  expect(outcome.refused.map(({ refusal: { list, code } }) => [list, code])).toEqual([
    ['absent', 'ERR_LIST_FILE_MISSING'],
    ['page', 'ERR_LIST_HTML_PAGE'],
  ]);
});

test('a compile process that runs out of memory is a refusal, not the end of this one', async () => {
  // Rules take none of the heap; what is set aside does.
  const lines = Array.from({ length: 300_000 }, (_, index) => `*.bad-${index}.test`).join('\n');
  writeFileSync(inFolder('large.txt'), lines);
  const outcome = await compileListFiles(requestFor(['large', inFolder('large.txt'), ['se']]), { heapMegabytes: 24 });
  expect(outcome).toMatchObject({ ok: false, refused: [{ refusal: { list: '*', code: 'ERR_LIST_COMPILER_DIED' } }] });
});

test('markets that no list may name: the limit is told, with nothing thrown', async () => {
  const outcome = await compileListFiles({ ...demo, markets: Array.from({ length: 40 }, (_, index) => `m${index}`) });
  expect(outcome).toMatchObject({ ok: false, refused: [{ refusal: { reason: 'limit-exceeded' } }] });
});

test('a pipe in place of a list is refused at once, and never waited for', async () => {
  const pipe = inFolder('pipe');
  execFileSync('mkfifo', [pipe]);
  expect(await compileFilesHere(requestFor(['pipe', pipe, markets]))).toMatchObject({
    ok: false,
    refused: [{ refusal: { reason: 'file-not-regular' } }],
  });
});
