import { expect, test } from '@jest/globals';
import { runCoalitionBench } from '../../src/coalition/run.ts';

test('a small coalition: each step is timed, and the round comes to a sum of all members', async () => {
  const settings = { members: 8, markets: 3, indicators: 2, samples: 1, entries: 200, pageSamples: 0 };
  const report = await runCoalitionBench({ settings, command: 'test', progress: () => undefined });
  expect(report).toMatchObject({ bench: 'coalition', cells: 18, sealing: { samples: 1 }, merging: { samples: 1 } });
  expect(report.submissionBytes).toBeGreaterThan(1000);
  expect(report.targets.map(({ goal, unit }) => `${goal} ${unit}`)).toEqual([
    'at most 50 ms',
    'at most 500 ms',
    'at most 2000 ms',
  ]);
});
