import { CONFIG, type Registration } from '../base/registration.ts';
import type { PreviewOptions } from './preview.ts';

/** Adds `netvakt blockpage …`. Each command's file is loaded when it runs. */
export const blockPageCommands: Registration = (program, { named, act }) => {
  const blockPage = named(program.command('blockpage'), 'Work on the page that people see.');
  named(blockPage.command('preview'), 'Write the block pages of all markets and languages to files, with an index.')
    .option(...CONFIG)
    .requiredOption('-o, --out <folder>', 'folder to write to; it is created if it does not exist')
    .option('--json', 'one JSON object instead of a line')
    .action((options: PreviewOptions) => act(async () => (await import('./preview.ts')).preview)(options));
  named(blockPage.command('check'), 'Check a market’s file of texts, as named by block.page.')
    .argument('<file>', 'the file')
    .option('--json', 'one JSON object')
    .action((file: string, { json }: { readonly json?: boolean }) =>
      act(async () => (await import('./check.ts')).checkPage)({ file, json }),
    );
};
