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
