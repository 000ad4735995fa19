import type { CounterTotals } from '@netvakt/metrics';
import type { Config } from '../../config/config.ts';
import { add, type MonthCounts } from './counts.ts';
import { type Incident, lasts } from './incidents.ts';
import { FETCH_INTERVAL, listAt } from './lists.ts';
import { type MonthClock, MonthNode } from './node.ts';
import { MONTH_MARKETS, NODES } from './places.ts';
import { type Recording, STEP } from './recording.ts';

const DAY = 86_400;
const HOUR = 3600;

/** Which nodes are there, and what is recorded of them. */
export class MonthFleet {
  readonly counted: Map<string, MonthCounts> = new Map();
  readonly exported: Map<string, MonthCounts> = new Map();
  readonly #config: Config;
  readonly #clock: MonthClock;
  readonly #recording: Recording;
  readonly #isWanted: (family: string) => boolean;
  readonly #nodes: (MonthNode | undefined)[] = NODES.map(() => undefined);

  constructor(config: Config, clock: MonthClock, recording: Recording, isWanted: (family: string) => boolean) {
    this.#config = config;
    this.#clock = clock;
    this.#recording = recording;
    this.#isWanted = isWanted;
  }

  get alive(): readonly MonthNode[] {
    return this.#nodes.filter((node) => node !== undefined);
  }

  /** Nodes go, and come back as another process, that loads all lists. */
  begin(incidents: readonly Incident[]): void {
    const { second } = this.#clock;
    for (const [i, name] of NODES.entries()) {
      const isGone = lasts(incidents, second, 'outage') || lasts(incidents, second, 'node-down', name);
      const node = this.#nodes[i];
      if (isGone && node !== undefined) this.#ended(i, node);
      else if (!isGone && node === undefined) this.#nodes[i] = this.#started(incidents);
    }
  }

  /** The step is over: what ends with it ends, and the nodes are scraped. */
  end(step: number, incidents: readonly Incident[]): void {
    const { second, start } = this.#clock;
    for (const [i, instance] of NODES.entries()) {
      const node = this.#nodes[i];
      this.#recording.note(step, instance, 'up', node === undefined ? 0 : 1);
      if (node === undefined) continue;
      node.probe(
        MONTH_MARKETS.map(({ id }) => id),
        STEP / 60,
      );
      if (second % FETCH_INTERVAL === 0) this.#fetch(node, incidents);
      if (second % HOUR === 0) node.figures.statistics.advance(start + second);
      if (second % DAY === 0) node.figures.dayEnds();
      this.#scrape(step, instance, node);
    }
  }

  close(): void {
    for (const [i, node] of this.#nodes.entries()) if (node !== undefined) this.#ended(i, node);
  }

  #started(incidents: readonly Incident[]): MonthNode {
    const node = new MonthNode(this.#config, this.#clock, this.#isWanted);
    this.#fetch(node, incidents);
    return node;
  }

  #ended(at: number, { figures }: MonthNode): void {
    for (const [market, { id }] of MONTH_MARKETS.entries()) {
      add(this.counted, id, countsOf(figures.live, market));
      add(this.exported, id, countsOf(figures.statistics.totals, market));
    }
    this.#nodes[at] = undefined;
  }

  #fetch(node: MonthNode, incidents: readonly Incident[]): void {
    const { second, start } = this.#clock;
    for (const { settings } of this.#config.reloadable.lists) {
      node.fetch(settings.id, listAt(settings.id, second, start, incidents));
    }
    const over = incidents.find(({ kind, end }) => kind === 'wrong-delivery' && end === second);
    if (over !== undefined) node.figures.ledger.rolledBack(over.of);
  }

  #scrape(step: number, instance: string, node: MonthNode): void {
    const { heads } = this.#recording;
    const { samples } = node;
    for (const head of samples.heads) if (!heads.has(head.name)) heads.set(head.name, head);
    samples.each((series, value) => this.#recording.note(step, instance, series, value));
    this.#recording.note(step, instance, 'process_start_time_seconds', node.startedAt);
  }
}

function countsOf(totals: CounterTotals, market: number): MonthCounts {
  const requests = totals.shape.protocols.reduce(
    (sum, _, protocol) => sum + totals.sum('blocked', [market, protocol]),
    0,
  );
  return [requests, totals.sum('attempts', [market]), totals.sum('pages', [market])];
}
