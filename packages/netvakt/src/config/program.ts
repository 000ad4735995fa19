import type { Registration } from '../base/registration.ts';
import type { RenderPages } from './command.ts';

/** Adds `netvakt config …`. @param renderPages - tries the pages that a configuration names. */
export const configCommands =
  (renderPages: RenderPages): Registration =>
  (program, { named, act }) => {
    const config = named(program.command('config'), 'Work on the configuration file.');
    named(config.command('schema'), 'Print the JSON Schema of the configuration.').action(() =>
      act(async () => (await import('./command.ts')).schema)({}),
    );
    named(config.command('check'), 'Check a configuration file without running anything.')
      .argument('[file]', 'configuration file (default: NETVAKT_CONFIG, else the demonstration’s)')
      .option('--json', 'one JSON object')
      .action((file: string | undefined, { json }: { readonly json?: boolean }) =>
        act(async () => (await import('./command.ts')).checkFile(renderPages))({ file, json }),
      );
  };
