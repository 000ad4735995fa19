import { CounterWriter, type ListReport, type RulesFigures, type Samples, UnitCounter } from '@netvakt/metrics';
import {
  ANSWER,
  type AnswerCode,
  FAMILY,
  MODE,
  PROTOCOL,
  type ProtocolCode,
  PURPOSE,
  type PurposeCode,
  Sighting,
} from '@netvakt/proxy';
import type { Config } from '../../config/config.ts';
import { ServiceFigures } from '../../run/figures.ts';
import type { RequestKind } from '../day/visits.ts';
import { rulesInForce } from './rules-in-force.ts';

/** The clock of the month: seconds since its beginning, and when that was (Unix seconds). */
export interface MonthClock {
  readonly start: number;
  second: number;
}

/** What a blocked request is for, and what its client is given. */
const KINDS: Readonly<
  Record<RequestKind, readonly [protocol: ProtocolCode, purpose: PurposeCode, answer: AnswerCode]>
> = {
  page: [PROTOCOL.http, PURPOSE.page, ANSWER.page],
  image: [PROTOCOL.http, PURPOSE.part, ANSWER.part],
  favicon: [PROTOCOL.http, PURPOSE.part, ANSWER.part],
  prefetch: [PROTOCOL.http, PURPOSE.prefetch, ANSWER.page],
  program: [PROTOCOL.http, PURPOSE.part, ANSWER.part],
  connect: [PROTOCOL.tls, PURPOSE.unknown, ANSWER.alert],
};
/** How a market's requests come, in per cent. */
const PROTOCOLS = [
  [PROTOCOL.http, 8],
  [PROTOCOL.tls, 84],
  [PROTOCOL.quic, 8],
] as const;
/** For connections: one for each so many requests; one in so many is timed, is unreadable, fails at its origin. */
const [REQUESTS_A_CONNECTION, TIMED, UNREAD, FAILED] = [2, 64, 80, 200] as const;
const [SNI_ABSENT, PROTOCOL_UNKNOWN, UNREACHABLE] = [0, 9, 3] as const;
const BYTES_A_REQUEST = 40_000;
const BYTES_UP = 2000;

/** One request that is blocked. */
export interface Blocked {
  readonly market: number;
  readonly client: string;
  /** The rule's handle, and its host in bytes. */
  readonly rule: number;
  readonly host: Uint8Array;
  /** Indices of the configured lists that hold it. */
  readonly lists: readonly number[];
  readonly kind: RequestKind;
}

/** A process of the filter in the month: the figures of a real one, counted by a worker's real counters. No socket, no packet. */
export class MonthNode {
  readonly figures: ServiceFigures;
  /** Reads what this process exports, of the families that are wanted. */
  readonly samples: Samples;
  /** Unix seconds. */
  readonly startedAt: number;
  readonly #writer: CounterWriter;
  readonly #clock: MonthClock;
  readonly #sighting = new Sighting();
  /** Milliseconds within the step that is being counted. */
  #within = 0;

  constructor(config: Config, clock: MonthClock, isWanted: (family: string) => boolean) {
    const now = (): number => clock.start + clock.second;
    const figures = new ServiceFigures(config, undefined, now);
    const worker = figures.workerFigures(0);
    if (worker === undefined) throw new TypeError('The month’s configuration has no worker');
    const { region, units } = worker;
    this.figures = figures;
    this.samples = figures.metrics.samples(isWanted);
    this.startedAt = now();
    this.#clock = clock;
    this.#writer = new CounterWriter(region, new UnitCounter(units, 0, () => clock.second * 1000 + this.#within));
    const { status } = figures;
    status.phase = 'running';
    status.workersRunning = () => status.workersWanted;
    status.rules = (): RulesFigures => rulesInForce(now(), this.startedAt);
    status.descriptors = { open: 4000, limit: 1_048_576 };
    status.conntrack = () => ({ entries: 20_000, limit: 262_144, drops: 0 });
    status.snapshot = { rules: 1, bytes: 1, compileSeconds: 0.4 };
    figures.settingsInForce(config);
    status.reloads = { attempts: 0, failures: 0, lastSuccess: this.startedAt };
    const lists = config.reloadable.lists.map(({ settings: { id } }) => ({ id }));
    this.#writer.snapshotReplaced(figures.slotsOf(config, { lists }));
  }

  /** `count` requests of `market` are judged and forwarded. */
  forward(market: number, count: number): void {
    const writer = this.#writer;
    for (const [protocol, share] of PROTOCOLS) {
      const part = Math.round((count * share) / 100);
      for (let i = 0; i < part; i += 1) {
        writer.inspected(market, protocol);
        writer.forwarded(market, protocol);
      }
      if (protocol === PROTOCOL.tls) for (let i = 0; i < part; i += 1) writer.echOffered(market);
    }
    for (let i = 0; i < count; i += TIMED) writer.decided(0.000_002);
    for (let i = 0; i < count; i += UNREAD) writer.uninspectable(market, i % 2 === 0 ? SNI_ABSENT : PROTOCOL_UNKNOWN);
    for (let i = 0; i < count; i += FAILED) writer.upstreamFailed(UNREACHABLE);
    this.#connections(Math.round(count / REQUESTS_A_CONNECTION));
    writer.bytes(0, count * BYTES_UP);
    writer.bytes(1, count * BYTES_A_REQUEST);
  }

  #connections(count: number): void {
    const writer = this.#writer;
    for (let i = 0; i < count; i += 1) {
      writer.connectionOpened(MODE.tproxy);
      writer.connectionIntercepted(i % 3 === 0 ? FAMILY.ipv6 : FAMILY.ipv4);
      writer.connectionClosed(MODE.tproxy);
    }
  }

  /** A request is blocked `within` milliseconds after the clock. The calls of a step come in the order of time. */
  block({ market, client, rule, host, lists, kind }: Blocked, within: number): void {
    const [protocol, purpose, answer] = KINDS[kind];
    const sighting = this.#sighting;
    this.#within = within;
    Object.assign(sighting, { client, rule, purpose, answer });
    sighting.at(host, 0, host.length);
    this.#writer.inspected(market, protocol);
    this.#writer.blocked(market, protocol, lists, sighting);
    sighting.forget();
  }

  /** The prober asks in every market, `rounds` times. */
  probe(markets: readonly string[], rounds: number): void {
    const now = this.#clock.start + this.#clock.second;
    for (let round = 0; round < rounds; round += 1) {
      for (const [market, name] of markets.entries()) {
        for (const [protocol, way] of [
          [0, 'http'],
          [1, 'connect'],
          [2, 'tls'],
        ] as const) {
          this.#writer.probed(market, protocol);
          this.figures.probes.note(name, way, true, now);
        }
        this.#writer.inspected(market, PROTOCOL.connect);
        this.#writer.forwarded(market, PROTOCOL.connect);
      }
    }
    this.#writer.loop(0.004, 0.2);
  }

  /** List `id` is fetched; `report` if it came. A new version is a new snapshot, in which attempts begin anew. */
  fetch(id: string, report: ListReport | undefined): void {
    const { ledger } = this.figures;
    const now = this.#clock.start + this.#clock.second;
    ledger.attempted(id, now);
    if (report === undefined) ledger.failed(id, 'source-unreachable');
    else ledger.succeeded(id, now, report);
  }
}
