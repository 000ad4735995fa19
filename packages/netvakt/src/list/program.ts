import type { Command } from 'commander';
import { collected, wholeNumber } from '../base/arguments.ts';
import { CONFIG, type Registration } from '../base/registration.ts';
import type { AddOptions, RemoveOptions } from './allow.ts';
import type { ListOptions } from './command.ts';
import type { DecideOptions } from './decide.ts';
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

  common('status', 'Tell of every managed list what is in force and what waits.').action((options: ListOptions) =>
    act(async () => (await import('./status.ts')).status)(options),
  );
  common('show', 'Tell all that is known of one list, without its entries.')
    .argument('<id>', 'a managed list')
    .action((id: string, options: ListOptions) =>
      act(async () => (await import('./status.ts')).show)({ ...options, id }),
    );
  common('update', 'Fetch lists; take, hold or refuse what comes.')
    .argument('[id...]', 'managed lists (default: all)')
    .option('--hold', 'hold what comes, whatever it is, until somebody releases it')
    .option('--stored <id...>', 'lists that had deliveries: if the store holds none of them, it is lost')
    .option(
      '--accept-version <version>',
      'take a delivery of this version, although one with a higher number is in force',
    )
    .option('--begin-anew', 'take a first delivery, without guards, although the store is lost')
    .action((ids: string[], options: Omit<UpdateOptions, 'ids'>) =>
      act(async () => (await import('./update.ts')).update)({ ...options, ids }),
    );
  common('hold', 'Fetch lists and hold what comes, whatever it is, until somebody releases it.')
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
  decision('rollback', 'Put the previous delivery in force again.').action(
    (id: string, options: Omit<DecideOptions, 'id'>) =>
      act(async () => (await import('./decide.ts')).rollback)({ ...options, id }),
  );
  decision('shadow', 'Let a list count what it would block, and block nothing.')
    .option('--minutes <n>', 'for how long (default: until it is enforced)', wholeNumber)
    .action((id: string, options: Omit<ShadowOptions, 'id'>) =>
      act(async () => (await import('./shadow.ts')).shadow)({ ...options, id }),
    );
  decision('enforce', 'End the shadow of a list, or of its held delivery.').action(
    (id: string, options: Omit<DecideOptions, 'id'>) =>
      act(async () => (await import('./shadow.ts')).enforce)({ ...options, id }),
  );
  common('history', 'Print what was done to lists: lines of the audit log.')
    .argument('[id]', 'a managed list (default: all)')
    .option('-n, --lines <count>', 'at most so many, the latest', wholeNumber, 100)
    .action((id: string | undefined, options: ListOptions & { readonly lines: number }) =>
      act(async () => (await import('./history.ts')).history)({ ...options, id }),
    );
  allowCommands(list, line);
  fileCommands(list, line);
  const audit = named(program.command('audit'), 'Work on the audit log.');
  named(audit.command('verify'), 'Check that no line of the audit log was changed, taken out or put in.')
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
  common('add', 'Allow the host, address or URL that standard input holds.')
    .requiredOption('--by <name>', 'who decides')
    .requiredOption('--reason <text>', 'why')
    .requiredOption('--days <n>', 'for how long', wholeNumber)
    .action((options: AddOptions) => act(async () => (await import('./allow.ts')).allowAdd)(options));
  common('remove', 'Take an allow rule out.')
    .argument('<number>', 'its number', wholeNumber)
    .requiredOption('--by <name>', 'who decides')
    .requiredOption('--reason <text>', 'why')
    .action((number: number, options: Omit<RemoveOptions, 'number'>) =>
      act(async () => (await import('./allow.ts')).allowRemove)({ ...options, number }),
    );
  common('list', 'Show all allow rules, those that are over included.').action((options: ListOptions) =>
    act(async () => (await import('./allow.ts')).allowList)(options),
  );
};

/** Commands on files, which need no store. */
const fileCommands: Registration = (list, { named, act }) => {
  named(list.command('diff'), 'Count the rules that came, went and stayed between two files.')
    .argument('<before>', 'a list')
    .argument('<after>', 'a list')
    .option('--json', 'JSON instead of text')
    .action((before: string, after: string, options: { readonly json?: boolean }) =>
      act(async () => (await import('./diff.ts')).diff)({ ...options, before, after }),
    );
  named(list.command('keygen'), 'Draw a key for signing a list, the secret of a store, or the key of keyed hashes.')
    .requiredOption('-o, --output <file>', 'where it goes; no file is written over')
    .option('-l, --list <id>', 'the list that it signs')
    .option('--store', 'the secret of a store instead')
    .option('--hash', 'the key of a list of keyed hashes instead')
    .option('--json', 'JSON instead of text')
    .action((options: KeygenOptions) => act(async () => (await import('./sign.ts')).keygen)(options));
  named(list.command('hash'), 'Write a list anew, each entry as its hash under a key.')
    .argument('<file>', 'the list')
    .requiredOption('-k, --key <file>', 'the key: 32 bytes, hexadecimal or base64; readable by its owner only')
    .option('-f, --format <format>', 'how the list is written (default: found from its first lines)')
    .option('-t, --test-entry <host>', 'the host by which the key is known (default: hash-check.invalid)')
    .option('-o, --output <file>', 'where it goes; no file is written over (default: FILE.hashes)')
    .option('--json', 'JSON instead of text')
    .action((file: string, options: Omit<HashOptions, 'file'>) =>
      act(async () => (await import('./hash.ts')).hash)({ ...options, file }),
    );
  named(list.command('sign'), 'Write the signed manifest of a file.')
    .argument('<file>', 'the list')
    .requiredOption('-k, --key <file>', 'private key (PEM); may be given again', collected)
    .requiredOption('-l, --list <id>', 'the list’s id at those who take it')
    .requiredOption('--number <n>', 'its version: higher than the last', wholeNumber)
    .option('--days <n>', 'how long it counts', wholeNumber, 7)
    .option('-o, --output <file>', 'the manifest (default: FILE.manifest)')
    .option('--json', 'JSON instead of text')
    .action(
      (file: string, { number, ...options }: Omit<SignOptions, 'file' | 'version'> & { readonly number: number }) =>
        act(async () => (await import('./sign.ts')).sign)({ ...options, file, version: number }),
    );
  named(
    list.command('verify'),
    'Report what a file covers, by kind, and what is set aside; never an entry. Judge its manifest.',
  )
    .argument('<file>', 'the list; a folder for squidguard')
    .option('-f, --format <format>', 'how the list is written (default: found from its first lines)')
    .option('-k, --keys <file>', 'judge the manifest, too, by this document of keys')
    .option('-l, --list <id>', 'the list’s id, with --keys or --config')
    .option('-m, --manifest <file>', 'the manifest (default: FILE.manifest)')
    .option('-c, --config <file>', 'take the settings of the list from this configuration')
    .option('--json', 'JSON instead of text')
    .action((file: string, options: Omit<VerifyOptions, 'file'>) =>
      act(async () => (await import('./verify.ts')).verify)({ ...options, file }),
    );
};
