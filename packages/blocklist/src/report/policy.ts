/**
 * What the records of a response policy zone do (draft-vixie-dnsop-dns-rpz-00), and what of it a filter of requests can do. One row an
 * action or trigger: `block` and `allow` become rules, `outside` is counted only. An unlisted one is `outside`: never guessed.
 */

/** What a record comes to here. */
export type PolicyEffect = 'block' | 'allow' | 'outside';

const RECORDS = {
  // Triggers other than the name asked for: a filter of requests sees neither the answer nor who gave it.
  'trigger-rpz-ip': 'outside', // addresses in the answer
  'trigger-rpz-client-ip': 'outside', // who asks
  'trigger-rpz-nsip': 'outside', // addresses of the name servers
  'trigger-rpz-nsdname': 'outside', // names of the name servers
  'trigger-unknown': 'outside', // another label that begins with rpz-
  // Actions on the name asked for.
  nxdomain: 'block', // CNAME .
  nodata: 'block', // CNAME *.
  drop: 'block', // CNAME rpz-drop.
  garden: 'block', // CNAME or *.name of another site: a page of the operator's
  'local-data': 'block', // A, AAAA and other types: only what the zone holds is answered
  passthru: 'allow', // CNAME rpz-passthru.
  'passthru-self': 'allow', // CNAME of the name itself, as before rpz-passthru.
  'tcp-only': 'outside', // CNAME rpz-tcp-only.: the name resolves, by TCP
  'same-site': 'outside', // CNAME within the site, such as to a safe search: the site stays reachable
  'action-unknown': 'outside', // another target that begins with rpz-, or DNAME
  // What a zone reports about itself.
  apex: 'outside', // SOA, NS and others at the zone's own name
  'name-server': 'outside', // addresses of the zone's own servers
  delegation: 'outside', // NS below the apex
  dnssec: 'outside', // keys, signatures and proofs
} as const;

/** An action or trigger. Kebab-case and closed: a metric label. */
export type PolicyRecord = keyof typeof RECORDS;

/** Every action and trigger, with its effect. */
export const POLICY_RECORDS: ReadonlyMap<PolicyRecord, PolicyEffect> = new Map(
  (Object.keys(RECORDS) as PolicyRecord[]).map((record) => [record, RECORDS[record]]),
);

/** Counts of a zone's records. Memory is bounded by the number of rows. */
export class PolicyCounter {
  readonly #counts = new Map<PolicyRecord, number>();

  add(record: PolicyRecord): void {
    this.#counts.set(record, (this.#counts.get(record) ?? 0) + 1);
  }

  /** The counts so far, as a value that later additions do not change. */
  build(): ReadonlyMap<PolicyRecord, number> {
    return new Map(this.#counts);
  }
}

/**
 * What the records of a zone come to, in words; `undefined` for other formats.
 *
 *   2 records block, 1 passes, 3 do nothing here (apex 2, trigger-rpz-ip 1)
 */
export function describePolicy(counts: Readonly<Partial<Record<PolicyRecord, number>>>): string | undefined {
  const sums = { block: 0, allow: 0, outside: 0 };
  const outside: string[] = [];
  for (const [record, effect] of POLICY_RECORDS) {
    const count = counts[record] ?? 0;
    sums[effect] += count;
    if (effect === 'outside' && count > 0) outside.push(`${record} ${count}`);
  }
  if (sums.block + sums.allow + sums.outside === 0) return undefined;
  const why = outside.length === 0 ? '' : ` (${outside.join(', ')})`;
  return `${sums.block} records block, ${sums.allow} pass, ${sums.outside} do nothing here${why}`;
}
