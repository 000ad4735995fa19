/** `pnpm bench fairness`: options to a run, report to output. */
import { checkoutAt } from '../common/checkout.ts';
import { progress } from '../common/progress.ts';
import { chosenNames, type OptionValues, optionValues, ROUNDS, wholeNumber } from '../common/usage.ts';
import { ATTACKS } from './attacks.ts';
import { contestantsWith } from './contestants.ts';
import { fairnessText, writeFairnessPage } from './report.ts';
import { runFairnessBench } from './run.ts';
import { type FairnessSettings, FULL_FAIRNESS, QUICK_FAIRNESS } from './settings.ts';

const HELP = `Usage: pnpm bench fairness [options]

  --quick        within three minutes on two cores; without it, about ten minutes
  --json         one JSON object on standard output instead of tables
  --only LIST    proxies and attacks by name; all of the kind that is not named
  --rounds N     rounds of each proxy under each attack
  --against DIR  Netvakt from another checkout takes part as 'against', e.g. one that git worktree made
  --write-docs   also write docs/benchmarks/fairness.md
  --help

How long a client that behaves waits while others attack the same proxy: Netvakt with one worker and HAProxy with one thread, each on a
core of its own. Loopback only.

Attacks:
${ATTACKS.map(({ name, what }) => `  ${name.padEnd(16)} ${what}`).join('\n')}
`;

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  only: { type: 'string' },
  rounds: { type: 'string' },
  against: { type: 'string' },
  'write-docs': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Runs the command. Throws a `UsageError` if the options make no sense. */
export async function fairnessCommand(args: readonly string[]): Promise<void> {
  const values = optionValues(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const command = ['pnpm bench fairness', ...args].join(' ');
  const report = await runFairnessBench({ settings: settingsOf(values), command, progress });
  if (values['write-docs']) writeFairnessPage(report);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : fairnessText(report));
}

function settingsOf({ quick, only, rounds, against }: OptionValues<typeof OPTIONS>): FairnessSettings {
  return {
    ...(quick ? QUICK_FAIRNESS : FULL_FAIRNESS),
    only: chosenNames(only, 'proxies or attacks', [...contestantsWith(against), ...ATTACKS]),
    against: against === undefined ? undefined : checkoutAt(against),
    ...(rounds !== undefined && { rounds: wholeNumber('--rounds', rounds, ROUNDS) }),
  };
}
