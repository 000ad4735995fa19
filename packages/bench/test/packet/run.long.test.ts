import { expect, test } from '@jest/globals';
import { packetBenchObstacle, runPacketBench } from '../../src/packet/run.ts';
import { QUICK_PACKET } from '../../src/packet/settings.ts';
import { describeUnless } from '../support/describe-unless.ts';

const TINY = {
  ...QUICK_PACKET,
  only: ['plain', 'packet-confirm', 'haproxy', 'tproxy'],
  rules: 100,
  rounds: 1,
  bulkRounds: 1,
  warmRounds: 1,
  connections: 40,
  downloadBytes: 1_000_000,
  flows: 40,
  settlingFlows: 40,
};

describeUnless(packetBenchObstacle())('the benchmark of packets', () => {
  test('a whole run, in little', async () => {
    const report = await runPacketBench({ settings: TINY, command: 'test', progress: () => {} });
    expect(report.absent).toEqual([]);
    const done = report.results.map(({ case: name, contestant, failed }) => `${name} ${contestant} ${failed}`);
    expect(done.toSorted()).toEqual([
      ...['haproxy', 'packet-confirm', 'plain', 'tproxy'].map((name) => `bulk ${name} 0`),
      ...['haproxy', 'packet-confirm', 'plain', 'tproxy'].map((name) => `connections ${name} 0`),
      'quic packet-confirm 0',
    ]);
    expect(report.bytesPerFlow).toEqual(expect.any(Number));
    expect(report.targets.length).toBeGreaterThan(5);
  });
});
