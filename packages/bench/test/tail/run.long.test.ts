import { readFileSync } from 'node:fs';
import { expect, test } from '@jest/globals';
import { isInstalled } from '../../src/common/daemon.ts';
import { TAIL_CASES } from '../../src/tail/cases.ts';
import { runTailBench, tailBenchObstacle } from '../../src/tail/run.ts';
import { QUICK_TAIL } from '../../src/tail/settings.ts';
import { describeUnless } from '../support/describe-unless.ts';

/** The processors that this process may use, such as `0-1`; nothing if this is not Linux. */
function processors(): string | undefined {
  if (process.platform !== 'linux') return undefined;
  return /^Cpus_allowed_list:\s+(\S+)$/mu.exec(readFileSync('/proc/self/status', 'latin1'))?.[1];
}

describeUnless(tailBenchObstacle())('the benchmark of tails', () => {
  test('a whole run, in little: each proxy in each case, and every request is answered', async () => {
    const settings = { ...QUICK_TAIL, rounds: 1, millis: 200, rules: 100, shares: [0.1] };
    const lines: string[] = [];
    const before = processors();
    const during: (string | undefined)[] = [];
    const progress = (line: string): void => {
      lines.push(line);
      during.push(processors());
    };
    const report = await runTailBench({ settings, command: 'test', progress });
    expect(new Set([...during, processors()])).toEqual(new Set([before]));
    const proxies = isInstalled('haproxy') ? ['netvakt', 'haproxy'] : ['netvakt'];
    expect(report.saturation.map(({ proxy }) => proxy)).toEqual(proxies);
    expect(report.results.map((one) => `${one.case} ${one.proxy}`)).toEqual(
      TAIL_CASES.flatMap(({ name }) => proxies.map((proxy) => `${name} ${proxy}`)),
    );
    // How fast, and whether the machine let it be measured, is not for a test to say.
    for (const { proxy, requests, failed, rounds } of report.results.filter((one) => one.proxy === 'netvakt')) {
      expect([proxy, requests > 0, failed, rounds]).toEqual(['netvakt', true, 0, 1]);
    }
    expect(lines).toHaveLength(1 + TAIL_CASES.length);
    expect(JSON.parse(JSON.stringify(report))).toMatchObject({ bench: 'tail', command: 'test', settings });
  });
});
