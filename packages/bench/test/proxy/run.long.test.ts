import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { describe, expect, test } from '@jest/globals';
import { isInstalled } from '../../src/common/daemon.ts';
import type { ProxyEntry, Scene } from '../../src/proxy/contestant.ts';
import { startLineup } from '../../src/proxy/lineup.ts';
import { PROXIES } from '../../src/proxy/proxies.ts';
import type { ProxyResult } from '../../src/proxy/results.ts';
import { runProxyBench } from '../../src/proxy/run.ts';
import { type ProxyBenchSettings, QUICK_PROXY } from '../../src/proxy/settings.ts';

const missing = ['wrk', 'nginx', 'haproxy'].filter((program) => !isInstalled(program));
const lack = missing.length > 0 ? `needs ${missing.join(', ')}` : availableParallelism() < 2 ? 'needs two cores' : '';
/** With CI=true nothing is skipped. */
const whereAble = lack === '' || process.env['CI'] === 'true' ? describe : describe.skip;

const TINY: ProxyBenchSettings = {
  ...QUICK_PROXY,
  rules: [0, 50],
  only: ['netvakt', 'haproxy'],
  rounds: 1,
  tunnelSeconds: 0.1,
  connections: 16,
  idleConnections: 300,
};

const PLAYED = ['idle 0', 'keep-alive 0', 'keep-alive 50', 'latency 0', 'bulk 0', 'tunnel 0', 'transparent 0'];

/** The part of a result that proves that its case was measured. */
function figureOf({ cpuMicrosPerRequest, cpuSecondsPerGigabyte, bytesPerIdleConnection }: ProxyResult): number | null {
  return cpuMicrosPerRequest ?? cpuSecondsPerGigabyte ?? bytesPerIdleConnection;
}

whereAble(`a whole run, in little${lack === '' ? '' : ` (${lack})`}`, () => {
  test('gives one report with the fields that readers rely on', async () => {
    const lines: string[] = [];
    const report = await runProxyBench({ settings: TINY, command: 'test', progress: (line) => lines.push(line) });

    expect(JSON.parse(JSON.stringify(report))).toMatchObject({
      bench: 'proxy',
      quick: true,
      absent: [],
      profile: null,
    });
    for (const name of ['netvakt', 'haproxy']) {
      const of = report.results.filter(({ proxy }) => proxy === name);
      expect(of.map((result) => `${result.case} ${result.rules}`)).toEqual(PLAYED);
      expect(of.map(({ errors }) => errors)).toEqual(PLAYED.map(() => 0));
      // A busy machine may finish nothing of a case in its short time. What it finishes has its figure.
      const measured = of.filter(({ requests }) => requests > 0);
      expect(measured.length).toBeGreaterThan(0);
      expect(measured.map(figureOf)).not.toContain(null);
    }
    expect(report.targets.map(({ unit }) => unit)).toContain('times');
    expect(lines.length).toBeGreaterThan(5);
  });
});

test('without wrk nothing can be measured: it says so, and how to get it', () => {
  const main = new URL('../../src/main.ts', import.meta.url).pathname;
  const run = spawnSync(process.execPath, ['--conditions=@netvakt/source', main, 'proxy', '--json', '--quick'], {
    encoding: 'utf8',
    env: { ...process.env, PATH: '/nonexistent' },
  });
  expect({ status: run.status, stdout: run.stdout }).toEqual({ status: 2, stdout: '' });
  expect(run.stderr).toContain('apt-get install wrk nginx-light');
});

test('a proxy that is not installed is named as absent', async () => {
  const [entry] = PROXIES;
  const scene = { rules: 7 } as Scene;
  const ghost = { ...(entry as ProxyEntry), name: 'ghost', program: 'no-such-program' };
  expect(await startLineup([[ghost, scene]], () => {})).toEqual({
    present: [],
    absent: [{ proxy: 'ghost', rules: 7, why: 'no-such-program is not installed' }],
  });
});
