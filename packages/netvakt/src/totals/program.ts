import type { Command } from 'commander';
import type { Action } from '../command/context.ts';
import type { TotalsOptions } from './command.ts';

type Act = <Options>(load: () => Promise<Action<Options>>) => (options: Options) => Promise<void>;
type Name = (command: Command, description: string) => Command;

/** Adds `netvakt totals`. */
export function registerTotals(program: Command, named: Name, act: Act): void {
  named(program.command('totals'), 'Print the kept totals by day or month, market and list.')
    .option('-c, --config <file>', 'configuration file (default: the demonstration’s)')
    .option('-s, --store <file>', 'the store itself (default: statistics.store of the configuration)')
    .option('--since <day>', 'first day, as 2026-01-31')
    .option('--until <day>', 'last day')
    .option('--by <period>', 'day or month', 'day')
    .option('--json', 'one JSON object, with how attempts were told apart')
    .action((options: TotalsOptions) => act(async () => (await import('./command.ts')).totals)(options));
}
