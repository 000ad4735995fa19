import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from '@jest/globals';
import { type OperatorReport, publicKeySchema, readSignedReport } from '@netvakt/coalition';
import { runCommand } from '../support/captured.ts';
import { LEAST } from '../support/config-text.ts';
import { keepQuarter } from '../support/kept-quarter.ts';

/** Two quarters of a machine, made once. */
const KEPT = join(mkdtempSync(join(tmpdir(), 'netvakt-kept-')), 'totals.db');

beforeAll(() => {
  for (const quarter of ['2026-Q2', '2026-Q3']) keepQuarter(KEPT, quarter, ['se', 'lt'], 100);
});

const OTHER = ['--operator', 'other', '--market', 'se'];

/** An operator with a configuration and a store of two quarters. */
class Operator {
  readonly folder: string = mkdtempSync(join(tmpdir(), 'netvakt-report-'));
  readonly config: string = join(this.folder, 'netvakt.yaml');
  readonly store: string = join(this.folder, 'totals.db');
  readonly reports: string = join(this.folder, 'reports');

  constructor() {
    writeFileSync(
      this.config,
      `${LEAST}statistics: { store: totals.db }\nreport: { operator: first, folder: reports, key: key.jwk }\n`,
    );
    copyFileSync(KEPT, this.store);
  }

  report(...words: readonly string[]) {
    const configured = ['make', 'show', 'key'].includes(words[0] ?? '') ? ['--config', this.config] : [];
    return runCommand(['report', ...words, ...configured]);
  }

  file(quarter: string, name: string): string {
    return join(this.reports, quarter, name);
  }
}

test('a quarter is made, checked, signed and kept for its owner only; it is shown by month', async () => {
  const operator = new Operator();
  const key = await operator.report('key');
  expect((await operator.report('key')).stdout).toBe(key.stdout); // never another one over it
  expect(statSync(join(operator.folder, 'key.jwk')).mode & 0o777).toBe(0o600);
  const made = await operator.report('make', '2026-Q3');
  expect([made.code, made.stderr]).toEqual([0, '']);
  expect(made.stdout).toContain('2026-Q3, revision 1: 156 values, 18 missing, 0 hidden');
  expect(readdirSync(operator.file('2026-Q3.1', '')).toSorted()).toEqual([
    'datapackage.json',
    'report.csv',
    'report.json',
    'report.jws',
  ]);
  expect(statSync(operator.file('2026-Q3.1', 'report.json')).mode & 0o777).toBe(0o600);
  const signer = publicKeySchema.parse(JSON.parse(key.stdout));
  const signed = await readSignedReport(readFileSync(operator.file('2026-Q3.1', 'report.jws'), 'utf8'), [signer]);
  expect(signed).toEqual(JSON.parse(readFileSync(operator.file('2026-Q3.1', 'report.json'), 'utf8')) as OperatorReport);
  const shown = await operator.report('show', '2026-Q3');
  expect(shown.stdout).toMatch(/^pages \(per 100,000 subscriptions\) +775 +775 +750$/mu);
  expect(shown.stdout).toMatch(/^uptime \(%\) +99\.88/mu);
});

test('a report has the endings that were in force; a store of an earlier version does not say', async () => {
  const operator = new Operator();
  await operator.report('key');
  await operator.report('make', '2026-Q2');
  const first = readFileSync(operator.file('2026-Q2.1', 'report.json'), 'utf8');
  expect(first).not.toContain('tls_block');
  expect((await operator.report('show', '2026-Q2')).stdout).toContain('Blocked TLS handshakes ended by: not known');
  keepQuarter(operator.store, '2026-Q2', ['se'], 0, ['alert']);
  keepQuarter(operator.store, '2026-Q3', ['se'], 0, ['reset', 'alert', 'of-a-later-version']);
  await operator.report('make', '2026-Q2', '--reason', 'recount', '--confirm', 'all');
  await operator.report('make', '2026-Q3', '--confirm', 'all');
  const endings = (quarter: string): unknown =>
    (JSON.parse(readFileSync(operator.file(quarter, 'report.json'), 'utf8')) as OperatorReport).tls_block;
  expect([endings('2026-Q2.2'), endings('2026-Q3.1')]).toEqual([['alert'], ['alert', 'reset', 'other']]);
  expect((await operator.report('show', '2026-Q3')).stdout).toContain('ended by: alert, reset');
  expect(readFileSync(operator.file('2026-Q3.1', 'report.csv'), 'utf8')).toContain(',alert+reset+other\r\n');
  expect(readFileSync(operator.file('2026-Q2.2', 'datapackage.json'), 'utf8')).toContain('"tls_block"');
});

