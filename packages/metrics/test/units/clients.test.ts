/** What programs do automatically behind each ending, as recorded with the real programs, and what is counted of it. */
import { randomFillSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { allocateUnits, DEFAULT_UNITS, UnitCounter } from '@netvakt/metrics';
import { Sighting } from '@netvakt/proxy';
import { ATTEMPT } from '../../src/units/unit-counter.ts';

const ENDINGS = ['alert', 'reset', 'fin', 'connect-451', 'http-451'] as const;

interface Recorded {
  readonly program: string;
  readonly version: string;
  /** Absent for browsers. */
  readonly options?: string;
  /** Seconds after the first request. */
  readonly runs: Readonly<Record<(typeof ENDINGS)[number], readonly number[]>>;
}

const read = (path: string): string => readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8');
const recordedIn = (name: string): readonly Recorded[] => JSON.parse(read(`fixtures/clients/${name}`)) as Recorded[];
const [browsers, programs] = [recordedIn('browsers.json'), recordedIn('programs.json')];

function attemptsIn(seconds: readonly number[]): number {
  let now = 0;
  const memory = allocateUnits(DEFAULT_UNITS, 1024, (words) => void randomFillSync(words));
  const counter = new UnitCounter(memory, 0, () => now);
  const host = Buffer.from('blocked.test');
  const sighting = Object.assign(new Sighting(), { client: '192.0.2.1', rule: 1 });
  sighting.at(host, 0, host.length);
  return seconds.filter((time) => {
    now = 1_000_000 + time * 1000;
    return (counter.note(0, sighting) & ATTEMPT) !== 0;
  }).length;
}

/** `4 / 1`: four requests, one attempt. */
function row({ program, version, options = '', runs }: Recorded): string {
  const cells = ENDINGS.map((ending) => `${runs[ending].length} / ${attemptsIn(runs[ending])}`);
  return `| ${program} ${version} | ${options === '' ? '' : `\`${options}\``} | ${cells.join(' | ')} |`;
}

test('each client was seen behind each ending', () => {
  expect([browsers.length, programs.length]).toEqual([2, 15]);
  for (const { runs } of [...browsers, ...programs])
    for (const ending of ENDINGS) expect(runs[ending].length).toBeGreaterThan(0);
});

test('the table of counting.md is what the counting code makes of the recorded runs', () => {
  const rows = read('docs/counting.md').split('\n');
  for (const client of [...browsers, ...programs]) expect(rows).toContain(row(client));
});

test('with its defaults no program makes more than one attempt of one call', () => {
  const usual = programs.filter(({ options }) => options === '');
  expect(usual.length).toBe(10);
  for (const { runs } of usual) for (const ending of ENDINGS) expect(attemptsIn(runs[ending])).toBe(1);
});

test('a tab that stays open is one attempt behind an alert and a page, in every browser', () => {
  for (const { runs } of browsers)
    for (const ending of ['alert', 'http-451'] as const) expect(attemptsIn(runs[ending])).toBe(1);
  const chromium = browsers.find(({ program }) => program === 'Chromium');
  expect(attemptsIn(chromium?.runs.reset ?? [])).toBeGreaterThan(1);
});
