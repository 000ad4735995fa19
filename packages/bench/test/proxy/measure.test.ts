import { expect, test } from '@jest/globals';
import { memoryBytes, processorTime } from '../../src/common/processor.ts';
import { resultOf } from '../../src/proxy/measure/result.ts';
import { targetsOf } from '../../src/proxy/targets.ts';

test('the usage of a process grows as it works', () => {
  const before = processorTime(process.pid).total;
  for (const used = process.cpuUsage(); process.cpuUsage(used).user < 60_000; ) Math.sqrt(used.user);
  // In steps of 10 ms, of which sums are not exact.
  expect(Math.round(100 * (processorTime(process.pid).total - before))).toBeGreaterThanOrEqual(2);
  expect(memoryBytes(process.pid)).toBeGreaterThan(10_000_000);
});

const ROUNDS = [
  { requests: 1000, seconds: 1, errors: 0, cpuSeconds: 0.02, cpuSystemSeconds: 0.01, p50Micros: 100, p99Micros: 900 },
  { requests: 1000, seconds: 1, errors: 1, cpuSeconds: 0.04, cpuSystemSeconds: 0.02, p50Micros: 120, p99Micros: 800 },
  { requests: 1000, seconds: 1, errors: 0, cpuSeconds: 0.03, cpuSystemSeconds: 0.015, p50Micros: 110, p99Micros: 700 },
];

const ALONE = { direct: [], netvakt: [] };

test('a result has the medians of its rounds, and null for what its case does not measure', () => {
  expect(resultOf('netvakt', 'keep-alive', 0, ROUNDS, ALONE)).toEqual({
    proxy: 'netvakt',
    case: 'keep-alive',
    rules: 0,
    cpuMicrosPerRequest: 30,
    cpuMicrosPerRequestMin: 20,
    cpuMicrosPerRequestMax: 40,
    kernelShare: 0.5,
    netvaktRatio: null,
    requestsPerSecond: 1000,
    p50Micros: 110,
    p99Micros: 800,
    addedP50Micros: null,
    cpuSecondsPerGigabyte: null,
    bytesPerIdleConnection: null,
    rounds: 3,
    requests: 3000,
    errors: 1,
  });
  expect(resultOf('netvakt', 'latency', 0, ROUNDS, { direct: [20, 30, 40], netvakt: [] })).toMatchObject({
    addedP50Micros: 80,
  });
});

test('targets compare proxies of one run, and are silent about what was not measured', () => {
  const haproxy = resultOf('haproxy', 'keep-alive', 0, ROUNDS, ALONE);
  const netvakt = { ...haproxy, proxy: 'netvakt', cpuMicrosPerRequest: 33 };
  expect(targetsOf([haproxy, netvakt])).toEqual([
    { name: "CPU a request over HAProxy's, 0 rules", goal: 'at most 1.15', reached: 1.1, unit: 'times', met: true },
  ]);
  expect(targetsOf([haproxy])).toEqual([]);
});

test('the ratio to Netvakt is of the same rounds, and absent if there are none', () => {
  const netvakt = ROUNDS.map((round, index) => ({ ...round, cpuSeconds: round.cpuSeconds * (1 + index) }));
  expect(resultOf('haproxy', 'keep-alive', 0, ROUNDS, { direct: [], netvakt }).netvaktRatio).toEqual({
    median: 2,
    low: 1.5,
    high: 2.5,
  });
  const idle = [{ requests: 0, seconds: 1, errors: 0, cpuSeconds: 0, cpuSystemSeconds: 0 }];
  expect(resultOf('haproxy', 'idle', 0, idle, { direct: [], netvakt: idle }).netvaktRatio).toBeNull();
});
