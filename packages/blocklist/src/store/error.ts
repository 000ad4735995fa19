/** Identifies what is wrong with a store. Public: a code never changes its meaning. */
export type StoreErrorCode =
  /** Another process writes. */
  | 'ERR_STORE_LOCKED'
  /** The file system has no locks. */
  | 'ERR_STORE_LOCK'
  | 'ERR_STORE_MISSING'
  /** Records are there, and do not open. */
  | 'ERR_STORE_UNREADABLE'
  | 'ERR_STORE_FULL'
  | 'ERR_STORE_UNWRITABLE';

/** The store cannot be used. The message states what was found and what to do; it holds no entry and no secret. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;

  constructor(code: StoreErrorCode, found: string, remedy: string) {
    super(`Cannot use the store: ${found}. ${remedy}`);
    this.code = code;
  }
}
