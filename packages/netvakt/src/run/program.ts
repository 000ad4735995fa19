import type { Registration } from '../base/registration.ts';
import type { Demonstration, RunOptions } from './command.ts';

/** Adds `netvakt run`. */
export const runCommands =
  (demonstration: () => Promise<Demonstration>): Registration =>
  (program, { named, act }) => {
    named(program.command('run'), 'Run the filter until SIGTERM or SIGINT. SIGHUP reloads configuration and lists.')
      .option('-c, --config <file>', 'configuration file')
      .option('--demo', 'start the demonstration’s web server too, and print lines to paste')
      .action((options: RunOptions) => act(async () => (await import('./command.ts')).run(demonstration))(options));
  };
