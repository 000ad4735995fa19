import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { showsFigure } from '../../src/demo/coalition/leaks.ts';
import { oldFile } from '../support/old-file.ts';
import { CommandedQuarter, MEMBERS, QUARTER } from './quarter.ts';

const root = mkdtempSync(join(tmpdir(), 'netvakt-coalition-'));
const quarter = new CommandedQuarter(root);
/** Canaries: no file of the folder may show one of them. */
const PAGES = [71_201, 81_202, 91_203, 61_204, 51_205];

beforeAll(async () => {
  await quarter.join();
});
afterAll(() => rmSync(root, { recursive: true }));

test('a member whose aggregators are not trusted yet, or are others now, cannot submit', async () => {
  const home = join(quarter.homeOf('ash'), 'home.json');
  const before = readFileSync(home, 'utf8');
  writeFileSync(
    home,
    before.replace(
      /"trust":.*\}\}?/u,
      '"trust":{"serial":1,"digest":"' + 'a'.repeat(64) + '","aggregators":[{"id":"north","key":"x","seal":"y"}]}}',
    ),
  );
  const { code, stderr } = await quarter.run('ash', 'submit', quarter.report('ash', PAGES[0] as number));
  writeFileSync(home, before);
  expect(code).toBe(1);
  expect(stderr).toMatch(/other aggregators.*netvakt coalition join.*--trust/u);
});

test('a quarter from reports to an edition, and what is compared at home', async () => {
  for (const [i, member] of MEMBERS.entries()) {
    const stdout = await quarter.expectDone(
      member,
      'submit',
      quarter.report(member, PAGES[i] as number, 1, [i === 2 ? 'reset' : 'alert']),
    );
    expect(stdout).toContain(`submission 1 of ${member}: 6 figures, sealed for north and south`);
  }
  await quarter.round();
  const { stdout } = await quarter.run('ash', 'compare', quarter.report('ash', PAGES[0] as number));
  expect(stdout).toMatch(/^pages +se +2026-Q1 +100000 +71200 +71200 +5 +300 and more +300 and more: 5$/mu);
  expect(stdout).toContain('handshakes end by unknown means here, by an alert and a reset at the members that say so.');
  const own = quarter.report('ash', PAGES[0] as number, 1, ['alert']);
  const reported = await quarter.run('ash', 'compare', own);
  expect(reported.stdout).toMatch(/end by an alert here, .* do not compare attempts and requests, compare pages/u);
  expect(stdout).toMatch(/^canary-http +all +2026-Q1 +100 +99\.9 +99\.9 +5 +99 and more/mu);
});

test('the comparison as JSON and as series of Prometheus', async () => {
  const file = join(root, 'coalition.prom');
  const report = quarter.report('birch', PAGES[1] as number, 1, ['reset']);
  const kept = join(root, 'comparison.json');
  const olds = [oldFile(file), oldFile(kept)];
  const { stdout } = await quarter.run('birch', 'compare', report, '--json', '--prometheus', file, '--write', kept);
  for (const old of olds) old.expectWhole();
  expect(JSON.parse(readFileSync(kept, 'utf8'))).toMatchObject({
    schema: 'netvakt-comparison/1',
    edition: '2026-Q1.1',
    tls_block: { own: ['reset'], members: ['alert', 'reset'] },
  });
  const { edition, figures } = JSON.parse(stdout) as { edition: string; figures: { indicator: string; own: string }[] };
  expect(edition).toBe('2026-Q1.1');
  expect(figures.map(({ indicator, own }) => [indicator, own])).toContainEqual(['pages', '81200']);
  const series = readFileSync(file, 'utf8');
  expect(series).toContain('netvakt_coalition_own_ratio{indicator="pages",market="se",per="100000"} 81200\n');
  expect(series).toContain('netvakt_coalition_ratio{indicator="pages",market="se",per="100000"} 71200\n');
});

test('no file of the folder shows a figure; keys and records are for their owner only', () => {
  const files = readdirSync(quarter.folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(quarter.folder, name))
    .filter((path) => statSync(path).isFile());
  expect(files.length).toBeGreaterThan(10);
  for (const path of files) {
    const text = readFileSync(path, 'utf8');
    expect([path, showsFigure(text, PAGES)]).toEqual([path, false]);
  }
  for (const name of readdirSync(quarter.homeOf('north'))) {
    expect(statSync(join(quarter.homeOf('north'), name)).mode & 0o077).toBe(0);
  }
});

