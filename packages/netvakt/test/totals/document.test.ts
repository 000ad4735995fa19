import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, jest, test } from '@jest/globals';
import { fakeTimeouts, until } from '@netvakt/testing';
import { makeLog } from '../../src/base/log.ts';
import { composeTotals } from '../../src/totals/document/compose.ts';
import { TotalsFile } from '../../src/totals/document/file.ts';
import { readTotals } from '../../src/totals/document/schema.ts';
import { Captured } from '../support/captured.ts';
import { OVERVIEW } from '../support/overview.ts';

const folder = (): string => mkdtempSync(join(tmpdir(), 'netvakt-document-'));

test('has the form that its schema describes, and the figures of the page', () => {
  const totals = readTotals(JSON.parse(JSON.stringify(composeTotals(OVERVIEW))));
  expect(totals.markets.map(({ market, pages }) => ({ market, pages }))).toEqual(
    OVERVIEW.markets.map(({ market, pages }) => ({ market, pages })),
  );
  expect(totals.lists).toHaveLength(OVERVIEW.lists.length);
  expect(totals.counted.tls_block).toEqual(['alert']);
  expect(totals.at).toBe('2026-11-26T11:20:00.000Z');
});

test('a day of which nothing is known is left out, and never is null', () => {
  const [market] = OVERVIEW.markets;
  const [list] = OVERVIEW.lists;
  if (market === undefined || list === undefined) throw new Error('The sample is empty');
  const totals = composeTotals({
    ...OVERVIEW,
    statisticsAt: 0,
    markets: [
      {
        ...market,
        days: [
          { day: '2026-01-30', pages: undefined },
          { day: '2026-01-31', pages: 4 },
        ],
      },
    ],
    lists: [{ ...list, version: undefined, lastSuccess: 0, expiry: 0 }],
    probes: [{ market: 'se', protocol: 'http', blocked: undefined }],
  });
  expect(readTotals(totals)).toMatchObject({
    statistics_at: null,
    markets: [{ days: [{ day: '2026-01-31', pages: 4 }] }],
    lists: [{ version: null, last_success: null, expiry: null }],
    probes: [{ blocked: null }],
  });
});

test('the file is replaced as a whole, for the group to read, and nothing else is left in the folder', async () => {
  const path = join(folder(), 'totals.json');
  const log = makeLog({ level: 'info', format: 'json' }, new Captured());
  const file = new TotalsFile({ path, compose: () => composeTotals(OVERVIEW), now: () => 0, log });
  await file.write();
  const before = statSync(path).ino;
  await file.write();
  expect(statSync(path).ino).not.toBe(before); // replaced, not written over: a reader keeps a whole text
  expect(readTotals(JSON.parse(readFileSync(path, 'utf8')))).toEqual(composeTotals(OVERVIEW));
  expect(statSync(path).mode & 0o777 & ~0o640).toBe(0);
  expect(readdirSync(join(path, '..'))).toEqual(['totals.json']);
});

test('a folder that is not there is logged once, and so is its end; the filter goes on', async () => {
  const place = join(folder(), 'missing');
  const output = new Captured();
  const log = makeLog({ level: 'info', format: 'json' }, output);
  const file = new TotalsFile({
    path: join(place, 'totals.json'),
    compose: () => composeTotals(OVERVIEW),
    now: () => 0,
    log,
  });
  await file.write();
  await file.write();
  mkdirSync(place);
  await file.write();
  await file.write();
  const messages = output.text
    .trimEnd()
    .split('\n')
    .map((line) => (JSON.parse(line) as { message: string }).message);
  expect(messages).toEqual(['the file of totals cannot be written', 'the file of totals is written again']);
});

test('each full minute, and no more after the end', async () => {
  const path = join(folder(), 'totals.json');
  let made = 0;
  fakeTimeouts(jest);
  const log = makeLog({ level: 'info', format: 'json' }, new Captured());
  const compose = (): ReturnType<typeof composeTotals> => {
    made += 1;
    return composeTotals(OVERVIEW);
  };
  const file = new TotalsFile({ path, compose, now: () => 30, log });
  file.start();
  expect(made).toBe(1);
  jest.advanceTimersByTime(30_000);
  expect(made).toBe(2);
  file.stop();
  jest.advanceTimersByTime(600_000);
  expect(made).toBe(2);
  jest.useRealTimers();
  await until('the file', () => existsSync(path));
});
