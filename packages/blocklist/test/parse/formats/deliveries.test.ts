/** One delivery in each format: what is found, which rules it gives, and what becomes of its bad rows. */
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { loadListFile } from '../../../src/index.ts';
import type { ListFormat } from '../../../src/settings/settings.ts';
import { fixture, temporaryFolder } from '../../support/files.ts';
import { settingsFor, shortRejections, shortRules, taken } from '../../support/parse.ts';

interface Row {
  readonly file: string;
  readonly format: ListFormat;
  readonly version?: string;
  readonly rules: readonly string[];
  readonly set: readonly string[];
}

const inFolder = temporaryFolder();
const lenient = { maxRejectedRatio: 1, minRejectedLines: 100 };

const ROWS: readonly Row[] = [
  {
    file: 'hosts.txt',
    format: 'hosts',
    version: '2026-11-23',
    rules: ['domain bad.test @7', 'domain worse.test @8', 'domain www.worse.test @8', 'domain xn--blbr-noae.test @9'],
    set: ['row-malformed @10:1', 'row-malformed @11:1', 'not-a-host @12:11'],
  },
  {
    file: 'semicolons.csv',
    format: 'semicolons',
    version: '2026112301.1795400400',
    rules: [
      'url bad.test/a @2',
      'domain worse.test @3',
      'url bad.test/b?c=d @5',
      'domain names-only.test @6',
      'ip 192.0.2.1 @7',
      'ip 192.0.2.2 @8',
    ],
    set: ['row-malformed @10:1', 'row-names-nothing @11:1', 'columns-disagree @9:19'],
  },
  {
    file: 'columns.csv',
    format: 'csv',
    rules: [
      'url bad.test/a,b @2',
      'url bad.test/c @3',
      'domain worse.test @4',
      'ip 2001:db8::7 @5',
      'url bad.test/%22d%22 @6',
      ...Array.from({ length: 12 }, (_, index) => `url bad.test/${index + 9} @${index + 10}`),
    ],
    set: ['row-quotes @8:1', 'row-malformed @9:1', 'columns-disagree @7:32'],
  },
  {
    file: 'document.json',
    format: 'json',
    version: '2026-11-23T04:00:00Z',
    rules: [
      'domain bad.test @1',
      'url bad.test/a @2',
      'url bad.test/b%5Dc @3',
      'domain worse.test @4',
      'ip 192.0.2.1 @5',
    ],
    set: ['row-malformed @7:1', 'columns-disagree @6:1'],
  },
  {
    file: 'lines.jsonl',
    format: 'json-lines',
    version: '2026112301',
    rules: [
      'url bad.test/a @2',
      'domain worse.test @3',
      'domain xn--bd-yia.test @4',
      'ip 192.0.2.1 @9',
      'domain third.test @10',
    ],
    set: ['json-duplicate-name @6:35', 'json-syntax @7:28', 'row-names-nothing @8:1'],
  },
  {
    file: 'zone.rpz',
    format: 'zone',
    version: '2026112301',
    rules: [
      'host bad.test @8',
      'domain bad.test @9',
      'host only.test @10',
      'host dropped.test @11',
      'host local.test @12',
      'host full.test @13',
    ],
    set: ['row-malformed @16:1'],
  },
  {
    file: 'filter-rules.txt',
    format: 'filter-rules',
    version: '2026112301',
    rules: [
      'domain bad.test @4',
      'domain worse.test @5',
      'domain xn--blbr-noae.test @6',
      'ip 192.0.2.1 @7',
      'below-boundary bad.test/a @10',
    ],
    set: ['rule-unsupported @9:1'],
  },
  {
    file: 'squidguard',
    format: 'squidguard',
    version: '2026-11-23',
    rules: [
      'domain bad.test @2',
      'domain worse.test @3',
      'ip 192.0.2.1 @4',
      'site-anywhere mixed.test/a @6',
      'site-anywhere mixed.test/b/ @7',
      'site-anywhere mixed.test/c?d=e @8',
      'site-anywhere other.test/ @9',
    ],
    set: [],
  },
];

test.each(ROWS)('$file: the rules, and what is set aside', async ({ file, format, version, rules, set }) => {
  const list = taken(await loadListFile(fixture(`deliveries/${file}`), settingsFor({ format, bounds: lenient }), 0));
  expect(shortRules(list)).toEqual(rules);
  expect(shortRejections(list.summary)).toEqual(set);
  expect(list.summary.statedVersion).toBe(version);
});

test.each(ROWS.filter(({ format }) => format !== 'squidguard'))(
  '$file: the format is found without being stated',
  async ({ file, format }) => {
    const outcome = await loadListFile(fixture(`deliveries/${file}`), settingsFor({ bounds: lenient }), 0);
    const { summary } = taken(outcome);
    expect(summary.format).toBe(format);
    expect(summary.confidence).toBeGreaterThan(0.7);
  },
);

test('an archive with the two files of a squidGuard folder is that folder', async () => {
  const settings = settingsFor({ format: 'squidguard' });
  const folder = taken(await loadListFile(fixture('deliveries/squidguard'), settings, 0));
  const archive = taken(await loadListFile(fixture('deliveries/squidguard.zip'), settings, 0));
  expect([...archive.rules]).toEqual([...folder.rules]);
});

test.each(['list.txt.gz', 'list.txt.zst', 'list.zip'])('%s is unpacked on the way', async (file) => {
  const list = taken(await loadListFile(fixture(`deliveries/${file}`), settingsFor(), 0));
  expect(shortRules(list)).toEqual(['domain bad.test @2', 'domain worse.test @3', 'domain third.test @4']);
});

test('a squidGuard folder whose link leads elsewhere is refused', async () => {
  const folder = inFolder('squidguard');
  mkdirSync(folder);
  writeFileSync(`${folder}/domains`, 'bad.test\n');
  writeFileSync(inFolder('urls'), 'worse.test/page\n');
  symlinkSync('../urls', `${folder}/urls`);
  const refused = await loadListFile(folder, settingsFor({ format: 'squidguard' }), 0);
  expect(refused).toMatchObject({ ok: false, refusal: { reason: 'file-not-regular' } });
});
