import type { ListSettings } from '../settings/settings.ts';

/** A list and where it is stored: a file, or the store that keeps its deliveries. */
export interface ListFile {
  /** The file; of a list in a store, the store's folder. */
  readonly path: string;
  /** The secret that seals the store; absent if `path` is the list's own file. */
  readonly storeSecret?: Uint8Array;
  /** The delivery that waits is meant, not the one in force. If it does not open or parse, it is left out. */
  readonly held?: boolean;
  readonly settings: ListSettings;
}
