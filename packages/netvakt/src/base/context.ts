import type { SystemPerson } from '@netvakt/blocklist';
import type { Output } from './output.ts';

/** The streams and the environment of a command; tests pass their own. */
export interface Context {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly environment: NodeJS.ProcessEnv;
  /** Who decides, for what needs two people; by default, asks the system. */
  readonly person?: SystemPerson;
  /** Milliseconds since 1970; by default, the system's clock. */
  readonly now?: () => number;
}

/** The part of a context that has the clock. */
export type Timed = Pick<Context, 'now'>;

/** Returns the time of the context, in milliseconds since 1970. */
export function timeIn({ now = Date.now }: Timed): number {
  return now();
}

/** The day of the context, UTC, as `2026-10-02`. */
export function todayIn(timed: Timed): string {
  return new Date(timeIn(timed)).toISOString().slice(0, 10);
}

/** Runs a command and resolves with its exit code; see `EXIT`. Rejects with an `OperatorError` for an expected failure. */
export type Action<Options> = (context: Context, options: Options) => Promise<number>;
