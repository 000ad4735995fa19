/** The errors of this package. Expected outcomes (no rule, unreadable text) are values; these are for what cannot go on. */

/** What is wrong with rules or options given to `compile`. */
export type CompileErrorCode = 'ERR_COMPILE_OPTIONS' | 'ERR_COMPILE_LIMIT' | 'ERR_COMPILE_RULE';

/** The rules cannot be compiled. The message says which limit was met and the remedy; it never holds an entry's text. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
  /** Stable; never reused. */
  readonly code: CompileErrorCode;

  constructor(code: CompileErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** What is wrong with a buffer given to `openSnapshot`. */
export type SnapshotErrorCode =
  | 'ERR_SNAPSHOT_MAGIC'
  | 'ERR_SNAPSHOT_VERSION'
  | 'ERR_SNAPSHOT_CANONICALISATION'
  | 'ERR_SNAPSHOT_LENGTH'
  | 'ERR_SNAPSHOT_CHECKSUM'
  | 'ERR_SNAPSHOT_STRUCTURE'
  | 'ERR_SNAPSHOT_DIGEST';

/** The buffer is no snapshot that this version can use. Nothing of it was taken over; the remedy is in the message. */
export class SnapshotError extends Error {
  override readonly name = 'SnapshotError';
  /** Stable; never reused. */
  readonly code: SnapshotErrorCode;

  constructor(code: SnapshotErrorCode, message: string) {
    super(message);
    this.code = code;
  }
}
