import { spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { expect, test } from '@jest/globals';
import { isInstalled } from '../../src/common/daemon.ts';
import type { ProxyEntry, Scene } from '../../src/proxy/contestant.ts';
import { startLineup } from '../../src/proxy/lineup.ts';
import { PROXIES } from '../../src/proxy/proxies.ts';
import { runProxyBench } from '../../src/proxy/run.ts';
import { QUICK, type Settings } from '../../src/proxy/settings.ts';

const missing = ['wrk', 'nginx', 'haproxy'].filter((program) => !isInstalled(program));
const why = missing.length > 0 ? `needs ${missing.join(', ')}` : availableParallelism() < 2 ? 'needs two cores' : '';
/** With CI=true nothing is skipped. */
const there = why === '' || process.env['CI'] === 'true' ? test : test.skip;

const TINY: Settings = {
  ...QUICK,
  rules: [0, 50],
  only: ['netvakt', 'haproxy'],
  rounds: 1,
  tunnelSeconds: 0.1,
  connections: 16,
  idleConnections: 300,
};

there(
  `a run gives one report with the fields that readers rely on${why === '' ? '' : ` (${why})`}`,
  async () => {
    const lines: string[] = [];
    const report = await runProxyBench({ settings: TINY, command: 'test', progress: (line) => lines.push(line) });

    expect(JSON.parse(JSON.stringify(report))).toMatchObject({
      bench: 'proxy',
      quick: true,
      absent: [],
      profile: null,
    });
    const of = report.results.map(({ proxy, case: name, rules }) => `${proxy} ${name} ${rules}`);
    expect([...of].sort()).toEqual(
      ['netvakt', 'haproxy']
        .flatMap((proxy) => [
          ...['idle', 'keep-alive', 'latency', 'bulk', 'tunnel', 'transparent'].map((name) => `${proxy} ${name} 0`),
          `${proxy} keep-alive 50`,
        ])
        .sort(),
    );
    for (const result of report.results) {
      expect({ ...result, errors: 0 }).toEqual(result);
      // A busy machine may not finish 100 MB in a second.
      if (result.case !== 'bulk') expect(result.requests).toBeGreaterThan(0);
      const [figure] = [result.cpuMicrosPerRequest, result.cpuSecondsPerGigabyte, result.bytesPerIdleConnection].filter(
        (value) => value !== null,
      );
      expect(figure).toBeGreaterThanOrEqual(0);
      const isTimed = result.case !== 'idle' && result.case !== 'bulk';
      expect([result.requestsPerSecond, result.p50Micros, result.p99Micros].every((value) => value !== null)).toBe(
        isTimed,
      );
    }
    expect(report.targets.map(({ unit, met }) => [unit, typeof met])).toContainEqual(['times', 'boolean']);
    expect(lines.length).toBeGreaterThan(5);
  },
  60_000,
);

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
