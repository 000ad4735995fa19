/**
 * A filter as the command runs it, with eight markets and twenty lists, is scraped: while it is idle, and while clients ask
 * for pages that pass and pages that do not. Clients and origin share one process, the scraper is another.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Child } from '../common/child.ts';
import { buildCommand, RunningFilter } from '../common/filter.ts';
import { describeMachine } from '../common/machine.ts';
import { threeDigits } from '../common/statistics.ts';
import { withTemporaryFolder } from '../common/temporary.ts';
import { revisionOf } from '../common/versions.ts';
import { LOAD, type LoadAnswer } from './protocol.ts';
import { type LoadRate, type ScrapeReport, targetsOf, timesOf } from './results.ts';
import { scrapeTimes } from './scraper.ts';
import type { ScrapeSettings } from './settings.ts';
import { filesOf } from './world.ts';

export interface ScrapeRun {
  readonly settings: ScrapeSettings;
  /** Stated in the report. */
  readonly command: string;
  readonly progress: (line: string) => void;
}

/** Runs everything. */
export async function runScrapeBench({ settings, command, progress }: ScrapeRun): Promise<ScrapeReport> {
  const machine = describeMachine();
  buildCommand();
  return await withTemporaryFolder('scrape', async (folder) => {
    const load = new Child(LOAD, 'load');
    try {
      const { port: originPort } = await load.ask({ step: 'origin' });
      const files = Object.entries(filesOf(settings, originPort));
      for (const [name, text] of files) writeFileSync(join(folder, name), text);
      const filter = new RunningFilter(join(folder, 'netvakt.json'));
      try {
        const [proxy, admin] = [await filter.portOf('proxy'), await filter.portOf('admin')];
        progress('scraped while it is idle');
        const quiet = await scrapeTimes(admin, settings);
        progress('clients come');
        await load.ask({ step: 'start', port: proxy, settings });
        progress('scraped under load');
        const loaded = await scrapeTimes(admin, settings);
        const rate = rateOf(await load.ask({ step: 'stop' }));
        return {
          bench: 'scrape',
          command,
          revision: revisionOf(import.meta.dirname),
          machine,
          settings,
          series: loaded.series,
          bytes: loaded.bytes,
          quiet: timesOf(quiet.times),
          loaded: timesOf(loaded.times),
          load: rate,
          targets: targetsOf(timesOf(loaded.times)),
        };
      } finally {
        await filter.stop();
      }
    } finally {
      await load.end();
    }
  });
}

function rateOf({ passed, blocked, failed, seconds }: LoadAnswer): LoadRate {
  return { passed: threeDigits(passed / seconds), blocked: threeDigits(blocked / seconds), failed };
}
