/** `pnpm bench coalition`: options to a run, report to output. */
import { progress } from '../common/progress.ts';
import { type NumberBounds, optionValues, wholeNumber } from '../common/usage.ts';
import { textReport, writePage } from './report.ts';
import { runCoalitionBench } from './run.ts';
import { FULL_COALITION } from './settings.ts';

const HELP = `Usage: pnpm bench coalition [options]

  --members N    operators that submit, from 8 to 1k (${FULL_COALITION.members} if left out)
  --samples N    how often each step is timed (${FULL_COALITION.samples} if left out)
  --json         one JSON object on standard output instead of tables
  --write-docs   also write docs/benchmarks/coalition.md
  --help

A quarter of a coalition: what a member seals, what an aggregator adds, the log, and the pages of five years. About a minute.
`;

const OPTIONS = {
  members: { type: 'string', default: String(FULL_COALITION.members) },
  samples: { type: 'string', default: String(FULL_COALITION.samples) },
  json: { type: 'boolean', default: false },
  'write-docs': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** At most as many as a policy may have. */
const MEMBERS: NumberBounds = { least: 8, most: 1000, example: String(FULL_COALITION.members) };
const SAMPLES: NumberBounds = { most: 1000, example: String(FULL_COALITION.samples) };

/** Runs the command. Throws a `UsageError` if the options make no sense. */
export async function coalitionCommand(args: readonly string[]): Promise<void> {
  const values = optionValues(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const settings = {
    ...FULL_COALITION,
    members: wholeNumber('--members', values.members, MEMBERS),
    samples: wholeNumber('--samples', values.samples, SAMPLES),
  };
  const command = ['pnpm bench coalition', ...args].join(' ');
  const report = await runCoalitionBench({ settings, command, progress });
  if (values['write-docs']) writePage(report);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : textReport(report));
}
