/** The world of the self-test: reserved names (RFC 6761) and documentation addresses, so that nobody is ever meant. */

export const BLOCKED = 'blocked.selftest.test';
export const MIXED = 'mixed.selftest.test';
export const FREE = 'free.selftest.test';
/** As a list may deliver it, and as it is on the wire. */
export const IDN = 'blåbär.selftest.test';
export const IDN_WIRE = 'xn--blbr-noae.selftest.test';
export const IPV4 = '192.0.2.99';
export const IPV6 = '2001:db8::99';

/** One entry of the synthetic list, by what it is to cover. */
export interface SyntheticEntry {
  readonly kind: 'domain' | 'prefix' | 'page' | 'address';
  readonly host: string;
  /** Path and query; `/` for whole hosts. */
  readonly path: string;
}

const entry = (kind: SyntheticEntry['kind'], host: string, path = '/'): SyntheticEntry => ({ kind, host, path });

/** What must be in the filter that is tested. */
export const ENTRIES: readonly SyntheticEntry[] = [
  entry('domain', BLOCKED),
  entry('domain', IDN_WIRE),
  entry('prefix', MIXED, '/blocked/'),
  entry('prefix', MIXED, '/caf%C3%A9/'),
  entry('page', MIXED, '/page'),
  entry('page', MIXED, '/watch?v=1&t=2'),
  entry('address', IPV4),
  entry('address', IPV6),
];

/** Names next to the listed ones, which must pass. */
export const NEIGHBOURS: Readonly<
  Record<
    | 'longer'
    | 'parent'
    | 'sibling'
    | 'suffix'
    | 'hyphen'
    | 'below'
    | 'ascii'
    | 'address'
    | 'addressLonger'
    | 'address6',
    string
  >
> = {
  longer: `not${BLOCKED}`,
  parent: 'selftest.test',
  sibling: 'www2.selftest.test',
  suffix: `${BLOCKED}.${FREE}`,
  hyphen: 'blocked-selftest.test',
  below: `www.${MIXED}`,
  ascii: 'blabar.selftest.test',
  address: '192.0.2.9',
  addressLonger: '192.0.2.199',
  address6: '2001:db8::9',
};

/**
 * Every host that the cases name, in canonical form. All of them must lead to the origins of the self-test, the listed ones
 * too: a filter that misses an entry must be seen to serve the page, not to fail for another reason.
 */
export const HOSTS: readonly string[] = [
  FREE,
  MIXED,
  BLOCKED,
  `www.${BLOCKED}`,
  `a.b.c.d.e.f.g.${BLOCKED}`,
  `${'a'.repeat(63)}.${BLOCKED}`,
  `b.${IDN_WIRE}`,
  IDN_WIRE,
  IPV4,
  IPV6,
  ...Object.values(NEIGHBOURS),
];