test('a lost record is not replaced by one of what was never sent, and then every figure counts as corrected', async () => {
  const record = join(quarter.homeOf('fir'), `submitted-${QUARTER}.json`);
  const kept = readFileSync(record, 'utf8');
  rmSync(record);
  const report = quarter.report('fir', 100, 2);
  const { code, stderr } = await quarter.run('fir', 'submit', report);
  expect([code, stderr]).toEqual([1, expect.stringMatching(/in the folder already.*--revision 2/u)]);
  expect(existsSync(record)).toBe(false);
  writeFileSync(record, kept);
  await quarter.expectDone('fir', 'submit', quarter.report('fir', PAGES[4] as number), '--revision', '7');
  const { versions } = JSON.parse(readFileSync(record, 'utf8')) as { versions: string };
  expect(new Set(Buffer.from(versions, 'base64url'))).toEqual(new Set([7]));
  rmSync(join(quarter.folder, `sealed/${QUARTER}/submission-fir.7.jws`));
  writeFileSync(record, kept);
});

test('one correction waits; three make the second edition, and its reason is in it', async () => {
  await quarter.expectDone('ash', 'submit', quarter.report('ash', 100, 2));
  expect(await quarter.expectDone('north', 'sum', QUARTER)).toMatch(
    /edition 2: 1 submissions wait until more members/u,
  );
  for (const member of ['birch', 'cedar']) await quarter.expectDone(member, 'submit', quarter.report(member, 100, 2));
  await quarter.round();
  const payload = JSON.parse(quarter.edition(2)) as { payload: string; signatures: unknown[] };
  const edition = JSON.parse(Buffer.from(payload.payload, 'base64url').toString('utf8')) as object;
  expect(edition).toMatchObject({ edition: '2026-Q1.2', reason: 'correction', members: 5, submissions: 5 });
  expect(payload.signatures).toHaveLength(2);
  const csv = readFileSync(join(quarter.folder, 'public/edition', `${QUARTER}.2.csv`), 'utf8');
  expect(csv).toMatch(/^2026-Q1\.2,correction,pages,se,2026-Q1,value,5,/mu);
});

test.each([
  {
    why: 'a quarter that is none',
    words: ['sum', '2026-Q5'],
    message: /"2026-Q5" is no quarter\. Write it as 2026-Q3/u,
  },
  {
    why: 'a quarter that no policy holds for',
    words: ['sum', '2031-Q1'],
    message: /No policy .* holds for 2031-Q1\. Fetch the folder/u,
  },
  {
    why: 'nothing to open',
    words: ['open', '2026-Q2'],
    message: /no sum of 2026-Q2 yet\. Run netvakt coalition sum 2026-Q2/u,
  },
  {
    why: 'a report that is not there',
    words: ['compare', '/nonexistent/report.json'],
    message: /Cannot read the report .*netvakt report make/u,
  },
  {
    why: 'a policy that is not there',
    words: ['sum', QUARTER, '--policy', '/nonexistent/policy.json'],
    message: /Cannot read \/nonexistent\/policy\.json \(ENOENT\)\. Name the file of the policy with --policy/u,
  },
])('$why: an error with a remedy', async ({ words, message }) => {
  const { code, stderr } = await quarter.run('north', ...words);
  expect(code).toBe(1);
  expect(stderr).toMatch(message);
});

test('a member cannot sum, and a home is made before it is used', async () => {
  expect((await quarter.run('ash', 'sum', QUARTER)).stderr).toMatch(/no aggregator with the key of this home/u);
  expect((await quarter.run('nobody', 'sum', QUARTER)).stderr).toMatch(
    /is not the home of a member.*netvakt coalition join/u,
  );
});

test('a report by other definitions is refused, and the field that differs is named', async () => {
  const path = quarter.report('elm', 5);
  writeFileSync(path, readFileSync(path, 'utf8').replace('"window_seconds":10', '"window_seconds":3600'));
  const { code, stderr } = await quarter.run('elm', 'submit', path);
  expect(code).toBe(1);
  expect(stderr).toMatch(/definitions\.window_seconds: 3600, and the coalition counts with 10/u);
});
