import type { Command } from 'commander';
import type { Action } from '../base/context.ts';
import type { DoctorOptions } from './command.ts';

type Act = <Options>(load: () => Promise<Action<Options>>) => (options: Options) => Promise<void>;
type Name = (command: Command, description: string) => Command;

/** Adds `netvakt doctor`. */
export function registerDoctor(program: Command, named: Name, act: Act): void {
  named(
    program.command('doctor'),
    'Look whether this machine can do what the configuration says; tell what to do where not. Exit code 1 where there is a fault.',
  )
    .option('-c, --config <file>', 'configuration file (default: NETVAKT_CONFIG, else the demonstration’s)')
    .option('--json', 'one JSON object')
    .action((options: DoctorOptions) => act(async () => (await import('./command.ts')).doctor)(options));
}
