import { expect, test } from '@jest/globals';
import { runMatcherBench } from '../../src/matcher/run.ts';
import { type MatcherSettings, QUICK_MATCHER } from '../../src/matcher/settings.ts';

const TINY: MatcherSettings = {
  ...QUICK_MATCHER,
  sizes: [300],
  only: ['netvakt', 'set', 'hntrie-js', 'miss', 'path-hit'],
  rounds: 2,
  warmRounds: 1,
  requestsPerRound: 60,
  roundMillis: 5,
};

test('a run gives one report with the fields that readers rely on', async () => {
  const lines: string[] = [];
  const report = await runMatcherBench({ settings: TINY, command: 'test', progress: (line) => lines.push(line) });

  expect(JSON.parse(JSON.stringify(report))).toMatchObject({
    bench: 'matcher',
    quick: true,
    machine: { cores: expect.any(Number), node: process.version, cpu: expect.any(String) },
    list: { format: 'domains', entries: 300, seed: 1, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) },
  });
  expect(report.results.map(({ engine, case: name }) => `${engine} ${name}`)).toEqual([
    'netvakt miss',
    'set miss',
    'hntrie-js miss',
    'netvakt path-hit',
    'set path-hit',
  ]);
  for (const result of report.results) {
    expect(result).toMatchObject({
      entries: 300,
      rounds: 2,
      agrees: true,
      wrongShare: 0,
      nsMedian: expect.any(Number),
    });
    expect(result.nsMin).toBeLessThanOrEqual(result.nsMedian ?? 0);
    expect(result.nsMax).toBeGreaterThanOrEqual(result.nsMedian ?? Infinity);
    expect(result).toMatchObject({ bytesPerEntry: expect.any(Number) });
  }
  // It knows its size. What others took of the heap is a measurement, and of 300 entries it can be less than nothing.
  for (const { bytesPerEntry } of report.results.filter(({ engine }) => engine === 'netvakt'))
    expect(bytesPerEntry).toBeGreaterThan(0);
  expect(report.builds.map(({ engine, list }) => `${engine} ${list}`)).toEqual([
    'netvakt domains',
    'set domains',
    'hntrie-js domains',
    'netvakt urls',
    'set urls',
  ]);
  expect(report.swaps).toMatchObject([{ engine: 'netvakt', entries: 300, stallMillisMedian: expect.any(Number) }]);
  expect(lines.length).toBeGreaterThan(5);
});
