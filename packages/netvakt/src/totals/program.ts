import type { Command } from 'commander';
import { wholeNumberOrZero } from '../base/arguments.ts';
import type { Registration } from '../base/registration.ts';
import type { AppealsOptions } from './appeals.ts';
import type { TotalsOptions } from './command.ts';
import type { PublicationOptions } from './publish/command.ts';

const CONFIG = ['-c, --config <file>', 'configuration file (default: the demonstration’s)'] as const;
const STORE = ['-s, --store <file>', 'the store itself (default: statistics.store of the configuration)'] as const;

/** Adds `netvakt totals`, `netvakt totals appeals` and `netvakt totals publish`. */
export const totalsCommands: Registration = (program, { named, act }) => {
  const totals = named(program.command('totals'), 'Print the kept totals by day or month, market and list.')
    .option(...CONFIG)
    .option(...STORE)
    .option('--since <day>', 'first day, as 2026-01-31')
    .option('--until <day>', 'last day')
    .option('--by <period>', 'day or month', 'day')
    .option('--json', 'one JSON object, with how attempts were told apart')
    .action((options: TotalsOptions) => act(async () => (await import('./command.ts')).totals)(options));
  named(totals.command('appeals'), 'Enter complaints of a day that something is blocked by mistake; replaces that day.')
    .option(...CONFIG)
    .option(...STORE)
    .requiredOption('--market <market>', 'where the complaints came from')
    .option('--day <day>', 'when they came or were decided, as 2026-01-31 (default: today, UTC)')
    .option('--received <count>', 'how many came', wholeNumberOrZero, 0)
    .option('--upheld <count>', 'how many were decided for whoever complained', wholeNumberOrZero, 0)
    .option('--rejected <count>', 'how many were decided against', wholeNumberOrZero, 0)
    .option('--json', 'JSON instead of text')
    .action((_options: unknown, command: Command) =>
      act<AppealsOptions>(async () => (await import('./appeals.ts')).appeals)(
        command.optsWithGlobals<AppealsOptions>(),
      ),
    );
  named(
    totals.command('publish'),
    'Print what of a quarter may leave the house: by market and month, small figures hidden, the rest rounded.',
  )
    .argument('<quarter>', 'as 2026-Q3; it must be over')
    .option(...CONFIG)
    .option(...STORE)
    .option('--min-cell <count>', 'counts from 1 to below this are hidden, and those that would give them away', '10')
    .option('--round-to <count>', 'what is shown is a multiple of this', '5')
    .option('--json', 'one JSON object')
    .action((quarter: string, _options: unknown, command: Command) =>
      act<PublicationOptions>(async () => (await import('./publish/command.ts')).publish)({
        ...command.optsWithGlobals<Omit<PublicationOptions, 'quarter'>>(),
        quarter,
      }),
    );
};
