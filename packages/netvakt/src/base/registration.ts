import type { Command } from 'commander';
import type { Action, Context } from './context.ts';

/** What a registration builds its commands with. */
export interface CommandLine {
  /** Describes `command` and gives it `--help` and `--version`. Returns it. */
  readonly named: (command: Command, description: string) => Command;
  /** Makes an action callable by commander. `load` imports the file of the action, and only when its command runs. */
  readonly act: <Options>(load: () => Promise<Action<Options>>) => (options: Options) => Promise<void>;
  readonly runLine: RunLine;
}

/**
 * Runs a whole command line, without the program's name, with another context. Resolves with its exit code; rejects with the
 * `OperatorError` or `CoalitionError` of an expected failure. For demonstrations, which show what commands do.
 */
export type RunLine = (words: readonly string[], context: Context) => Promise<number>;

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
