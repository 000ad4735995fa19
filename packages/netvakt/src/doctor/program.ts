import { CONFIG, type Registration } from '../base/registration.ts';
import type { DoctorOptions } from './command.ts';

/** Adds `netvakt doctor`. */
export const doctorCommands: Registration = (program, { named, act }) => {
  named(
    program.command('doctor'),
    'Look whether this machine can do what the configuration says; tell what to do where not. Exit code 1 where there is a fault.',
  )
    .option(...CONFIG)
    .option('--json', 'one JSON object')
    .action((options: DoctorOptions) => act(async () => (await import('./command.ts')).doctor)(options));
};
