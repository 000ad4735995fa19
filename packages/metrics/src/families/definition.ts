import type { ListSlots } from '../counters/slots.ts';
import type { CounterTotals } from '../counters/totals.ts';
import type { Comparison } from '../state/comparison.ts';
import type { ExemptionLedger } from '../state/exemptions.ts';
import type { FleetLedger } from '../state/fleet.ts';
import type { ListLedger } from '../state/lists.ts';
import type { ProbeLedger } from '../state/probes.ts';
import type { BuildInfo, ProcessStatus } from '../state/process.ts';
import type { Statistics } from '../state/statistics.ts';
import type { Units } from '../units/units.ts';

/** Every label that a netvakt series may carry, and the closed set that its values come from. */
export const LABELS = {
  market: 'a market of the configuration',
  protocol: 'how the request was seen: `http`, `connect` or `tls`',
  verdict: '`forward`, `block` or `refuse`',
  list: 'the id of a configured list',
  day: 'a day in the time zone of the market, as `2026-01-31`: the one that is running, or the one before it',
  kind: 'the kind of a rule: `domain`, `host`, `prefix`, `url` or `ip`',
  outcome: 'what became of a line (`active`, `duplicates`, `invalid` or `quarantined`), or of a look at a store',
  mode: 'how the connection reached the filter',
  direction: 'which way the bytes went',
  answer:
    'what a blocked client was given: `page`, `part` (the short text for an image or the like), `connect`, `alert` or `reset`',
  ending: 'how a blocked TLS handshake ends: `alert` or `reset` (`proxy.tls_block`)',
  measure: 'what is counted with a window: `attempts`, `one-second` or `bounded`',
  layer:
    'what a rule needs to see: `host` (a name or address), `url` (a whole request in clear) or `none` (it is not in force)',
  worker: 'the number of a data-plane worker, from 0',
  family: '`ipv4` or `ipv6`',
  part: 'what rules consist of: `ruleset` (the nftables table), `rule` or `route` (of policy routing)',
  action:
    'what a rule did: `opened` (led a new connection here), `taken` (a packet of such a connection), `bypassed` (a destination that always passes), `exempted` (a new connection of a source that is exempt), `quic` (a datagram was refused, dropped or inspected), `quic_answers` (a refusal left) or `icmp_errors` (a router’s report was brought to its connection)',
  indicator: 'an indicator of the coalition’s policy',
  per: 'how many of the denominator a ratio is for: `1`, `100`, `1000`, `10000` or `100000`',
  edition: 'an edition of the coalition, as `2026-Q3.1`',
  request: 'what the canary asks for: `blocked` or `free`; over TLS, in mode packet, `blocked-tls` or `free-tls`',
  policy: '`open` or `closed`',
  reason: 'a closed set for each family',
  version: 'of the program or of a list',
  commit: 'the git commit of the build, or `unknown`',
  node: 'the version of Node.js',
} as const;

export type LabelName = keyof typeof LABELS;

/** Where the values come from at a scrape. Nothing here asks a worker. */
export interface Sources {
  readonly totals: CounterTotals;
  readonly slots: ListSlots;
  readonly lists: ListLedger;
  /** The counters as they were when the statistics series last advanced. */
  readonly statistics: Statistics;
  readonly probes: ProbeLedger;
  /** `undefined` if the configuration has no section `exemptions`. */
  readonly exemptions?: ExemptionLedger | undefined;
  /** `undefined` if the configuration has no section `coalition`, or its file cannot be read. */
  readonly comparison?: Comparison | undefined;
  /** `undefined` on a machine that is no node of a fleet. */
  readonly fleet?: FleetLedger | undefined;
  readonly build: BuildInfo;
  readonly status: () => ProcessStatus;
}

/** The same sources with the status of now, for all families of a scrape: they show one moment, and the kernel is asked once. */
export function atOneMoment(sources: Sources): Sources {
  const status = sources.status();
  return { ...sources, status: () => status };
}

/** Takes one sample; `labels` in the order of the definition. */
export type Emit = (value: number, ...labels: readonly string[]) => void;

/** One family: what is exported, what it means, and how its values are read. */
export type Definition = SimpleDefinition | HistogramDefinition;

interface AnyDefinition {
  readonly name: `netvakt_${string}`;
  /** What one step of the value is. Ends the HELP text, so that a graph can be read without this file. */
  readonly unit: string;
  readonly labels: readonly LabelName[];
  /** One sentence or two, without the unit. A function if it depends on how this process counts. */
  readonly help: string | ((units: Units) => string);
  /** What a reader of a graph would get wrong otherwise. For the reference only. */
  readonly note?: string;
}

/** A family of single values. */
export interface SimpleDefinition extends AnyDefinition {
  readonly type: 'counter' | 'gauge';
  readonly read: (sources: Sources, emit: Emit) => void;
}

/** A family of one distribution, without labels of its own. */
export interface HistogramDefinition extends AnyDefinition {
  readonly type: 'histogram';
  /** Upper bounds, ascending, without the last. */
  readonly bounds: readonly number[];
  readonly readHistogram: (sources: Sources) => {
    /** One a bound and one for what is above all of them; not cumulative. */
    readonly counts: readonly number[];
    readonly sum: number;
  };
}

/** The text of the `# HELP` line. */
export function helpOf({ help, unit }: Definition, units: Units): string {
  return `${typeof help === 'string' ? help : help(units)} Unit: ${unit}.`;
}
