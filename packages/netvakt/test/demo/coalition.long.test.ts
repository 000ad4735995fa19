/** The play, whole, and what it claims, by other means: from the files that it leaves. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { definitionsDigest, type EditionPayload, type OperatorReport, STANDARD_DEFINITIONS } from '@netvakt/coalition';
import { LONG_TEST } from '@netvakt/testing';
import { type Ran, runCommand } from '../support/captured.ts';
import { testWith } from '../support/programs.ts';

const VERIFIER = fileURLToPath(new URL('../../../../deploy/coalition/verify-log.py', import.meta.url));
const OPERATORS = ['ash', 'birch', 'cedar', 'elm', 'fir'];
const root = mkdtempSync(join(tmpdir(), 'netvakt-play-'));
const directory = join(root, 'play');
let ran: Ran;

beforeAll(async () => {
  ran = await runCommand(['demo', 'coalition', '--directory', directory, '--scale', '0.01', '--seed', '3', '--json']);
}, LONG_TEST);
afterAll(() => rmSync(root, { recursive: true }));

const textOf = (path: string): string => readFileSync(join(directory, path), 'utf8');

function payloadOf(path: string): unknown {
  const { payload } = JSON.parse(textOf(path)) as { payload: string };
  return JSON.parse(Buffer.from(payload, 'base64url').toString('utf8'));
}

const editionOf = (name: string): EditionPayload => payloadOf(`folder/public/edition/${name}.json`) as EditionPayload;
const reportOf = (id: string, name: string): OperatorReport =>
  JSON.parse(textOf(`parties/${id}/reports/${name}/report.json`)) as OperatorReport;

function filesBelow(...folders: readonly string[]): string[] {
  return folders.flatMap((folder) =>
    readdirSync(join(directory, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => join(directory, folder, name))
      .filter((path) => statSync(path).isFile()),
  );
}

test('every expectation of the play holds, and each party has seen something and not something else', () => {
  interface Outcome {
    readonly holds: boolean;
    readonly acts: readonly { readonly expectations: readonly { readonly claim: string; readonly holds: boolean }[] }[];
    readonly sights: readonly { readonly saw: readonly string[]; readonly couldNotSee: readonly string[] }[];
  }
  expect(ran.stderr).toBe('');
  const { holds, acts, sights } = JSON.parse(ran.stdout) as Outcome;
  const expectations = acts.flatMap((act) => act.expectations);
  expect(expectations.filter((one) => !one.holds)).toEqual([]);
  expect([ran.code, holds, acts.length, expectations.length >= 25]).toEqual([0, true, 6, true]);
  expect(sights.length).toBe(6);
  expect(sights.every(({ saw, couldNotSee }) => saw.length > 0 && couldNotSee.length > 0)).toBe(true);
  expect(JSON.parse(textOf('play.json'))).toMatchObject({ holds: true });
});

test('the ratios of an edition are those of the five reports, added here', () => {
  const reports = OPERATORS.map((id) => reportOf(id, id === 'fir' ? '2026-Q1.2' : '2026-Q1.1'));
  for (const [indicator, per] of [
    ['pages', 100_000],
    ['attempts', 100_000],
    ['coverage', 100],
  ] as const) {
    const cells = reports.flatMap(({ observations }) =>
      observations.filter((one) => one.indicator === indicator && one.market === 'se' && one.status === 'value'),
    );
    const sumOf = (side: 'numerator' | 'denominator'): number => cells.reduce((sum, one) => sum + (one[side] ?? 0), 0);
    const ratio = (sumOf('numerator') / sumOf('denominator')) * per;
    const shown = editionOf('2026-Q1.1').figures.find(
      (one) => one.indicator === indicator && one.market === 'se' && one.month === 'all',
    );
    expect(cells.length).toBe(15);
    expect(Math.abs(Number(shown?.ratio) - ratio)).toBeLessThan(ratio / 1000);
  }
});

test('the typo was never in a report: the figure is the right one, and the first revision is the only one', () => {
  const [, may] = reportOf('birch', '2026-Q2.1').observations.filter(
    (one) => one.indicator === 'appeals-received' && one.market === 'se',
  );
  expect([may?.month, may?.numerator]).toEqual(['2026-05', 5]);
  expect(readdirSync(join(directory, 'parties/birch/reports')).toSorted()).toEqual([
    '2026-Q1.1',
    '2026-Q1.2',
    '2026-Q2.1',
  ]);
  expect(textOf('transcript.txt')).toMatch(/50; usual by the last four quarters[^[]*\(exit code 3\)/u);
});

test('what counts by another definition was never sealed; the submission that is there counts as the coalition does', () => {
  expect(reportOf('fir', '2026-Q1.1').definitions.window_seconds).toBe(60);
  const { definitions } = payloadOf('folder/sealed/2026-Q1/submission-fir.1.jws') as { definitions: string };
  expect(definitions).toBe(definitionsDigest(STANDARD_DEFINITIONS));
  expect(existsSync(join(directory, 'folder/sealed/2026-Q1/submission-fir.2.jws'))).toBe(false);
});

test('the round ended without the one that dropped out, whose late figures are sealed and in no edition', () => {
  expect(editionOf('2026-Q2.1')).toMatchObject({ reason: 'first', submissions: 4, members: 5 });
  expect(existsSync(join(directory, 'folder/sealed/2026-Q2/submission-elm.1.jws'))).toBe(true);
  expect(readdirSync(join(directory, 'folder/public/edition')).toSorted()).toEqual(
    ['2026-Q1.1', '2026-Q1.2', '2026-Q2.1'].flatMap((name) => [`${name}.csv`, `${name}.json`]),
  );
  const { submissions } = payloadOf('folder/sealed/2026-Q2/sum-north.1.jws') as { submissions: { member: string }[] };
  expect(submissions.map(({ member }) => member).toSorted()).toEqual(['ash', 'birch', 'cedar', 'fir']);
});

test('a total of which four parts are public is in no edition', () => {
  for (const name of ['2026-Q1.1', '2026-Q1.2', '2026-Q2.1']) {
    const cells = editionOf(name).figures.filter(({ indicator }) => indicator === 'requests');
    expect(cells.length).toBe(12);
    expect(
      cells.filter(({ status, ratio, bins }) => status === 'value' || ratio !== undefined || bins !== undefined),
    ).toEqual([]);
  }
});

test('nothing that an aggregator or the secretariat has holds a figure of an operator', () => {
  const figures = OPERATORS.flatMap((id) => reportOf(id, '2026-Q2.1').observations)
    .flatMap(({ numerator, denominator }) => [numerator ?? 0, denominator ?? 0])
    .filter((figure) => figure > 100_000);
  const canaries = [...new Set(figures)].map((figure) => new RegExp(`(?<![\\w-])${figure}(?![\\w-])`, 'u'));
  expect(canaries.length).toBeGreaterThanOrEqual(18);
  const files = filesBelow('folder', 'forged-folder', 'pages', 'parties/north', 'parties/south', 'parties/office');
  expect(files.length).toBeGreaterThan(90);
  const texts = files.flatMap((path) => {
    const text = readFileSync(path, 'latin1');
    const parts = text.match(/[\w-]{40,}/gu) ?? [];
    return [text].concat(parts.map((part) => Buffer.from(part, 'base64url').toString('latin1')));
  });
  expect(canaries.filter((canary) => texts.some((text) => canary.test(text)))).toEqual([]);
  // Else this test would find nothing anywhere.
  expect(
    canaries.every((canary) =>
      filesBelow('parties/fir', 'parties/ash', 'parties/birch', 'parties/cedar', 'parties/elm').some((path) =>
        canary.test(readFileSync(path, 'latin1')),
      ),
    ),
  ).toBe(true);
});

test('the pages of both quarters are there, and show the edition that was newest', () => {
  for (const [quarter, edition] of [
    ['2026-Q1', '2026-Q1.1'],
    ['2026-Q2', '2026-Q2.1'],
  ] as const) {
    for (const part of ['public', 'members']) {
      const page = textOf(`pages/after-${quarter}/${part}/index.html`);
      expect([page.includes(edition), page.includes('<script')]).toEqual([true, false]);
    }
  }
  expect(existsSync(join(directory, 'pages/never'))).toBe(false);
});

test('a dispute: what cedar reveals is what it committed itself to, and what its report says', async () => {
  const opening = join(root, 'opening.json');
  const home = join(directory, 'parties/cedar/home');
  await runCommand([
    'coalition',
    'commitment',
    'reveal',
    '2026-Q1',
    '--revision',
    '1',
    '--write',
    opening,
    '--home',
    home,
  ]);
  const files = ['folder/sealed/2026-Q1/submission-cedar.1.jws', 'folder/members/policy/1.json'].map((path) =>
    join(directory, path),
  );
  const words = ['coalition', 'commitment', 'verify', opening, files[0] ?? '', '--policy', files[1] ?? '', '--json'];
  const { code, stdout } = await runCommand(words);
  const { cells } = JSON.parse(stdout) as { cells: OperatorReport['observations'] };
  const reported = reportOf('cedar', '2026-Q1.1').observations;
  const found = cells.map(({ indicator, market, month, numerator, denominator }) =>
    reported.some(
      (one) =>
        one.indicator === indicator &&
        one.market === market &&
        one.month === month &&
        one.numerator === numerator &&
        one.denominator === denominator,
    ),
  );
  expect([code, found.length > 20, found.every(Boolean)]).toEqual([0, true, true]);
});

testWith(['python3'], 'the verifier in Python finds the rewritten history, and nothing in the folder as it was', () => {
  const [keys, checkpoint] = ['keys', 'checkpoint'].map((name) => join(directory, 'folder/public/log', name));
  const verdict = (folder: string): string => {
    const { status, stdout } = spawnSync('python3', [VERIFIER, join(directory, folder), keys ?? '', checkpoint ?? ''], {
      encoding: 'utf8',
    });
    return `${status} ${stdout}`;
  };
  expect(verdict('folder')).toMatch(/^0 \d+ entries, cosigned by 5: nothing was changed/u);
  expect(verdict('forged-folder')).toMatch(/^1 .*belongs to another history/su);
});

test('files and keys of parties are their own; each operator kept evidence of the forgery', () => {
  for (const id of OPERATORS) {
    const log = join(directory, 'parties', id, 'home/log');
    expect(readdirSync(log).filter((name) => name.startsWith('evidence-'))).toHaveLength(2);
  }
  expect(statSync(directory).mode & 0o077).toBe(0);
});

test('a directory that holds something is not touched', async () => {
  const taken = join(root, 'taken');
  writeFileSync(taken, 'mine');
  for (const path of [directory, taken]) {
    const { code, stderr } = await runCommand(['demo', 'coalition', '--directory', path]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/--directory/u)]);
  }
  expect(readFileSync(taken, 'utf8')).toBe('mine');
});
