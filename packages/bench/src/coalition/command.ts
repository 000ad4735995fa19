/** `pnpm bench coalition`: options to a run, report to output. */
import { progress } from '../common/progress.ts';
import { figure, textTable } from '../common/table.ts';
import { optionValues, wholeNumber } from '../common/usage.ts';
import type { CoalitionReport, StepTimes } from './results.ts';
import { runCoalitionBench } from './run.ts';
import { FULL_COALITION } from './settings.ts';

const HELP = `Usage: pnpm bench coalition [options]

  --members N    operators that submit (${FULL_COALITION.members} if left out)
  --samples N    how often each step is timed (${FULL_COALITION.samples} if left out)
  --json         one JSON object on standard output instead of tables
  --help

A quarter of a coalition in memory: what a member seals, and what an aggregator adds. About half a minute.
`;

const OPTIONS = {
  members: { type: 'string', default: String(FULL_COALITION.members) },
  samples: { type: 'string', default: String(FULL_COALITION.samples) },
  json: { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Runs the command. Throws a `UsageError` if the options make no sense. */
export async function coalitionCommand(args: readonly string[]): Promise<void> {
  const values = optionValues(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const settings = {
    ...FULL_COALITION,
    members: Math.max(8, wholeNumber('--members', values.members)),
    samples: wholeNumber('--samples', values.samples),
  };
  const command = ['pnpm bench coalition', ...args].join(' ');
  const report = await runCoalitionBench({ settings, command, progress });
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : textReport(report));
}

function textReport({
  settings,
  cells,
  submissionBytes,
  sealing,
  merging,
  verifying,
  targets,
}: CoalitionReport): string {
  const size = `${figure(submissionBytes / 1000)} kB`;
  return [
    `${settings.members} members, ${cells} cells each; a submission has ${size}`,
    textTable(
      ['step', 'samples', 'median ms', 'max ms'],
      [
        timesRow('sealing a quarter', sealing),
        timesRow('merging all members', merging),
        timesRow(`verifying ${settings.entries} entries`, verifying),
      ],
    ),
    textTable(
      ['target', 'goal', 'found', ''],
      targets.map(({ name, goal, reached, unit, met }) => [
        name,
        `${goal} ${unit}`,
        `${figure(reached)} ${unit}`,
        met ? 'met' : 'missed',
      ]),
    ),
  ].join('\n');
}

function timesRow(name: string, { samples, median, max }: StepTimes): string[] {
  return [name, String(samples), figure(median), figure(max)];
}
