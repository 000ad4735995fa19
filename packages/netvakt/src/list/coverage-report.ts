/** What a list covers, for people and for programs. Examples are made up: no entry is in any of it. */
import {
  type CoveredKind,
  describeDialect,
  describePolicy,
  LIST_DIALECTS,
  type ListCoverage,
} from '@netvakt/blocklist';
import { placeOf, positionsIn } from './tell-outcome.ts';

/** What a rule of each kind is seen in. */
const SEEN_IN = {
  domain: 'a host and all below it, in clear and inside TLS',
  host: 'that host only, in clear and inside TLS',
  prefix: 'a directory and all below it, in clear only',
  url: 'one page, in clear only',
  ip: 'an address, or each of a network, in clear and inside TLS',
} as const;

/** What a prefix of text is seen in. */
const SEEN_IN_TEXT = {
  site: 'a text with which pages begin, on a host and behind www, web and ftp, in clear only',
  below: 'a text with which pages begin, on a host and all below it, in clear only',
} as const;

/** As one JSON object. */
export function coverageReport(coverage: ListCoverage): object {
  const { version, summary, covered, onSharedConnections, exceptions, kinds } = coverage;
  const { format, confidence, counts, rejected, quarantined, policy } = summary;
  return {
    ok: true,
    format,
    confidence,
    contentVersion: version,
    counts,
    kinds: summary.kinds,
    covered,
    onSharedConnections,
    exceptions,
    rejected: Object.fromEntries(rejected.byReason),
    quarantined: Object.fromEntries(quarantined.byReason),
    ...(policy.size > 0 && { policy: Object.fromEntries(policy) }),
    first: positionsIn(summary),
    examples: kinds.map(({ kind, text, entry, forms }) => {
      const requests = forms.map(({ request, isBlocked }) => ({ request, blocked: isBlocked }));
      return text === undefined ? { kind, entry, requests } : { kind, text, entry, requests };
    }),
    ...(format !== undefined && { dialect: LIST_DIALECTS[format] }),
  };
}

/** As lines of text. */
export function coverageText(file: string, coverage: ListCoverage): string {
  const { version, summary, covered, onSharedConnections: shared, exceptions, kinds } = coverage;
  const { format, counts, rejected, quarantined, policy } = summary;
  const { received, active, duplicates, invalid } = counts;
  const zone = describePolicy(Object.fromEntries(policy));
  const lines = [
    `${file}: ${format ?? 'empty'}, version ${version}`,
    `${received} entries: ${active} active, ${duplicates} duplicates, ${invalid} rejected, ${counts.quarantined} quarantined`,
    ...reasons('rejected', rejected.byReason),
    ...reasons('quarantined', quarantined.byReason),
    ...positionsIn(summary).map((place) => `  ${placeOf(place)}`),
    ...(covered > 0 ? [`${covered} of the active rules are covered by wider ones of the list`] : []),
    ...(shared > 0
      ? [
          `${shared} rules of hosts below a domain that is not listed whole: browsers may ask for those hosts on open connections, unseen`,
        ]
      : []),
    ...(exceptions > 0 ? [`${exceptions} exceptions from its own rules`] : []),
    ...(zone === undefined ? [] : [zone]),
    ...kinds.map(kindText),
    ...(format === undefined ? [] : ['', ...describeDialect(format)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** A kind, an entry of it, and what becomes of five requests. */
function kindText({ kind, text, rules, entry, forms }: CoveredKind): string {
  const requests = forms.map(({ request, isBlocked }) => `\n  ${isBlocked ? 'blocked' : 'passes '}  ${request}`);
  return `\n${kind}: ${rules} rules, each ${text === undefined ? SEEN_IN[kind] : SEEN_IN_TEXT[text.hosts]}. Such as ${entry}:${requests.join('')}`;
}

function reasons(what: string, byReason: ReadonlyMap<string, number>): readonly string[] {
  if (byReason.size === 0) return [];
  return [`${what}: ${[...byReason].map(([reason, count]) => `${reason} ${count}`).join(', ')}`];
}
