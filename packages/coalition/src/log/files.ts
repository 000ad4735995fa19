/** The files of a log, wherever they are kept. Paths are relative to the log's folder, with `/` between. */

/** Reads files. */
export interface LogFiles {
  /**
   * Resolves with the file, or `undefined` if there is none, or a longer one. Rejects if the place cannot be read.
   *
   * @param most - bytes.
   */
  read(path: string, most: number): Promise<Buffer | undefined>;
}

/** Reads and writes files. */
export interface WritableLogFiles extends LogFiles {
  /** Puts the whole file in place at once, durably. */
  write(path: string, bytes: Uint8Array): Promise<void>;
}

/** Where the checkpoint is. */
export const CHECKPOINT_PATH = 'checkpoint';
