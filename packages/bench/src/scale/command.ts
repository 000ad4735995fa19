/** `pnpm bench scale`: options to a run, report to output. */
import { progress } from '../common/progress.ts';
import { chosenNames, type OptionValues, optionValues, ROUNDS, UsageError, wholeNumber } from '../common/usage.ts';
import { SCALE_AXES } from './axes.ts';
import { writeScaleDocs } from './docs.ts';
import { scaleText } from './report.ts';
import { runScaleBench } from './run.ts';
import { FULL_SCALE, QUICK_SCALE, type ScaleSettings, withLargeList } from './settings.ts';

const HELP = `Usage: pnpm bench scale [options]

  --quick        within eight minutes on two cores; without it, about half an hour
  --large        also a list of 10 million rules: some minutes, and some gigabytes of memory and disk
  --json         one JSON object on standard output instead of tables
  --only LIST    axes by name
  --rounds N     rounds of each step
  --write-docs   also write docs/benchmarks/scale.json, the page scale.md and its charts; then: pnpm run docs, for docs/operating/sizing.md
  --help

How CPU time a request, memory and p99 grow, one axis at a time. Loopback only. Needs a C compiler for the client and taskset.
Idle connections need open files, two and a half each. As root the limit is raised; otherwise raise it with ulimit -n, or the highest step
is lowered, and the report says so. 10,000 clients and more come from eight loopback addresses, so that local ports suffice.

Axes:
${SCALE_AXES.map(({ name, what }) => `  ${name.padEnd(8)} ${what}: ${QUICK_SCALE.steps[name].join(', ')}`).join('\n')}
`;

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  large: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  only: { type: 'string' },
  rounds: { type: 'string' },
  'write-docs': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Runs the command. Throws a `UsageError` if the options make no sense. */
export async function scaleCommand(args: readonly string[]): Promise<void> {
  const values = optionValues(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const settings = settingsOf(values);
  if (values['write-docs'] && settings.only.length > 0)
    throw new UsageError('--write-docs needs all axes: leave --only out');
  const report = await runScaleBench({ settings, command: ['pnpm bench scale', ...args].join(' '), progress });
  if (values['write-docs']) writeScaleDocs(report);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : scaleText(report));
}

function settingsOf({ quick, large, only, rounds }: OptionValues<typeof OPTIONS>): ScaleSettings {
  const chosen = quick ? QUICK_SCALE : FULL_SCALE;
  return {
    ...(large ? withLargeList(chosen) : chosen),
    only: chosenNames(only, 'axes', SCALE_AXES),
    ...(rounds !== undefined && { rounds: wholeNumber('--rounds', rounds, ROUNDS) }),
  };
}
