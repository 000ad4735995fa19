import type { Network } from './network.ts';

/** What no list may block. Crosses threads by structured clone. */
export interface NeverBlock {
  /** Names that the operator protects, canonical. */
  readonly names: ReadonlySet<string>;
  /** The public names of Encrypted ClientHello (RFC 9849 §6.1), canonical. */
  readonly echNames: ReadonlySet<string>;
  readonly networks: readonly Network[];
}

/** Nothing is protected. */
export const NOTHING_PROTECTED: NeverBlock = { names: new Set(), echNames: new Set(), networks: [] };
