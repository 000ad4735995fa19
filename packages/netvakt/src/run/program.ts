import { wholeNumber } from '../base/arguments.ts';
import { CONFIG, type Registration } from '../base/registration.ts';
import type { Demonstration, RunOptions } from './command.ts';
import type { ReloadOptions } from './reload.ts';

/** Adds `netvakt run`. */
export const runCommands =
  (demonstration: () => Promise<Demonstration>): Registration =>
  (program, { named, act }) => {
    named(program.command('run'), 'Run the filter until SIGTERM or SIGINT. SIGHUP reloads configuration and lists.')
      .option('-c, --config <file>', 'configuration file')
      .option('--demo', 'start the demonstration’s web server too, and print lines to paste')
      .action((options: RunOptions) => act(async () => (await import('./command.ts')).run(demonstration))(options));
    named(
      program.command('reload'),
      'Let the running filter read configuration and lists again, and wait for the result. Exit code 1 if it refuses; what is in force stays.',
    )
      .option(...CONFIG)
      .option('--wait <seconds>', 'how long to wait for the result', wholeNumber, 150)
      .option('--json', 'one JSON object')
      .action((options: ReloadOptions) => act(async () => (await import('./reload.ts')).reloadRunning)(options));
  };
