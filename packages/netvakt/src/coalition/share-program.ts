import type { Command } from 'commander';
import { collected } from '../base/arguments.ts';
import type { CommandLine } from '../base/registration.ts';
import { HOME, JSON_OPTION } from './folder-program.ts';
import type { ExportOptions } from './share/command-export.ts';
import type { ListNoticesOptions } from './share/command-list.ts';
import type { PostOptions } from './share/command-post.ts';
import type { RemarkOptions } from './share/command-remark.ts';

/** Adds `netvakt coalition share …`. */
export function shareCommands(coalition: Command, { named, act }: CommandLine): void {
  const share = named(
    coalition.command('share'),
    'Notices between operators. No field of one can hold a host or a person.',
  );
  named(share.command('post'), 'Post a notice. Without arguments, list the words that a notice can use.')
    .argument('[kind]', 'list-quality, evasion, incident or practice')
    .argument('[code]', 'one of the codes of the kind')
    .option('--tlp <label>', 'red, amber+strict, amber, green or clear', 'amber')
    .option('--month <month>', 'when it was seen, as 2026-08 (default: this month)')
    .option('--market <market>', 'one of the policy')
    .option('--measure <value unit>', 'how much, as "120 per-mille": minutes, hours, days, entries, per-mille')
    .option('--trend <trend>', 'new, rising, steady, falling or over')
    .option('--expires <day>', 'last day on which it is of use (default: in 180 days)')
    .option('--delegate', 'the secretariat posts it: no operator is named')
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((kind: string | undefined, code: string | undefined, options: Omit<PostOptions, 'kind' | 'code'>) =>
      act(async () => (await import('./share/command-post.ts')).post)({
        ...options,
        ...(kind === undefined ? {} : { kind }),
        ...(code === undefined ? {} : { code }),
      }),
    );
  named(share.command('list'), 'List the notices that are in force.')
    .option('--all', 'those that have expired or were withdrawn as well')
    .option('--kind <kind>', 'of this kind only; can be given again', collected)
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((options: ListNoticesOptions) => act(async () => (await import('./share/command-list.ts')).list)(options));
  const remark = (what: RemarkOptions['what'], description: string): void => {
    named(share.command(what), description)
      .argument('<id>', 'id of the notice, as in the list; the first 8 digits suffice')
      .option(...HOME)
      .option(...JSON_OPTION)
      .action((id: string, options: Omit<RemarkOptions, 'id' | 'what'>) =>
        act(async () => (await import('./share/command-remark.ts')).remark)({ ...options, id, what }),
      );
  };
  remark('withdraw', 'Withdraw one of your notices.');
  remark(
    'seen',
    'Report to the secretariat that you have seen the same. Members see the number once it is 3, never who.',
  );
  remark(
    'release',
    'Post a notice that a member has delegated. For the secretariat; without it they wait in the inbox.',
  );
  named(share.command('inbox'), 'List the notices that members have delegated. For the secretariat.')
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((options: ListNoticesOptions) => act(async () => (await import('./share/command-list.ts')).inbox)(options));
  named(share.command('export'), 'Write the notices in force as MISP events or as a STIX 2.1 bundle.')
    .argument('<format>', 'misp or stix')
    .argument('<directory>', 'misp: a feed, one file an event and a manifest; stix: bundle.json')
    .option('--up-to <label>', 'the most restricted label that may leave: amber+strict, amber, green or clear', 'green')
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((format: string, directory: string, options: Omit<ExportOptions, 'format' | 'directory'>) =>
      act(async () => (await import('./share/command-export.ts')).exportNotices)({ ...options, format, directory }),
    );
}
