import type { Command } from 'commander';
import { collected, wholeNumberOrZero } from '../base/arguments.ts';
import { CONFIG, type Registration } from '../base/registration.ts';
import type { AppealsOptions } from './appeals.ts';
import type { PublicationOptions } from './publish/command.ts';
import type { TotalsOptions } from './wish.ts';

const STORE = '-s, --store <file>';
const ONE_STORE = 'the store itself (default: statistics.store of the configuration)';
const STORES = [STORE, `${ONE_STORE}; again for each further node, or a folder of stores`, collected] as const;

/** Adds `netvakt totals`, `netvakt totals appeals` and `netvakt totals publish`. */
export const totalsCommands: Registration = (program, { named, act }) => {
  const totals = named(
    program.command('totals'),
    'Print the kept totals by local day, week, month or year, by market and list, with sums.',
  )
    .argument('[period]', 'today, yesterday, week, month or year, up to now (default: all that is kept)')
    .option(...CONFIG)
    .option(...STORES)
    .option('--since <day>', 'first day, as 2026-01-31')
    .option('--until <day>', 'last day')
    .option('--by <step>', 'day, week, month or year (default: day; month for a year)')
    .option(
      '--subscriptions <market=count>',
      'figures for 100,000 subscriptions, too, as se=400000; again or with commas for others (default: as kept or configured)',
      collected,
    )
    .option('--no-lists', 'figures of markets only')
    .option('--format <format>', 'table, csv or json', 'table')
    .option('--json', 'one JSON object, with how attempts were distinguished')
    .action((period: string | undefined, options: TotalsOptions) =>
      act(async () => (await import('./command.ts')).totals)({
        ...options,
        ...(period === undefined ? {} : { period }),
      }),
    );
  named(
    totals.command('appeals'),
    'Record the complaints of one day about pages that are blocked by mistake. Replaces the figures of that day.',
  )
    .option(...CONFIG)
    .option(STORE, ONE_STORE, collected)
    .requiredOption('--market <market>', 'market of the complaints')
    .option('--day <day>', 'day on which they were received or decided, as 2026-01-31 (default: today, UTC)')
    .option('--received <count>', 'number received', wholeNumberOrZero, 0)
    .option('--upheld <count>', 'number decided in favour of the person who complained', wholeNumberOrZero, 0)
    .option('--rejected <count>', 'number rejected', wholeNumberOrZero, 0)
    .option('--json', 'JSON instead of text')
    .action((_options: unknown, command: Command) =>
      act<AppealsOptions>(async () => (await import('./appeals.ts')).appeals)(
        command.optsWithGlobals<AppealsOptions>(),
      ),
    );
  named(
    totals.command('publish'),
    'Print the figures of a quarter that may be published, by market and month: small ones hidden, the others rounded.',
  )
    .argument('<quarter>', 'as 2026-Q3; it must be over')
    .option(...CONFIG)
    .option(...STORES)
    .option('--min-cell <count>', 'hide counts from 1 to below this, and others that would reveal them', '10')
    .option('--round-to <count>', 'round to multiples of this', '5')
    .option(
      '--small-markets <policy>',
      'markets whose small figures would hide those of others: merge (one row, left out if it is small itself), leave-out or hide',
      'merge',
    )
    .option('--chart <file>', 'also draw a chart into this SVG file')
    .option('--format <format>', 'table, csv or json', 'table')
    .option('--json', 'one JSON object')
    .action((quarter: string, _options: unknown, command: Command) =>
      act<PublicationOptions>(async () => (await import('./publish/command.ts')).publish)({
        ...command.optsWithGlobals<Omit<PublicationOptions, 'quarter'>>(),
        quarter,
      }),
    );
};
