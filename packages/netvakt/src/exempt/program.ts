import type { Command } from 'commander';
import { wholeNumber } from '../base/arguments.ts';
import { CONFIG, type Registration } from '../base/registration.ts';
import type { LoadUpdate } from './command.ts';
import type { ChangeOptions } from './command-change.ts';
import type { ExemptHistoryOptions, ListExemptionsOptions } from './command-list.ts';

type WithoutPrefix = Omit<ChangeOptions, 'action' | 'prefix'>;

/** Adds `netvakt exempt …`. @param load - gives what updates the rules in force. */
export const exemptCommands =
  (load: LoadUpdate): Registration =>
  (program, { named, act }) => {
    const group = named(
      program.command('exempt'),
      'Sources that are never filtered, or belong to another market: customers, legal exemptions.',
    );
    const common = (name: string, description: string): Command =>
      named(group.command(name), description)
        .option(...CONFIG)
        .option('--json', 'write JSON, one line each');

    const changing = (action: ChangeOptions['action'], description: string): Command => {
      const runs = act<ChangeOptions>(async () => (await import('./command-change.ts')).change(load));
      return common(`${action} [prefix]`, description)
        .option('--owner <name>', 'person, department or program that is responsible')
        .option('--stdin', 'read a prefix or a JSON object per line, with these options and "action" as keys')
        .option('--no-rules', 'do not change nftables sets: the rules are on another machine')
        .action((prefix: string | undefined, options: WithoutPrefix) => runs({ ...options, action, prefix }));
    };
    changing('add', 'Exempt a prefix, or change the end of its exemption. Repeating it changes nothing.')
      .option('--reason <reason>', 'one of exemptions.reasons')
      .option('--market <id>', 'filter by the lists of this market (default: no filtering)')
      .option('--ttl <time>', 'duration: 3600, 30m, 12h, 90d (default: until it is removed)')
      .option('--until <time>', 'end: 2026-12-31T23:59:59Z')
      .option('--note <text>', 'reference to a contract, case or judgement');
    changing('remove', 'End an exemption now. It is no error if there is none.');

    common('list', 'Show the exemptions that have not ended.')
      .option('--owner <name>', 'of this owner only')
      .option('--reason <reason>', 'of this reason only')
      .action((options: ListExemptionsOptions) =>
        act(async () => (await import('./command-list.ts')).listExemptions)(options),
      );
    common('check', 'Print how each address on standard input is treated.').action(
      act(async () => (await import('./command-list.ts')).checkSource),
    );
    common('apply', 'Copy the register into the nftables sets, after another program changed it.').action(
      act(async () => (await import('./command-apply.ts')).applyExemptions(load)),
    );
    common('history', 'Show the audit log, and verify that it is complete.')
      .option('--lines <count>', 'number of lines, the latest', wholeNumber, 50)
      .action((options: ExemptHistoryOptions) =>
        act(async () => (await import('./command-list.ts')).exemptHistory)(options),
      );
  };
