/** What is listed, what is asked, and the documented differences between a resolver and the filter. */
import type { AskedType } from './ask.ts';
import type { ResolverName } from './resolvers.ts';

/** As long as a name with its wildcard may be in no zone that has a name. */
const LONG = `${'l'.repeat(63)}.${'o'.repeat(63)}.${'n'.repeat(63)}.${'g'.repeat(47)}.test`;

/** The lists at first, and one delivery later. */
export const LISTS_BEFORE = {
  'domains.txt': `listed.test\nfiner.a.listed.test\naliased.test\n${LONG}\nbücher.test\nunder_score.test\nUPPER.test\nwithdrawn.test\n`,
  'hosts.txt': 'only.test\nonly.listed.test\n',
  'urls.txt': 'http://paged.test/page\n',
};
export const LISTED_AFTER = LISTS_BEFORE['domains.txt'].replace('withdrawn', 'added');

/** One question. */
export interface DnsCase {
  readonly kind: string;
  readonly name: string;
  readonly type?: AskedType;
  /** Who does not do as the filter does. The reasons are in docs/operating/interception.md. */
  readonly differs?: readonly ResolverName[];
}

const NO_WIDER_RULES: readonly ResolverName[] = ['hosts'];
const ZONES: readonly ResolverName[] = ['bind', 'unbound', 'pdns'];

export const CASES: readonly DnsCase[] = [
  { kind: 'listed', name: 'listed.test' },
  { kind: 'below', name: 'x.y.listed.test', differs: NO_WIDER_RULES },
  { kind: 'below, listed itself', name: 'finer.a.listed.test' },
  { kind: 'below, between the two', name: 'a.listed.test', differs: NO_WIDER_RULES },
  { kind: 'below, beside a finer entry', name: 'x.a.listed.test', differs: NO_WIDER_RULES },
  { kind: 'below a finer entry', name: 'x.finer.a.listed.test', differs: NO_WIDER_RULES },
  { kind: 'beside', name: 'beside.test' },
  { kind: 'beside, the same ending', name: 'notlisted.test' },
  { kind: 'AAAA', name: 'listed.test', type: 'AAAA' },
  { kind: 'HTTPS', name: 'listed.test', type: 'HTTPS', differs: ['hosts'] },
  { kind: 'HTTPS, below', name: 'x.listed.test', type: 'HTTPS', differs: NO_WIDER_RULES },
  { kind: 'HTTPS, beside', name: 'beside.test', type: 'HTTPS' },
  { kind: 'alias of a listed name', name: 'alias.free.test', differs: ZONES },
  { kind: 'listed alias', name: 'aliased.test' },
  { kind: 'long', name: LONG, differs: ZONES },
  { kind: 'IDN', name: 'xn--bcher-kva.test' },
  { kind: 'underscore', name: 'under_score.test' },
  { kind: 'underscore, below', name: '_x.under_score.test', differs: NO_WIDER_RULES },
  { kind: 'upper case in the list', name: 'upper.test' },
  { kind: 'upper case in the question', name: 'LiSteD.TEST' },
  { kind: 'withdrawn', name: 'withdrawn.test' },
  { kind: 'added', name: 'added.test' },
  { kind: 'host', name: 'only.test' },
  { kind: 'host, AAAA', name: 'only.test', type: 'AAAA' },
  { kind: 'host, HTTPS', name: 'only.test', type: 'HTTPS', differs: ['hosts'] },
  { kind: 'below a host', name: 'x.only.test' },
  { kind: 'host below a domain', name: 'only.listed.test' },
  { kind: 'let through', name: 'ok.b.listed.test' },
  { kind: 'let through, below', name: 'x.ok.b.listed.test' },
  { kind: 'above what is let through', name: 'b.listed.test', differs: NO_WIDER_RULES },
  { kind: 'beside what is let through', name: 'x.b.listed.test', differs: NO_WIDER_RULES },
  { kind: 'only a page is listed', name: 'paged.test' },
];
