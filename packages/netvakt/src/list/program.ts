import type { Command } from 'commander';
import { collected, wholeNumber } from '../base/arguments.ts';
import { CONFIG, type Registration } from '../base/registration.ts';
import type { AddOptions, RemoveOptions } from './allow.ts';
import type { ListOptions } from './command.ts';
import type { DecideOptions } from './decide.ts';
import type { DiffOptions } from './diff.ts';
import type { HashOptions } from './hash.ts';
import type { ShadowOptions } from './shadow.ts';
import type { KeygenOptions, SignOptions } from './sign.ts';
import type { UpdateOptions } from './update.ts';
import type { VerifyOptions } from './verify.ts';

/** Adds `netvakt list …` and `netvakt audit …`. Each command's file is loaded when it runs. */
export const listCommands: Registration = (program, line) => {
  const { named, act } = line;
  const list = named(program.command('list'), 'Take lists in, and decide about them.');
  const common = (name: string, description: string): Command =>
    named(list.command(name), description)
      .option(...CONFIG)
      .option('--json', 'JSON instead of text');

  common('status', 'Show for each managed list what is in force and what waits for release.').action(
    (options: ListOptions) => act(async () => (await import('./status.ts')).status)(options),
  );
  common('show', 'Show everything that is known about one list, except its entries.')
    .argument('<id>', 'a managed list')
    .action((id: string, options: ListOptions) =>
      act(async () => (await import('./status.ts')).show)({ ...options, id }),
    );
  common('update', 'Fetch lists, and accept, hold or refuse each delivery.')
    .argument('[id...]', 'managed lists (default: all)')
    .option('--hold', 'hold every delivery until somebody releases it')
    .option('--stored <id...>', 'lists that must have a delivery in the store; if one has none, the store is lost')
    .option(
      '--accept-version <version>',
      'accept a delivery of this version, although one with a higher number is in force',
    )
    .option('--begin-anew', 'accept a first delivery without guards, although the store is lost')
    .action((ids: string[], options: Omit<UpdateOptions, 'ids'>) =>
      act(async () => (await import('./update.ts')).update)({ ...options, ids }),
    );
  common('hold', 'Fetch lists and hold every delivery until somebody releases it.')
    .argument('<id...>', 'managed lists')
    .action((ids: string[], options: ListOptions) =>
      act(async () => (await import('./update.ts')).update)({ ...options, ids, hold: true }),
    );
  const decision = (name: string, description: string): Command =>
    common(name, description)
      .argument('<id>', 'a managed list')
      .requiredOption('--by <name>', 'who decides')
      .requiredOption('--reason <text>', 'why');
  decision('release', 'Approve a held delivery.').action((id: string, options: Omit<DecideOptions, 'id'>) =>
    act(async () => (await import('./decide.ts')).release)({ ...options, id }),
  );
  decision('rollback', 'Put the previous delivery back in force.').action(
    (id: string, options: Omit<DecideOptions, 'id'>) =>
      act(async () => (await import('./decide.ts')).rollback)({ ...options, id }),
  );
  decision('shadow', 'Put a list into shadow: it counts what it would block, and blocks nothing.')
    .option('--minutes <n>', 'end of the shadow (default: when the list is enforced)', wholeNumber)
    .action((id: string, options: Omit<ShadowOptions, 'id'>) =>
      act(async () => (await import('./shadow.ts')).shadow)({ ...options, id }),
    );
  decision('enforce', 'End the shadow of a list, or of its held delivery.').action(
    (id: string, options: Omit<DecideOptions, 'id'>) =>
      act(async () => (await import('./shadow.ts')).enforce)({ ...options, id }),
  );
  common('history', 'Print the audit log of lists.')
    .argument('[id]', 'a managed list (default: all)')
    .option('-n, --lines <count>', 'number of lines, the latest', wholeNumber, 100)
    .action((id: string | undefined, options: ListOptions & { readonly lines: number }) =>
      act(async () => (await import('./history.ts')).history)({ ...options, id }),
    );
  allowCommands(list, line);
  fileCommands(list, line);
  const audit = named(program.command('audit'), 'Work on the audit log.');
  named(audit.command('verify'), 'Check that no line of the audit log was changed, removed or inserted.')
    .option(...CONFIG)
    .option('--json', 'JSON instead of text')
    .action((options: ListOptions) => act(async () => (await import('./history.ts')).verifyAudit)(options));
};

