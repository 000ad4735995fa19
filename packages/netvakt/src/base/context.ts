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
}

/** Runs a command and resolves with its exit code; see `EXIT`. Rejects with an `OperatorError` for an expected failure. */
export type Action<Options> = (context: Context, options: Options) => Promise<number>;
