import { expect, test } from '@jest/globals';
import { isInstalled } from '../../src/common/daemon.ts';
import { ATTACKS } from '../../src/fairness/attacks.ts';
import { runFairnessBench } from '../../src/fairness/run.ts';
import { QUICK_FAIRNESS } from '../../src/fairness/settings.ts';

test('a whole run, in little: each proxy is asked alone and under each attack, and nobody is left without an answer', async () => {
  const settings = { ...QUICK_FAIRNESS, rounds: 1, seconds: 0.2 };
  const report = await runFairnessBench({ settings, command: 'test', progress: () => {} });
  const proxies = isInstalled('haproxy') ? ['netvakt', 'haproxy'] : ['netvakt'];
  expect(report.proxies.map(({ name }) => name)).toEqual(proxies);
  expect(report.results.map(({ attack, proxy }) => `${attack} ${proxy}`).toSorted()).toEqual(
    ['none', ...ATTACKS.map(({ name }) => name)]
      .flatMap((attack) => proxies.map((proxy) => `${attack} ${proxy}`))
      .toSorted(),
  );
  const ours = report.results.filter(({ proxy }) => proxy === 'netvakt');
  for (const { requests, failed } of ours) expect([requests > 0, failed]).toEqual([true, 0]);
  expect(report.targets).toHaveLength(ATTACKS.length * proxies.length);
});