/** Rules of the operator that let through what a list blocks. */
const allowCommands: Registration = (list, { named, act }) => {
  const allow = named(list.command('allow'), 'Let through what a list blocks.');
  const common = (name: string, description: string): Command =>
    named(allow.command(name), description)
      .option(...CONFIG)
      .option('--json', 'JSON instead of text');
  common('add', 'Allow the host, address or URL that is read from standard input.')
    .requiredOption('--by <name>', 'who decides')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--days <n>', 'for how long', wholeNumber)
    .action((options: AddOptions) => act(async () => (await import('./allow.ts')).allowAdd)(options));
  common('remove', 'Remove an allow rule.')
    .argument('<number>', 'number of the rule, as in list allow list', wholeNumber)
    .requiredOption('--by <name>', 'who decides')
    .requiredOption('--reason <text>', 'why')
    .action((number: number, options: Omit<RemoveOptions, 'number'>) =>
      act(async () => (await import('./allow.ts')).allowRemove)({ ...options, number }),
    );
  common('list', 'Show all allow rules, including expired ones.').action((options: ListOptions) =>
    act(async () => (await import('./allow.ts')).allowList)(options),
  );
};

/** Commands on files, which need no store. */
const fileCommands: Registration = (list, { named, act }) => {
  named(list.command('diff'), 'Count the rules that were added, removed and kept between two files.')
    .argument('<before>', 'a list')
    .argument('<after>', 'a list')
    .option('-f, --format <format>', 'format of both lists (default: detected from the first lines of each)')
    .option('--json', 'JSON instead of text')
    .action((before: string, after: string, options: Omit<DiffOptions, 'before' | 'after'>) =>
      act(async () => (await import('./diff.ts')).diff)({ ...options, before, after }),
    );
  named(list.command('keygen'), 'Generate a key that signs a list, the secret of a store, or the key of keyed hashes.')
    .requiredOption('-o, --output <file>', 'file to write; an existing one is not overwritten')
    .option('-l, --list <id>', 'the list that it signs')
    .option('--store', 'generate the secret of a store instead')
    .option('--hash', 'generate the key of a list of keyed hashes instead')
    .option('--json', 'JSON instead of text')
    .action((options: KeygenOptions) => act(async () => (await import('./sign.ts')).keygen)(options));
  named(list.command('hash'), 'Write a list with each entry replaced by its keyed hash.')
    .argument('<file>', 'the list')
    .requiredOption('-k, --key <file>', 'the key: 32 bytes, hexadecimal or base64; readable by its owner only')
    .option('-f, --format <format>', 'format of the list (default: detected from its first lines)')
    .option('-t, --test-entry <host>', 'host that shows whether a key is the right one (default: hash-check.invalid)')
    .option('-o, --output <file>', 'file to write; an existing one is not overwritten (default: FILE.hashes)')
    .option('--json', 'JSON instead of text')
    .action((file: string, options: Omit<HashOptions, 'file'>) =>
      act(async () => (await import('./hash.ts')).hash)({ ...options, file }),
    );
  named(list.command('sign'), 'Write the signed manifest of a file.')
    .argument('<file>', 'the list')
    .requiredOption('-k, --key <file>', 'private key (PEM); can be given again', collected)
    .requiredOption('-l, --list <id>', 'id of the list in the receivers’ configuration')
    .requiredOption('--number <n>', 'version of the list, higher than the last', wholeNumber)
    .option('-f, --format <format>', 'format of the list (default: detected from its first lines)')
    .option('--days <n>', 'days until the manifest expires', wholeNumber, 7)
    .option('-o, --output <file>', 'the manifest (default: FILE.manifest)')
    .option('--json', 'JSON instead of text')
    .action(
      (file: string, { number, ...options }: Omit<SignOptions, 'file' | 'version'> & { readonly number: number }) =>
        act(async () => (await import('./sign.ts')).sign)({ ...options, file, version: number }),
    );
  named(
    list.command('verify'),
    'Report what a list covers, by kind, and what is quarantined, without printing entries. Verify its manifest.',
  )
    .argument('<file>', 'the list; a folder for squidguard')
    .option('-f, --format <format>', 'format of the list (default: detected from its first lines)')
    .option('-k, --keys <file>', 'also verify the manifest, with this document of keys')
    .option('-l, --list <id>', 'id of the list, with --keys or --config')
    .option('-m, --manifest <file>', 'the manifest (default: FILE.manifest)')
    .option('-c, --config <file>', 'use the list’s settings from this configuration')
    .option('--json', 'JSON instead of text')
    .action((file: string, options: Omit<VerifyOptions, 'file'>) =>
      act(async () => (await import('./verify.ts')).verify)({ ...options, file }),
    );
};