test.each([
  ['report.json', []],
  ['report.csv', []],
  ['report.jws', ['--signer']],
])('%s is checked on any machine', async (name, words) => {
  const operator = new Operator();
  const signer = join(operator.folder, 'public.jwk');
  writeFileSync(signer, (await operator.report('key')).stdout);
  await operator.report('make', '2026-Q3');
  const file = operator.file('2026-Q3.1', name);
  const checked = await runCommand(['report', 'check', file, ...words, ...(words.length > 0 ? [signer] : [])]);
  expect([checked.code, checked.stderr]).toEqual([0, '']);
  expect(checked.stdout).toBe('2026-Q3 of first: 0 faults, 0 questions\n');
});

test('a tenfold figure waits for somebody who knows, and nothing is written before', async () => {
  const operator = new Operator();
  await operator.report('key');
  await operator.report('make', '2026-Q2');
  keepQuarter(operator.store, '2026-Q3', ['se'], 900); // on top of the 100 that are there
  const asked = await operator.report('make', '2026-Q3');
  expect(asked.code).toBe(3);
  expect(asked.stderr).toContain('--confirm tenfold:se/2026-07/pages/numerator');
  expect(asked.stderr).toContain('Nothing was written');
  expect(existsSync(operator.file('2026-Q3.1', ''))).toBe(false);
  const mistyped = await operator.report('make', '2026-Q3', '--confirm', 'tenfold:se/2026-07/page');
  expect([mistyped.code, mistyped.stderr]).toEqual([1, expect.stringContaining('there is no such question')]);
  expect((await operator.report('make', '2026-Q3', '--confirm', 'all')).code).toBe(0);
});

test('another revision needs a reason, and does not touch the first', async () => {
  const operator = new Operator();
  await operator.report('key');
  await operator.report('make', '2026-Q3');
  const first = readFileSync(operator.file('2026-Q3.1', 'report.json'), 'utf8');
  const refused = await operator.report('make', '2026-Q3');
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('--reason late-figures')]);
  expect((await operator.report('make', '2026-Q3', '--reason', 'mistake', '--hide', 'se/pages')).code).toBe(0);
  expect(readFileSync(operator.file('2026-Q3.1', 'report.json'), 'utf8')).toBe(first);
  const shown = await operator.report('show', '2026-Q3');
  expect(shown.stdout).toContain('revision 2 (mistake)');
  expect(shown.stdout).toMatch(/^pages \(per 100,000 subscriptions\) +hidden +hidden +hidden$/mu);
});

test('an operator with another filter joins by a table', async () => {
  const operator = new Operator();
  const { stdout: table } = await runCommand(['report', 'template', '2026-Q3', ...OTHER]);
  const file = join(operator.folder, 'filled.csv');
  writeFileSync(file, table.replace(/(2026-07,31,se,pages),missing,,/u, '$1,value,1200,400000'));
  expect((await runCommand(['report', 'check', file])).stdout).toBe('2026-Q3 of other: 0 faults, 0 questions\n');
  const key = join(operator.folder, 'other.jwk');
  await runCommand(['report', 'key', '--key', key]);
  // No configuration: there may be no filter of ours at all.
  const kept = ['--from', file, '--folder', operator.reports, '--key', key];
  const made = await runCommand(['report', 'make', '2026-Q3', ...kept]);
  expect([made.code, made.stderr]).toEqual([0, '']);
  expect((await operator.report('show', '2026-Q3')).stdout).toMatch(/^pages .* +300 +missing +missing$/mu);
});

test('definitions that the coalition has not agreed on are a fault, named by field', async () => {
  const operator = new Operator();
  const { stdout } = await runCommand(['report', 'show', '--definitions', '--json']);
  const agreed = join(operator.folder, 'agreed.json');
  writeFileSync(agreed, stdout.replace('"window":"fixed"', '"window":"sliding"'));
  const made = await operator.report('make', '2026-Q3', '--definitions', agreed);
  expect([made.code, made.stderr]).toEqual([
    1,
    expect.stringContaining('definitions.window: fixed, and the coalition counts with sliding (definitions)'),
  ]);
});

test('complaints are entered by day, replaced by entering them again, and reported', async () => {
  const operator = new Operator();
  const enter = (...words: readonly string[]) =>
    runCommand(['totals', 'appeals', '--config', operator.config, '--market', 'se', '--day', '2026-07-14', ...words]);
  await enter('--received', '30');
  expect((await enter('--received', '3', '--upheld', '1', '--rejected', '1')).stdout).toBe(
    'Appeals in se on 2026-07-14: 3 received, 1 upheld, 1 rejected\n',
  );
  await operator.report('key');
  await operator.report('make', '2026-Q3');
  expect((await operator.report('show', '2026-Q3')).stdout).toMatch(
    /^appeals-upheld \(%\) +50\.00 +missing +missing$/mu,
  );
});

test('complaints are entered into a store that is there: a file of root would stop a filter from counting', async () => {
  const operator = new Operator();
  const store = join(operator.folder, 'mistyped.db');
  const words = ['--config', operator.config, '--market', 'se', '--received', '1', '--store', store];
  const { code, stdout, stderr } = await runCommand(['totals', 'appeals', ...words]);
  expect([code, stdout]).toEqual([1, '']);
  expect(stderr).toContain(`Cannot write the totals in ${store}. There is no such file: check the path`);
  expect(existsSync(store)).toBe(false);
});

