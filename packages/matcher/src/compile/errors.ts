/** What is wrong with rules or options given to `compile`. */
export type CompileErrorCode = 'ERR_COMPILE_OPTIONS' | 'ERR_COMPILE_LIMIT' | 'ERR_COMPILE_RULE';

/** The rules cannot be compiled. The message states which limit was met and the remedy; it never holds an entry's text. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
  /** Stable; never reused. */
  readonly code: CompileErrorCode;

  constructor(code: CompileErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
