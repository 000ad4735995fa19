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
        .option('--json', 'write JSON, a line for each');

    const changing = (action: ChangeOptions['action'], description: string): Command => {
      const runs = act<ChangeOptions>(async () => (await import('./command-change.ts')).change(load));
      return common(`${action} [prefix]`, description)
        .option('--owner <name>', 'who answers for it: a person, a department, a program')
        .option('--stdin', 'a prefix or a JSON object a line, with these options as keys; "action" too')
        .option('--no-rules', 'leave the nftables sets alone: the rules are on another machine')
        .action((prefix: string | undefined, options: WithoutPrefix) => runs({ ...options, action, prefix }));
    };
    changing('add', 'Exempt a prefix, or give its exemption another end. The same again changes nothing.')
      .option('--reason <reason>', 'one of exemptions.reasons')
      .option('--market <id>', 'filter it by the lists of this market (default: not at all)')
      .option('--ttl <time>', 'for so long: 3600, 30m, 12h, 90d (default: until it is removed)')
      .option('--until <time>', 'until then: 2026-12-31T23:59:59Z')
      .option('--note <text>', 'a contract, a case, a judgement');
    changing('remove', 'End an exemption now. One that is not there is no error.');

    common('list', 'Show the exemptions that have not ended.')
      .option('--owner <name>', 'of this owner only')
      .option('--reason <reason>', 'of this reason only')
      .action((options: ListExemptionsOptions) =>
        act(async () => (await import('./command-list.ts')).listExemptions)(options),
      );
    common('check', 'Say how the addresses on standard input are treated, a line for each.').action(
      act(async () => (await import('./command-list.ts')).checkSource),
    );
    common('apply', 'Put the register into the nftables sets in force, after somebody else wrote it.').action(
      act(async () => (await import('./command-apply.ts')).applyExemptions(load)),
    );
    common('history', 'Show the audit log, and check that its lines hold together.')
      .option('--lines <count>', 'the last so many', wholeNumber, 50)
      .action((options: ExemptHistoryOptions) =>
        act(async () => (await import('./command-list.ts')).exemptHistory)(options),
      );
  };