test.each([
  ['no quarter', ['make', '2026-3'], 2, /Write it as 2026-Q3/u],
  ['a quarter without figures', ['make', '2020-Q1'], 3, /partial:2020-01/u],
  ['a quarter that is not over', ['make', '2099-Q1', '--confirm', 'all'], 1, /quarter-not-over/u],
  [
    'a key that is not there',
    ['make', '2026-Q3', '--key', '/nowhere/key.jwk'],
    1,
    /Cannot read \/nowhere\/key\.jwk.*netvakt report key/u,
  ],
  ['nothing of that name', ['make', '2026-Q3', '--hide', 'se/pagess'], 1, /hides nothing/u],
  ['a store that is not there', ['make', '2026-Q3', '--store', '/nowhere/t.db'], 1, /Cannot read the totals/u],
  ['a file that is not there', ['check', '/nowhere/report.json'], 1, /Cannot read \/nowhere/u],
  ['nothing kept', ['show', '2026-Q3'], 1, /netvakt report make 2026-Q3/u],
  ['nothing named', ['show'], 2, /Name a quarter/u],
  ['no id', ['template', '2026-Q3', '--operator', 'A B', '--market', 'se'], 2, /is no id/u],
] as const)('%s is an error with a remedy', async (_, words, code, message) => {
  const ran = await new Operator().report(...words);
  expect([ran.code, ran.stderr]).toEqual([code, expect.stringMatching(message)]);
});

test('check --history reports a folder without reports, in which a folder of one report may have been named', async () => {
  const operator = new Operator();
  await operator.report('key');
  await operator.report('make', '2026-Q3');
  const file = operator.file('2026-Q3.1', 'report.json');
  const of = async (history: string): Promise<readonly [number, string]> => {
    const { code, stderr } = await operator.report('check', file, '--history', history);
    return [code, stderr];
  };
  const wrong = operator.file('2026-Q3.1', '');
  expect(await of(wrong)).toEqual([0, `There is no report in ${wrong}: nothing is compared\n`]);
  expect((await of(operator.reports))[1]).not.toContain('nothing is compared');
});

const NO_FILE = '(ENOENT). There is no such file: check the path';
const A_FOLDER = '(EISDIR). Name the file, not its folder';
const NO_FOLDER = '(ENOENT). There is no such folder: make it, or name another file';
const ENDLESS = 'has more than 10000000 bytes. Name the right file';

test.each([
  { words: ['check', '@none'], says: NO_FILE, names: 'none' },
  { words: ['check', '@'], says: A_FOLDER, names: '' },
  { words: ['check', '/dev/zero'], says: ENDLESS, names: '/dev/zero' },
  { words: ['check', '@netvakt.yaml', '--definitions', '@'], says: A_FOLDER, names: '' },
  { words: ['check', '@netvakt.yaml', '--signer', '@none'], says: NO_FILE, names: 'none' },
  { words: ['check', '@netvakt.yaml', '--history', '@none'], says: 'leave out --history', names: 'none' },
  { words: ['check', '@netvakt.yaml', '--history', '@key.jwk'], says: 'It is no folder: name', names: 'key.jwk' },
  { words: ['show', '@none'], says: NO_FILE, names: 'none' },
  { words: ['show', '2026-Q3', '--folder', '@netvakt.yaml'], says: 'It is no folder: name', names: 'netvakt.yaml' },
  { words: ['template', '2026-Q3', ...OTHER, '--definitions', '@'], says: A_FOLDER, names: '' },
  { words: ['make', '2026-Q3', '--key', '@none'], says: 'Make one: netvakt report key', names: 'none' },
  { words: ['make', '2026-Q3', '--key', '@'], says: A_FOLDER, names: '' },
  { words: ['make', '2026-Q3', '--folder', '@key.jwk/x'], says: 'It is no folder: name', names: 'key.jwk/x' },
  { words: ['key', '--key', '@'], says: A_FOLDER, names: '' },
  { words: ['key', '--key', '@none/key.jwk'], says: NO_FOLDER, names: 'none/key.jwk' },
  { words: ['key', '--key', '@key.jwk/x'], says: '(ENOTDIR). A part of its path is no folder', names: 'key.jwk/x' },
])('$words: the message names the file, and what to do about just that', async ({ words, says, names }) => {
  const operator = new Operator();
  await operator.report('key');
  const before = readdirSync(operator.folder);
  const at = (name: string): string => (name.startsWith('/') ? name : join(operator.folder, name));
  const ran = await operator.report(...words.map((word) => (word.startsWith('@') ? at(word.slice(1)) : word)));
  expect([ran.code, ran.stdout, ran.stderr.split('\n').length]).toEqual([1, '', 2]);
  expect(ran.stderr).toContain(says);
  expect(ran.stderr).toContain(at(names));
  expect(readdirSync(operator.folder)).toEqual(before);
});
