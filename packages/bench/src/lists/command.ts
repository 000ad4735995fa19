/** `pnpm bench lists`: options to a run, report to output. */
import { type NumberBounds, optionValues, wholeNumber } from '../common/usage.ts';
import { textReport, writePage } from './report.ts';
import { runListsBench } from './run.ts';

const HELP = `Usage: pnpm bench lists [options]

  --entries N    pages of the large list, from 2k to 2M (default 1M)
  --json         one JSON object on standard output instead of tables
  --write-docs   also write docs/benchmarks/lists.md
  --help

A signed list goes from an HTTPS server on this machine through the store into a running filter, is rolled back, and some
fifty hostile deliveries follow while requests go through. About a minute on two cores.
`;

const OPTIONS = {
  entries: { type: 'string', default: '1M' },
  json: { type: 'boolean', default: false },
  'write-docs': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** After the small list of a run, fewer or more are held back: the store's bounds of change. */
const ENTRIES: NumberBounds = { least: 2000, most: 2_000_000, example: '1M' };

/** Runs the command. Throws a `UsageError` if the options make no sense. */
export async function listsCommand(args: readonly string[]): Promise<void> {
  const values = optionValues(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const report = await runListsBench(
    wholeNumber('--entries', values.entries, ENTRIES),
    ['pnpm bench lists', ...args].join(' '),
  );
  if (values['write-docs']) writePage(report);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : textReport(report));
}
