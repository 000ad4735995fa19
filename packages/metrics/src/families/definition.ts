import type { ListSlots } from '../counters/slots.ts';
import type { CounterTotals } from '../counters/totals.ts';
import type { ListLedger } from '../state/lists.ts';
import type { BuildInfo, ProcessStatus } from '../state/process.ts';

/** Every label that a netvakt series may carry, and the closed set that its values come from. */
export const LABELS = {
  market: 'a market of the configuration',
  protocol: 'how the request was seen: `http`, `connect` or `tls`',
  verdict: '`forward`, `block` or `refuse`',
  list: 'the id of a configured list',
  kind: 'the kind of a rule: `domain`, `host`, `prefix`, `url` or `ip`',
  outcome: 'what became of a line: `active`, `duplicates`, `invalid` or `quarantined`',
  mode: 'how the connection reached the filter',
  direction: 'which way the bytes went',
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
  readonly build: BuildInfo;
  readonly status: () => ProcessStatus;
}

/** Takes one sample; `labels` in the order of the definition. */
export type Emit = (value: number, ...labels: readonly string[]) => void;

/** One family: what is exported, what it means, and how its values are read. */
export interface Definition {
  readonly name: `netvakt_${string}`;
  readonly type: 'counter' | 'gauge';
  /** What one step of the value is. Ends the HELP text, so that a graph can be read without this file. */
  readonly unit: string;
  readonly labels: readonly LabelName[];
  /** One sentence, without the unit. */
  readonly help: string;
  /** What a reader of a graph would get wrong without being told. For the reference only. */
  readonly note?: string;
  readonly read: (sources: Sources, emit: Emit) => void;
}

/** The text of the `# HELP` line. */
export function helpOf({ help, unit }: Definition): string {
  return `${help} Unit: ${unit}.`;
}
