import type { Rule } from '@netvakt/matcher';
import { type Network, overlaps } from '../settings/network.ts';
import type { NeverBlock } from '../settings/never-block.ts';

/** The reason a rule is kept out. */
export type ProtectionReason = 'protected-name' | 'protected-network' | 'ech-public-name';

/**
 * Judges the rules of one list against what no list may block. Create one per list: each name is entered with every domain above
 * it, so that a rule costs two look-ups however many names are protected.
 */
export class NeverBlockGuard {
  readonly #hosts = new Map<string, ProtectionReason>();
  readonly #domains = new Map<string, ProtectionReason>();
  readonly #networks: readonly Network[];

  constructor({ names, echNames, networks }: NeverBlock) {
    this.#networks = networks;
    for (const name of echNames) this.#protect(name, 'ech-public-name');
    for (const name of names) this.#protect(name, 'protected-name');
  }

  /** The reason `rule` is kept out; `undefined` if it may stay. A page on a protected site may be listed, its root may not. */
  judge({ kind, host, path, networkBits, text }: Rule): ProtectionReason | undefined {
    if (kind === 'url' || (kind === 'prefix' && path !== '/')) return undefined;
    const byName = kind === 'domain' || text !== undefined ? this.#domains.get(host) : this.#hosts.get(host);
    if (byName !== undefined) return byName;
    const isAddress = kind === 'ip' || kind === 'prefix';
    return isAddress && this.#networks.some((network) => overlaps(network, host, networkBits))
      ? 'protected-network'
      : undefined;
  }

  #protect(name: string, reason: ProtectionReason): void {
    this.#hosts.set(name, reason);
    for (let at = 0; at !== -1; at = nextLabel(name, at)) this.#domains.set(name.slice(at), reason);
  }
}

function nextLabel(name: string, at: number): number {
  const dot = name.indexOf('.', at);
  return dot === -1 ? -1 : dot + 1;
}
