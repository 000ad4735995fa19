import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from '@jest/globals';
import { makeLog } from '../../src/base/log.ts';
import { checkConfig } from '../../src/config/load.ts';
import { comparisonOf } from '../../src/run/comparison.ts';
import { ServiceFigures } from '../../src/run/figures.ts';
import { Captured } from '../support/captured.ts';
import { LEAST } from '../support/config-text.ts';

const folder = mkdtempSync(join(tmpdir(), 'netvakt-comparison-'));
afterAll(() => rmSync(folder, { recursive: true }));
const path = join(folder, 'comparison.json');
const CONFIG = checkConfig(`${LEAST}\ncoalition:\n  comparison: ${path}\n`, '/etc/netvakt/netvakt.yaml');
const QUIET = { level: 'info', format: 'json' } as const;
const ROW = {
  indicator: 'canary-http',
  market: 'se',
  per: 100,
  own: 99.95,
  all: 99.41,
  contributors: 7,
  bins: [{ range: '99 and more', members: 7, isOwn: true }],
};
const HIDDEN = { indicator: 'pages', market: 'se', per: 100_000, own: 712, all: null, contributors: 0, bins: [] };

function written(document: object): void {
  writeFileSync(path, JSON.stringify(document));
}

test('what compare wrote is in the metrics and on the operator’s page; what is not released is said to be so', async () => {
  written({ schema: 'netvakt-comparison/1', edition: '2026-Q3.2', rows: [ROW, HIDDEN] });
  const figures = new ServiceFigures(CONFIG, undefined);
  figures.comparison = await comparisonOf(CONFIG, makeLog(QUIET, new Captured()));
  const { body } = await figures.metrics.render(undefined);
  expect(body).toContain('netvakt_coalition_own_ratio{indicator="canary-http",market="se",per="100"} 99.95\n');
  expect(body).toContain('netvakt_coalition_ratio{indicator="canary-http",market="se",per="100"} 99.41\n');
  expect(body).toContain('netvakt_coalition_contributors{indicator="canary-http",market="se"} 7\n');
  expect(body).toContain('netvakt_coalition_edition_info{edition="2026-Q3.2"} 1\n');
  expect(body).not.toMatch(/netvakt_coalition_ratio\{indicator="pages"/u);
  expect(figures.overview(1_795_692_000, undefined).comparison).toMatchObject({ edition: '2026-Q3.2' });
});

test.each([
  { why: 'a file that is cut off', text: '{"schema":"netvakt-comp' },
  {
    why: 'a name that would open a label',
    text: JSON.stringify({
      schema: 'netvakt-comparison/1',
      edition: '2026-Q3.1',
      rows: [{ ...ROW, market: 'se"} 1' }],
    }),
  },
  { why: 'another document', text: '{"hello":"world"}' },
])('$why is a warning with a remedy, and shows nothing', async ({ text }) => {
  writeFileSync(path, text);
  const log = new Captured();
  expect(await comparisonOf(CONFIG, makeLog(QUIET, log))).toBeUndefined();
  expect(log.text).toContain('netvakt coalition compare --write');
  expect(log.text.trim().split('\n')).toHaveLength(1);
});

test('without the section there is no series', async () => {
  const plain = checkConfig(LEAST, '/etc/netvakt/netvakt.yaml');
  const log = new Captured();
  expect(await comparisonOf(plain, makeLog(QUIET, log))).toBeUndefined();
  expect(log.text).toBe('');
});
