/** Where a command writes: standard output, standard error, or what a test puts in their place. */
export interface TextOutput {
  /** True if a person reads along. */
  readonly isTerminal: boolean;
  /** Resolves when more may be written. Never rejects: a reader that has gone away has what it wanted. */
  write(text: string): Promise<void>;
}

/** What the self-test may touch of the world. */
export interface SelfTestContext {
  readonly stdout: TextOutput;
  readonly stderr: TextOutput;
  /** How this program is called, for messages that name it. Default: {@link AS_NETVAKT}. */
  readonly command?: string;
}

/** How the self-test is called as a command of the filter. */
export const AS_NETVAKT = 'netvakt selftest';

/** Runs the self-test and resolves with its exit code; see {@link EXIT}. */
export type SelfTestAction<Options> = (context: SelfTestContext, options: Options) => Promise<number>;

/** Exit codes, the same numbers as every other command's. */
export const EXIT = {
  /** Every case passed. */
  done: 0,
  /** Not every case passed, or the test could not be run; the output shows which. */
  failed: 1,
  /** The command line cannot be understood. */
  usage: 2,
} as const;
