import type { Output } from './output.ts';

/** What a command may touch of the world; tests give their own. */
export interface Context {
  readonly stdout: Output;
  readonly stderr: Output;
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly environment: NodeJS.ProcessEnv;
}

/** A command ends with its exit code; see `EXIT`. */
export type Action<Options> = (context: Context, options: Options) => Promise<number>;
