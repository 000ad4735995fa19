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
      .option('--demo', 'also start the demonstration’s web server, and print commands to try')
      .action((options: RunOptions) => act(async () => (await import('./command.ts')).run(demonstration))(options));
    named(
      program.command('reload'),
      'Reload configuration and lists of the running filter, and wait for the result. Exit code 1 if the filter refuses; it then keeps what it had.',
    )
      .option(...CONFIG)
      .option('--wait <seconds>', 'how long to wait for the result', wholeNumber, 150)
      .option('--json', 'one JSON object')
      .action((options: ReloadOptions) => act(async () => (await import('./reload.ts')).reloadRunning)(options));
  };
