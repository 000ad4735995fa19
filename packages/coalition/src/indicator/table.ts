import type { Indicator } from './indicator.ts';

/** What passes unseen, by reason. */
const unseen = (id: string, what: string): Indicator => ({
  id: `unseen-${id}`,
  group: 'blindness',
  form: 'share',
  numerator: 'requests',
  denominator: 'requests',
  better: 'less',
  definition: `Connections and requests that passed although a rule for them could not be judged in full: ${what}. Of all requests and handshakes that were judged, and all that passed in this way.`,
});

/** Test requests for a host that must be blocked. */
const canary = (id: string, how: string): Indicator => ({
  id: `canary-${id}`,
  group: 'efficacy',
  form: 'share',
  numerator: 'probes',
  denominator: 'probes',
  better: 'more',
  definition: `Automatic requests for a host that must be blocked, ${how}: those that were blocked, of all that were made.`,
});

/** How soon a change of a list takes effect. Published: signed by the authority, or else first seen at its source. */
const delay = (id: 'addition' | 'removal', what: string): readonly Indicator[] => [
  {
    id: `${id}-delay`,
    group: 'freshness',
    form: 'mean',
    numerator: 'seconds',
    denominator: 'updates',
    better: 'less',
    definition: `Seconds from the publication of a list update that ${what} entries until the filter enforces it, summed over such updates. Published: the time that its authority signed; if there is none, when it was first seen at its source.`,
  },
  ...(['hour', 'day'] as const).map(
    (bound): Indicator => ({
      id: `${id}-within-${bound}`,
      group: 'freshness',
      form: 'share',
      numerator: 'updates',
      denominator: 'updates',
      better: 'more',
      definition: `List updates that ${what} entries and were enforced at most one ${bound} after their publication, of all such updates.`,
    }),
  ),
];

/**
 * Every indicator, once, in the order of reports. Changing a definition changes the digest of the definitions, so that figures of two
 * meanings are never added; new indicators are added at the end of their group.
 */
export const INDICATORS: readonly Indicator[] = [
  {
    id: 'list-age',
    group: 'freshness',
    form: 'mean',
    numerator: 'seconds',
    denominator: 'samples',
    better: 'less',
    definition:
      'Seconds since a list in force was last confirmed at its source, summed over samples of every list of the market at equal intervals of at most a day.',
  },
  ...delay('addition', 'adds'),
  ...delay('removal', 'removes'),
  canary('http', 'in clear HTTP'),
  canary('connect', 'by CONNECT to an explicit proxy'),
  canary('tls', 'as the server name of a TLS handshake'),
  canary('quic', 'as the server name of a QUIC handshake'),
  canary('intercepted', 'sent through the interception rules like those of a subscriber'),
  {
    id: 'uptime',
    group: 'availability',
    form: 'share',
    numerator: 'seconds',
    denominator: 'seconds',
    better: 'more',
    definition: 'Seconds in which a filter process was ready to judge requests, of all seconds, summed over machines.',
  },
  {
    id: 'fail-open-overload',
    group: 'availability',
    form: 'share',
    numerator: 'seconds',
    denominator: 'seconds',
    better: 'less',
    definition:
      'Seconds in which new connections passed unfiltered because the filter had no capacity left, of all seconds, summed over machines.',
  },
  {
    id: 'fail-open-rules',
    group: 'availability',
    form: 'share',
    numerator: 'seconds',
    denominator: 'seconds',
    better: 'less',
    definition:
      'Seconds in which traffic passed by the filter because the rules that lead it there were not in force, of all seconds, summed over machines.',
  },
  unseen('ech', 'the server name was encrypted (ECH)'),
  unseen('name', 'a TLS handshake had no server name, or none that could be read'),
  unseen('quic', 'QUIC that was let through unread'),
  unseen('protocol', 'a protocol other than HTTP/1 and TLS'),
  unseen('port', 'another port than those that are judged in full'),
  unseen('ambiguous', 'servers may read the request in more than one way'),
  {
    id: 'quarantined',
    group: 'accuracy',
    form: 'share',
    numerator: 'lines',
    denominator: 'lines',
    better: 'neither',
    definition:
      'Lines of the lists in force that were understood and kept out of the rules because they would block too much, of all lines; the mean of the days.',
  },
  {
    id: 'appeals-received',
    group: 'accuracy',
    form: 'rate',
    numerator: 'appeals',
    denominator: 'subscriptions',
    better: 'neither',
    definition:
      'Complaints that something is blocked by mistake, by the day of their arrival, per subscription behind the filter.',
  },
  {
    id: 'appeals-upheld',
    group: 'accuracy',
    form: 'share',
    numerator: 'appeals',
    denominator: 'appeals',
    better: 'less',
    definition: 'Complaints that were found to be right, of those that were decided, by the day of the decision.',
  },
  {
    id: 'coverage',
    group: 'coverage',
    form: 'share',
    numerator: 'subscriptions',
    denominator: 'subscriptions',
    better: 'more',
    definition:
      'Subscriptions whose traffic goes through the filter, of all internet subscriptions of the operator in the market; the mean of the days.',
  },
  {
    id: 'lists',
    group: 'coverage',
    form: 'mean',
    numerator: 'lists',
    denominator: 'operators',
    better: 'neither',
    definition: 'Lists that are enforced in the market, test lists left out; the mean of the days, per operator.',
  },
  {
    id: 'pages',
    group: 'volume',
    form: 'rate',
    numerator: 'pages',
    denominator: 'subscriptions',
    better: 'neither',
    definition:
      'Attempts that are known to be a navigation to a document, at most one per attempt, per subscription behind the filter. Neither people nor offences.',
  },
  {
    id: 'attempts',
    group: 'volume',
    form: 'rate',
    numerator: 'attempts',
    denominator: 'subscriptions',
    better: 'neither',
    definition:
      'Blocked requests of one client for one rule within a window count once, per subscription behind the filter. Neither people nor offences.',
  },
  {
    id: 'requests',
    group: 'volume',
    form: 'rate',
    numerator: 'requests',
    denominator: 'subscriptions',
    better: 'neither',
    definition:
      'Every blocked HTTP request, CONNECT and TLS handshake, per subscription behind the filter. Neither people nor offences.',
  },
];

const BY_ID = new Map(INDICATORS.map((indicator) => [indicator.id, indicator]));

/** Returns the indicator of an id; `undefined` if there is none. */
export function indicatorOf(id: string): Indicator | undefined {
  return BY_ID.get(id);
}
