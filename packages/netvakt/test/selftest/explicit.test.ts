/** The whole suite against the running filter as an explicit proxy, and what it reports if something is wrong. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Summary } from '@netvakt/selftest';
import { configWith, freePlace, originsOption, PATIENTLY, type Place } from '../support/filter-under-test.ts';
import { folderWith, Netvakt } from '../support/process.ts';

let place: Place;
let folder: string;
let netvakt: Netvakt;
let proxy: string;
let metrics: string;

const filterWith = async (files: Record<string, string>): Promise<{ filter: Netvakt; folder: string }> => {
  const at = await folderWith(files);
  return { filter: new Netvakt(['run', '--config', join(at, 'netvakt.yaml')]), folder: at };
};

const first = (addresses: unknown): string => `http://${(addresses as readonly string[])[0]}`;

/** Runs the command to its end. */
async function selfTest(...words: readonly string[]): Promise<{ code: number | null; stdout: string; stderr: string }> {
  const run = new Netvakt(['selftest', '--origins', originsOption(place), ...PATIENTLY, ...words]);
  const code = await run.exited;
  return { code, stdout: run.stdout, stderr: run.stderr };
}

beforeAll(async () => {
  place = await freePlace();
  const started = await filterWith(configWith('[{ address: 127.0.0.1, port: 0 }]', place));
  ({ filter: netvakt, folder } = started);
  const line = await netvakt.logged('listening');
  proxy = first(line['proxy']);
  metrics = `${first(line['admin'])}/metrics`;
});
afterAll(() => netvakt.kill());

test('every case passes, counting too, and the report tells it', async () => {
  const page = join(folder, 'report.html');
  const { code, stdout, stderr } = await selfTest('--proxy', proxy, '--metrics', metrics, '--json', '--html', page);
  const { groups, passed, total, notRun } = JSON.parse(stdout) as Summary;
  expect(groups.flatMap(({ failures }) => failures)).toEqual([]);
  expect({ code, stderr, notRun }).toEqual({ code: 0, stderr: '', notRun: [] });
  expect(total).toBeGreaterThan(240);
  expect(passed).toBe(total);
  const html = await readFile(page, 'utf8');
  expect(html).toContain(`<td class="n">${passed}</td><td class="n">${total}</td>`);
  expect(netvakt.stdout + netvakt.stderr).not.toContain('selftest.test');
});

test('a page that cannot be written is an error, and the report is there all the same', async () => {
  const page = join(folder, 'none', 'report.html');
  const words = ['--proxy', proxy, '--only', 'ports', '--json', '--html', page];
  const { code, stdout, stderr } = await selfTest(...words);
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(`Cannot write ${page} (ENOENT)`) });
  const { passed, total } = JSON.parse(stdout) as Summary;
  expect(passed).toBe(total);
});

test('the blocks of a self-test are counted apart, and are nobody’s attempts', async () => {
  const text = await (await fetch(metrics)).text();
  const sum = (family: string): number =>
    text
      .split('\n')
      .filter((line) => line.startsWith(`${family}{`))
      .reduce((total, line) => total + Number(line.slice(line.lastIndexOf(' ') + 1)), 0);
  expect(sum('netvakt_apart_blocked_requests_total')).toBeGreaterThan(50);
  for (const family of ['requests', 'attempts', 'pages']) {
    expect(text).toContain(`netvakt_market_blocked_${family}_total{`);
    expect({ family, counted: sum(`netvakt_market_blocked_${family}_total`) }).toEqual({ family, counted: 0 });
  }
  expect(sum('netvakt_blocked_requests_total')).toBe(0);
});

test('without metrics the counts are not run, and are in no total', async () => {
  const { code, stdout } = await selfTest('--proxy', proxy);
  expect(code).toBe(0);
  expect(stdout).toMatch(/^Counting +0\/0 {2}\(5 not run\)$/m);
  expect(stdout).toMatch(/^all +(\d+)\/\1 {2}100 %, 5 not run$/m);
  expect(stdout).toContain('not run: counting-count-blocked: no --metrics given');
});

test('an entry that is missing is a failure with its reason, and the exit code is 1', async () => {
  const files = configWith('[{ address: 127.0.0.1, port: 0 }]', place);
  const list = (files['selftest.txt'] ?? '').replace('http://mixed.selftest.test/page\n', '');
  const { filter } = await filterWith({ ...files, 'selftest.txt': list });
  try {
    const line = await filter.logged('listening');
    const { code, stdout } = await selfTest('--proxy', first(line['proxy']));
    expect(code).toBe(1);
    const failed = [...stdout.matchAll(/^FAILED (\S+):/gm)].map(([, id]) => id);
    expect(failed).toEqual([
      'blocked-page',
      'blocked-page-any-query',
      'spelling-percent-page',
      'spelling-slash-page',
      'spelling-query-empty',
      'spelling-percent-page-inside',
    ]);
    expect(stdout).toContain(
      'must be blocked; the page was served\n  why     a listed page (lists of URLs)\n  remedy  Check whether',
    );
  } finally {
    await filter.kill();
  }
});

test.each([
  {
    why: 'no proxy there',
    words: ['--proxy', 'http://127.0.0.1:1'],
    code: 1,
    message: /cannot be reached through the filter: no connection could be made \(ECONNREFUSED\)\n {4}Lead its names/,
  },
  { why: 'neither proxy nor route', words: [], code: 2, message: /Name either a proxy with --proxy/ },
  {
    why: 'a public address',
    words: ['--proxy', 'http://192.88.99.1:3128'],
    code: 2,
    message: /public address.*--own-network/,
  },
  {
    why: 'a name, which would have to be looked up',
    words: ['--route', 'filter.example'],
    code: 2,
    message: /looks up no names/,
  },
  {
    why: 'an unknown format',
    words: ['--print-list', '--format', 'csv'],
    code: 2,
    message: /--format is one of urls, domains/,
  },
  {
    why: 'no patience at all',
    words: ['--proxy', 'http://127.0.0.1:3128', '--patience', '0'],
    code: 2,
    message: /--patience is a number of times, at most 1000, not "0"/,
  },
  {
    why: 'patience for longer than a timer lasts',
    words: ['--proxy', 'http://127.0.0.1:3128', '--patience', 'Infinity'],
    code: 2,
    message: /--patience is a number of times, at most 1000, not "Infinity"/,
  },
  { why: 'half an address', words: ['--proxy', 'http://127.0.0.1'], code: 2, message: /--proxy is an address such as/ },
])('$why: exit code $code and what to do', async ({ words, code, message }) => {
  const result = await selfTest(...words);
  expect(result.code).toBe(code);
  expect(result.stderr).toMatch(message);
  expect(result.stdout).toBe('');
});

test('a filter without the list is told apart from one that misses cases', async () => {
  const files = configWith('[{ address: 127.0.0.1, port: 0 }]', place);
  const { filter } = await filterWith({ ...files, 'selftest.txt': 'other.selftest.test\n' });
  try {
    const line = await filter.logged('listening');
    const { code, stderr } = await selfTest('--proxy', first(line['proxy']));
    expect(code).toBe(1);
    expect(stderr).toMatch(/synthetic list is not in force in the filter: the page was served\n {4}Load it/);
  } finally {
    await filter.kill();
  }
});
