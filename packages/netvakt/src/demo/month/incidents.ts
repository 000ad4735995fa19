/** What happens in the month, and which alerts it must raise. Everything else of the month must raise none. */

const HOUR = 3600;
const DAY = 24 * HOUR;

/** What an incident does to the fleet. */
export type IncidentKind =
  /** Node `of` is gone; the other one takes its traffic. */
  | 'node-down'
  /** Both nodes are gone. */
  | 'outage'
  /** No traffic is led to the filters: they see their own prober alone. */
  | 'traffic-lost'
  /** The traffic of market `of` no longer comes. */
  | 'market-lost'
  /** A delivery of list `of` blocks twenty times as much, until the filter rolls it back. */
  | 'wrong-delivery'
  /** List `of` cannot be fetched. */
  | 'list-unreachable'
  /** Nothing is blocked in market `of`, although its traffic comes. */
  | 'blocks-lost'
  /** A program asks for one item of market `of` every 20 seconds. */
  | 'bot';

export interface Incident {
  readonly kind: IncidentKind;
  /** The node, market or list that it is about; empty if it is about all. */
  readonly of: string;
  /** Seconds of the month. */
  readonly begin: number;
  readonly end: number;
  /** What fires because of it, by `alertname` and the labels that say where. */
  readonly alerts: readonly Readonly<Record<string, string>>[];
}

/** For how long after its end an incident may still be seen: means over six hours hold what was before. */
export const SETTLING: number = 9 * HOUR;

const at = (day: number, hour: number): number => day * DAY + hour * HOUR;
const everyMarket = (alertname: string, markets: readonly string[]): Readonly<Record<string, string>>[] =>
  markets.map((market) => ({ alertname, market }));

/** The incidents of a month of `markets` and `nodes`, in their order. The first week is quiet: what is usual must be known first. */
export function incidentsOf(markets: readonly string[], nodes: readonly string[]): readonly Incident[] {
  const [largest = '', middle = '', smallest = ''] = markets;
  return [
    // One fetch is lost: the next one repairs it, and nobody is woken.
    { kind: 'list-unreachable', of: largest, begin: at(4, 9), end: at(4, 9.9), alerts: [] },
    {
      kind: 'node-down',
      of: nodes[1] ?? '',
      begin: at(6, 2.5),
      end: at(6, 7.5),
      alerts: [{ alertname: 'NetvaktDown', instance: nodes[1] ?? '' }],
    },
    { kind: 'bot', of: middle, begin: at(8, 6), end: at(10, 6), alerts: [] },
    {
      kind: 'outage',
      of: '',
      begin: at(12, 10),
      end: at(12, 11.75),
      alerts: [...nodes.map((instance) => ({ alertname: 'NetvaktDown', instance })), { alertname: 'NetvaktFailOpen' }],
    },
    {
      kind: 'traffic-lost',
      of: '',
      begin: at(14, 8),
      end: at(14, 14),
      alerts: [
        { alertname: 'NetvaktTrafficStopped' },
        ...everyMarket('NetvaktMarketTrafficStopped', markets),
        ...nodes.flatMap((instance) =>
          ['ipv4', 'ipv6'].map((family) => ({ alertname: 'NetvaktInterceptionStopped', instance, family })),
        ),
      ],
    },
    {
      kind: 'market-lost',
      of: smallest,
      begin: at(17, 9),
      end: at(17, 15),
      alerts: everyMarket('NetvaktMarketTrafficStopped', [smallest]),
    },
    {
      kind: 'wrong-delivery',
      of: largest,
      begin: at(19, 12),
      end: at(19, 18),
      alerts: [
        { alertname: 'NetvaktBlockRateJumped' },
        { alertname: 'NetvaktMarketBlockRateJumped', market: largest },
        ...nodes.map((instance) => ({ alertname: 'NetvaktListRolledBack', instance, list: largest })),
      ],
    },
    {
      kind: 'list-unreachable',
      of: middle,
      begin: at(21, 6),
      end: at(23, 18),
      alerts: ['NetvaktListUpdateFailing', 'NetvaktListTooOld'].flatMap((alertname) =>
        nodes.map((instance) => ({ alertname, instance, list: middle })),
      ),
    },
    {
      kind: 'blocks-lost',
      of: middle,
      begin: at(26, 6),
      end: at(27, 12),
      alerts: [
        { alertname: 'NetvaktMarketBlockRateCollapsed', market: middle },
        { alertname: 'NetvaktNoBlocksDespiteTraffic', market: middle },
      ],
    },
  ];
}

/** Whether an incident of this kind, about `of`, lasts at `second` of the month. */
export function lasts(incidents: readonly Incident[], second: number, kind: IncidentKind, of = ''): boolean {
  return incidents.some((one) => one.kind === kind && one.of === of && one.begin <= second && second < one.end);
}
