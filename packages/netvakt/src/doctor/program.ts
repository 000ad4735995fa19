import { CONFIG, type Registration } from '../base/registration.ts';
import type { DoctorOptions } from './command.ts';

/** Adds `netvakt doctor`. */
export const doctorCommands: Registration = (program, { named, act }) => {
  named(
    program.command('doctor'),
    'Check whether this machine can do what the configuration demands, and print a remedy for each fault. Exit code 1 if there is a fault.',
  )
    .option(...CONFIG)
    .option('--json', 'one JSON object')
    .action((options: DoctorOptions) => act(async () => (await import('./command.ts')).doctor)(options));
};
