/** `pnpm bench tail`: options to a run, report to output. */
import { checkoutAt } from '../common/checkout.ts';
import { progress } from '../common/progress.ts';
import { chosenNames, type OptionValues, optionValues, ROUNDS, RULES, wholeNumber } from '../common/usage.ts';
import { TAIL_CASES } from './cases.ts';
import { tailContestants } from './contestants.ts';
import { tailText, writeTailPage } from './report.ts';
import { runTailBench } from './run.ts';
import { FULL_TAIL, QUICK_TAIL, type TailSettings } from './settings.ts';

const HELP = `Usage: pnpm bench tail [options]

  --quick        within two minutes on two cores, at one rate; without it, about a quarter of an hour
  --json         one JSON object on standard output instead of tables
  --only LIST    proxies and cases by name; all of the kind that is not named
  --rounds N     rounds of each proxy in each case
  --rules N      rules of the list
  --against DIR  Netvakt from another checkout takes part as 'against', e.g. one that git worktree made
  --write-docs   also write docs/benchmarks/tail.md
  --help

How long the slowest requests take at a constant rate: Netvakt with one worker and HAProxy with one thread, each on a core of its own. Loopback
only. Needs a C compiler for the client.

Cases:
${TAIL_CASES.map(({ name, what }) => `  ${name.padEnd(9)} ${what}`).join('\n')}
`;

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  only: { type: 'string' },
  rounds: { type: 'string' },
  rules: { type: 'string' },
  against: { type: 'string' },
  'write-docs': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

/** Runs the command. Throws a `UsageError` if the options make no sense. */
export async function tailCommand(args: readonly string[]): Promise<void> {
  const values = optionValues(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const command = ['pnpm bench tail', ...args].join(' ');
  const report = await runTailBench({ settings: settingsOf(values), command, progress, aside: true });
  if (values['write-docs']) writeTailPage(report);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : tailText(report));
}

function settingsOf({ quick, only, rounds, rules, against }: OptionValues<typeof OPTIONS>): TailSettings {
  return {
    ...(quick ? QUICK_TAIL : FULL_TAIL),
    only: chosenNames(only, 'proxies or cases', [...tailContestants(against), ...TAIL_CASES]),
    against: against === undefined ? undefined : checkoutAt(against),
    ...(rounds !== undefined && { rounds: wholeNumber('--rounds', rounds, ROUNDS) }),
    ...(rules !== undefined && { rules: wholeNumber('--rules', rules, RULES) }),
  };
}
