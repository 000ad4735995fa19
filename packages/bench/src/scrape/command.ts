/** `pnpm bench scrape`: options to a run, report to output. */
import { progress } from '../common/progress.ts';
import { type NumberBounds, optionValues, wholeNumber } from '../common/usage.ts';
import { textReport, writePage } from './report.ts';
import { runScrapeBench } from './run.ts';
import { FULL_SCRAPE } from './settings.ts';

const HELP = `Usage: pnpm bench scrape [options]

  --samples N    timed scrapes of each phase (default ${FULL_SCRAPE.samples})
  --json         one JSON object on standard output instead of tables
  --write-docs   also write docs/benchmarks/scrape.md
  --help

A filter with ${FULL_SCRAPE.markets} markets and ${FULL_SCRAPE.lists} lists is scraped through its administration port, idle and under load. About a minute.
`;

const OPTIONS = {
  samples: { type: 'string', default: String(FULL_SCRAPE.samples) },
  json: { type: 'boolean', default: false },
  'write-docs': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const SAMPLES: NumberBounds = { most: 10_000, example: String(FULL_SCRAPE.samples) };

/** Runs the command. Throws a `UsageError` if the options make no sense. */
export async function scrapeCommand(args: readonly string[]): Promise<void> {
  const values = optionValues(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const settings = { ...FULL_SCRAPE, samples: wholeNumber('--samples', values.samples, SAMPLES) };
  const command = ['pnpm bench scrape', ...args].join(' ');
  const report = await runScrapeBench({ settings, command, progress });
  if (values['write-docs']) writePage(report);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : textReport(report));
}
