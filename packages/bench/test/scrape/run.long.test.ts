import { expect, test } from '@jest/globals';
import { timesOf } from '../../src/scrape/results.ts';
import { runScrapeBench } from '../../src/scrape/run.ts';
import { FULL_SCRAPE, type ScrapeSettings } from '../../src/scrape/settings.ts';

const TINY: ScrapeSettings = {
  ...FULL_SCRAPE,
  markets: 2,
  lists: 3,
  entries: 5,
  samples: 3,
  warmUp: 1,
  pause: 1,
  idle: 3,
};

test('a whole run, in little: every client is answered as it should be, and both phases are timed', async () => {
  const lines: string[] = [];
  const report = await runScrapeBench({ settings: TINY, command: 'test', progress: (line) => lines.push(line) });

  expect(JSON.parse(JSON.stringify(report))).toMatchObject({
    bench: 'scrape',
    command: 'test',
    settings: TINY,
    quiet: { samples: 3 },
    loaded: { samples: 3 },
    load: { failed: 0 },
  });
  expect(report.load.passed).toBeGreaterThan(0);
  expect(report.load.blocked).toBeGreaterThan(0);
  // More than the run time's own: markets, lists and protocols have theirs.
  expect(report.series).toBeGreaterThan(200);
  expect(report.targets.map(({ unit }) => unit)).toEqual(['ms']);
  expect(lines).toHaveLength(3);
});

test('median, p95 and max of times', () => {
  const times = Array.from({ length: 101 }, (_, i) => i);
  expect(timesOf(times)).toEqual({ samples: 101, median: 50, p95: 95, max: 100 });
});
