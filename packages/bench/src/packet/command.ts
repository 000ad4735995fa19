/** `pnpm bench packet`: options to a run, report to output. */
import { resolve } from 'node:path';
import { checkoutAt } from '../common/checkout.ts';
import { progress } from '../common/progress.ts';
import {
  chosenNames,
  type NumberBounds,
  type OptionValues,
  optionValues,
  ROUNDS,
  RULES,
  wholeNumber,
} from '../common/usage.ts';
import { PACKET_CASES } from './cases.ts';
import { checkPacketPlan, contestantsWith } from './contestants.ts';
import { packetText, writePacketPage } from './report.ts';
import { runPacketBench } from './run.ts';
import { FULL_PACKET, type PacketBenchSettings, QUICK_PACKET } from './settings.ts';

const HELP = `Usage: pnpm bench packet [options]

  --quick        within three minutes on two cores; without it, about ten minutes
  --json         one JSON object on standard output instead of tables
  --only LIST    contestants and cases by name; all of the kind that is not named
  --rounds N     rounds of each contestant in each case
  --rules N      size of the list, e.g. 100k
  --flows N      connections that are made for the figure of memory
  --against DIR  mode packet of another checkout takes part as 'against-…', e.g. one that git worktree made
  --profile DIR  V8's profiles of Netvakt's threads go there; they cost time themselves
  --write-docs   also write docs/benchmarks/packet.md
  --help

What a new connection costs that crosses a filter: CPU time of the filter and of the whole path, and time. In network namespaces
that it makes and removes; needs root, nftables and a C compiler.

Cases:
${PACKET_CASES.map(({ name, what }) => `  ${name.padEnd(16)} ${what}`).join('\n')}

Contestants (those not installed are named as absent):
${contestantsWith(undefined)
  .map(({ name, what }) => `  ${name.padEnd(16)} ${what}`)
  .join('\n')}
`;

const OPTIONS = {
  quick: { type: 'boolean', default: false },
  json: { type: 'boolean', default: false },
  only: { type: 'string' },
  rounds: { type: 'string' },
  rules: { type: 'string' },
  flows: { type: 'string' },
  against: { type: 'string' },
  profile: { type: 'string' },
  'write-docs': { type: 'boolean', default: false },
  help: { type: 'boolean', default: false },
} as const;

const FLOWS: NumberBounds = { most: 10_000_000, example: '100k' };

/** Runs the command. Throws a `UsageError` if the options make no sense, or this machine cannot do it. */
export async function packetCommand(args: readonly string[]): Promise<void> {
  const values = optionValues(args, OPTIONS);
  if (values.help) {
    process.stdout.write(HELP);
    return;
  }
  const command = ['pnpm bench packet', ...args].join(' ');
  const settings = settingsOf(values);
  checkPacketPlan(settings);
  const report = await runPacketBench({ settings, command, progress });
  if (values['write-docs']) writePacketPage(report);
  process.stdout.write(values.json ? `${JSON.stringify(report)}\n` : packetText(report));
}

function settingsOf(values: OptionValues<typeof OPTIONS>): PacketBenchSettings {
  const { quick, only, rounds, rules, flows, against, profile } = values;
  return {
    ...(quick ? QUICK_PACKET : FULL_PACKET),
    only: chosenNames(only, 'contestants or cases', [...contestantsWith(against), ...PACKET_CASES]),
    against: against === undefined ? undefined : checkoutAt(against),
    profiles: profile === undefined ? undefined : resolve(profile),
    ...(rounds !== undefined && {
      rounds: wholeNumber('--rounds', rounds, ROUNDS),
      bulkRounds: wholeNumber('--rounds', rounds, ROUNDS),
    }),
    ...(rules !== undefined && { rules: wholeNumber('--rules', rules, RULES) }),
    ...(flows !== undefined && { flows: wholeNumber('--flows', flows, FLOWS) }),
  };
}
