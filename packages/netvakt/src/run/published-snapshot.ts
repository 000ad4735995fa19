import type { BlockAnswer } from '@netvakt/proxy';
import type { CompiledLists } from '../compile/lists.ts';

/** What workers match against and answer with. */
export interface PublishedSnapshot {
  /** The snapshot as it was published, with the prober's canary. */
  readonly buffer: SharedArrayBuffer;
  readonly hashKeys: readonly Uint8Array[];
  readonly lists: CompiledLists['lists'];
  readonly mark: string | undefined;
  readonly listSlots: Uint16Array;
  /** One a market, without stop pages. */
  readonly answers: readonly BlockAnswer[];
}
