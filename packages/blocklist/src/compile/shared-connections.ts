import type { RuleTable } from '@netvakt/matcher';
import { getDomain } from 'tldts';

/** The suffixes that registries have, not those of hosting companies: one certificate covers the sites of such a company. */
const REGISTRIES = { allowPrivateDomains: false } as const;

/**
 * How many rules of hosts are below a registrable domain that no rule covers whole. A browser may ask for such a host on an open HTTP/2
 * or HTTP/3 connection to another host of that domain with the same address and certificate (RFC 9113 §9.1.1). No hello names the
 * host then, so no filter by name sees it. An upper bound: a list does not show whether hosts share addresses.
 *
 * Cost: one look into the Public Suffix List a rule, some 0.3 µs.
 */
export function rulesOnSharedConnections(rules: RuleTable): number {
  const domains = new Set<string>();
  for (const { kind, host } of rules.views()) if (kind === 'domain') domains.add(host);
  let exposed = 0;
  for (const { kind, host } of rules.views()) {
    if (kind !== 'domain' && kind !== 'host') continue;
    const site = getDomain(host, REGISTRIES);
    if (site !== null && site !== host && !domains.has(site)) exposed += 1;
  }
  return exposed;
}
