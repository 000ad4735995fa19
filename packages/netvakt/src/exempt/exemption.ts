/** An exemption by source: what it covers, what it means, who answers for it, and for how long. */
import type { SourcePrefix } from './source-prefix.ts';

/** One exemption. Its prefix and its owner identify it: each owner gives and takes back its own. */
export interface Exemption {
  readonly source: SourcePrefix;
  /** The market whose lists apply instead; `undefined`: the source is never filtered. */
  readonly market: string | undefined;
  /** One of the configured reasons. */
  readonly reason: string;
  /** Who answers for it: a person, a department or a program. */
  readonly owner: string;
  /** A contract, a case, a judgement; may be empty. */
  readonly note: string;
  /** Milliseconds since 1970, in whole seconds. */
  readonly added: number;
  /** Milliseconds since 1970, in whole seconds; infinity: until it is removed. */
  readonly expires: number;
}

/** True if the exemption has not ended at `now`, in milliseconds since 1970. */
export function isActive({ expires }: Exemption, now: number): boolean {
  return expires > now;
}

/** What identifies an exemption. */
export function keyOf({ source, owner }: Pick<Exemption, 'source' | 'owner'>): string {
  return `${source.text} ${owner}`;
}
