/** What the checks may look at; tests give a machine of their own. */
import { readFileSync } from 'node:fs';
import { type Run, runHere } from '../export/nft/tools.ts';

export interface Machine {
  /** Whether this process may do everything. */
  readonly root: boolean;
  readonly environment: NodeJS.ProcessEnv;
  /** The text of a file such as `/proc/…`; `undefined` if it cannot be read. */
  readonly read: (path: string) => string | undefined;
  /** Runs a program to its end; throws if there is none of that name. */
  readonly run: Run;
  /** Milliseconds since 1970. */
  readonly now: () => number;
}

/** The machine that this runs on. */
export function thisMachine(environment: NodeJS.ProcessEnv): Machine {
  return {
    root: process.geteuid?.() === 0,
    environment,
    read(path) {
      try {
        return readFileSync(path, 'latin1').trim();
      } catch {
        return undefined;
      }
    },
    run: runHere,
    now: () => Date.now(),
  };
}

/** The number in a file of /proc; `undefined` if there is none. */
export function numberIn(machine: Machine, path: string): number | undefined {
  const text = machine.read(path);
  return text !== undefined && /^-?\d+$/u.test(text) ? Number(text) : undefined;
}
