import type { Registration } from '../base/registration.ts';
import type { DayOptions } from './day/command.ts';

/** Adds `netvakt demo …`. */
export const demoCommands: Registration = (program, { named, act }) => {
  const demo = named(program.command('demo'), 'Show the filter at work.');
  named(
    demo.command('day'),
    'Replay a synthetic day of eight markets through a filter of its own, in about a minute, and compare what it counts with what the script knows. Ends with 1 where a figure differs.',
  )
    .option('--seed <number>', 'another seed is another day', '1')
    .option('--scale <factor>', '1: half a million attempts in 30 days', '1')
    .option('--admin-port <port>', 'where /metrics is served; 0 lets the system choose', '0')
    .option('--keep-open', 'go on serving /metrics until SIGINT or SIGTERM')
    .option('--json', 'one JSON object instead of a table')
    .action((options: DayOptions) => act(async () => (await import('./day/command.ts')).day)(options));
};
