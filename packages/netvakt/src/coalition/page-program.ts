import type { Command } from 'commander';
import { collected } from '../base/arguments.ts';
import type { CommandLine } from '../base/registration.ts';
import type { PageOptions } from './command-page.ts';
import { HOME, JSON_OPTION } from './folder-program.ts';

/** Adds `netvakt coalition page`. */
export function pageCommands(coalition: Command, { named, act }: CommandLine): void {
  named(coalition.command('page'), 'Write the transparency page and the members’ benchmark page, with their downloads.')
    .requiredOption('--out <directory>', 'gets public/ and members/, to be served apart')
    .option('--language <tag>', 'the first is that of index.html; can be given again (default: all)', collected)
    .option('--survey <file>', 'a yearly survey of children’s use of the internet, CSV, shown as context')
    .option(...HOME)
    .option(...JSON_OPTION)
    .action((options: PageOptions) => act(async () => (await import('./command-page.ts')).page)(options));
}
