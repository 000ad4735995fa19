import type { Command } from 'commander';
import type { Action } from './context.ts';

/** What a registration builds its commands with. */
export interface CommandLine {
  /** Describes `command` and gives it `--help` and `--version`. Returns it. */
  readonly named: (command: Command, description: string) => Command;
  /** Makes an action callable by commander. `load` imports the file of the action, and only when its command runs. */
  readonly act: <Options>(load: () => Promise<Action<Options>>) => (options: Options) => Promise<void>;
}

/**
 * The commands of one feature. The registry in `command/` calls it with the program that it builds; it adds commands and does
 * nothing else, because `docs/cli.md`, the manual page and the completions are made from the same program.
 */
export type Registration = (program: Command, line: CommandLine) => void;

/** `--config`, for every command that reads the configuration. */
export const CONFIG = [
  '-c, --config <file>',
  'configuration file (default: NETVAKT_CONFIG, else the demonstration’s)',
] as const;
