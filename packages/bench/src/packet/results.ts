import type { MachineDescription } from '../common/machine.ts';
import { median, threeDigits } from '../common/statistics.ts';
import { atMost, type BenchTarget } from '../common/target.ts';
import type { PacketCaseName } from './cases.ts';
import type { PacketBenchSettings } from './settings.ts';

/** What one round of one contestant took. A unit is a connection, a hello of QUIC or a kilobyte: so microseconds a unit are seconds a gigabyte. */
export interface PacketRound {
  readonly case: PacketCaseName;
  readonly contestant: string;
  readonly units: number;
  /** Microseconds of CPU time of the filter, and of filter, client, server and the kernel's threads together. */
  readonly filterMicros: number;
  readonly pathMicros: number;
  /** From the first packet to the whole answer. */
  readonly medianMicros: number;
  readonly failed: number;
}

/** Medians over the rounds of one contestant in one case. */
export interface PacketResult {
  readonly case: PacketCaseName;
  readonly contestant: string;
  readonly rounds: number;
  readonly failed: number;
  /** Microseconds a connection or hello; seconds a gigabyte. */
  readonly filter: number;
  readonly path: number;
  /** `path` over that of plain forwarding. `null` if that was not measured. */
  readonly added: number | null;
  readonly medianMicros: number;
}

/** What a run measured. */
export interface PacketReport {
  readonly bench: 'packet';
  readonly command: string;
  readonly revision: string;
  readonly started: string;
  readonly seconds: number;
  readonly machine: MachineDescription;
  readonly settings: PacketBenchSettings;
  readonly contestants: readonly { readonly name: string; readonly what: string; readonly version: string }[];
  readonly absent: readonly { readonly contestant: string; readonly why: string }[];
  readonly results: readonly PacketResult[];
  /** Bytes that the process grew by for each allowed flow; `null` if that was not measured. */
  readonly bytesPerFlow: number | null;
  readonly targets: readonly BenchTarget[];
}

const PLAIN = 'plain';

export function resultsOf(rounds: readonly PacketRound[]): readonly PacketResult[] {
  const cases = [...new Set(rounds.map((round) => round.case))];
  return cases.flatMap((name) => {
    const all = rounds.filter((round) => round.case === name);
    return [...new Set(all.map(({ contestant }) => contestant))].map((contestant) => resultOf(all, contestant));
  });
}

function resultOf(all: readonly PacketRound[], contestant: string): PacketResult {
  const mine = of(all, contestant);
  const plain = of(all, PLAIN);
  const path = mine.map(pathOf);
  return {
    case: mine[0]?.case ?? 'connections',
    contestant,
    rounds: mine.length,
    failed: mine.reduce((sum, { failed }) => sum + failed, 0),
    filter: threeDigits(median(mine.map(filterOf))),
    path: threeDigits(median(path)),
    added: plain.length === 0 ? null : threeDigits(median(path) - median(plain.map(pathOf))),
    medianMicros: threeDigits(median(mine.map(({ medianMicros }) => medianMicros))),
  };
}

function of(rounds: readonly PacketRound[], contestant: string): readonly PacketRound[] {
  return rounds.filter((round) => round.contestant === contestant);
}

function filterOf({ filterMicros, units }: PacketRound): number {
  return filterMicros / units;
}

function pathOf({ pathMicros, units }: PacketRound): number {
  return pathMicros / units;
}

type Figure = (round: PacketRound) => number;

/** The targets that the rounds have figures for. Ratios are medians of those of rounds that follow each other. */
export function targetsOf(all: readonly PacketRound[], bytesPerFlow: number | null): BenchTarget[] {
  const rounds = (name: PacketCaseName, contestant: string): readonly PacketRound[] =>
    of(all, contestant).filter((round) => round.case === name);
  const ratio = (name: PacketCaseName, one: string, other: string, figure: Figure, less?: string): number => {
    const [ours, theirs, plain] = [one, other, less ?? ''].map((contestant) => rounds(name, contestant));
    return median(
      (ours ?? []).map((round, index) => {
        const [second, base] = [theirs?.[index], plain?.[index]];
        const off = base === undefined ? 0 : figure(base);
        return second === undefined || (less !== undefined && base === undefined)
          ? Number.NaN
          : (figure(round) - off) / (figure(second) - off);
      }),
    );
  };
  const cpu = (verdict: string, other: string): number => ratio('connections', verdict, other, filterOf);
  const bulk = median(rounds('bulk', 'packet-confirm').map(filterOf));
  const quic = median(rounds('quic', 'packet-confirm').map(filterOf));
  const added = (figure: Figure): number => ratio('connections', 'packet-confirm', 'haproxy', figure, PLAIN);
  return [
    ...atMost("filter CPU a connection, confirm over HAProxy's", cpu('packet-confirm', 'haproxy'), 0.4, 'times'),
    ...atMost("filter CPU a connection, fast over HAProxy's", cpu('packet-fast', 'haproxy'), 0.25, 'times'),
    ...atMost('filter CPU a connection, confirm over mode tproxy', cpu('packet-confirm', 'tproxy'), 0.22, 'times'),
    ...atMost('filter CPU a connection, fast over mode tproxy', cpu('packet-fast', 'tproxy'), 0.12, 'times'),
    ...atMost("path CPU added to plain forwarding, confirm over HAProxy's", added(pathOf), 0.5, 'times'),
    // In hundredths of a second a gigabyte: the first packets of a download are looked at.
    ...atMost('bulk: filter CPU', Math.round(100 * Math.max(0, bulk)) / 100, 0, 's a GB'),
    ...atMost('bulk: path CPU over plain', ratio('bulk', 'packet-confirm', PLAIN, pathOf), 1.1, 'times'),
    ...atMost("median latency added, confirm over HAProxy's", added(latencyOf), 1, 'times'),
    ...atMost('filter CPU of a QUIC hello in two datagrams', quic, 60, 'us'),
    ...atMost('filter CPU, a million rules over none', cpu('confirm-million', 'confirm-none'), 1.03, 'times'),
    ...atMost('memory of an allowed flow', bytesPerFlow ?? undefined, 0, 'bytes'),
  ];
}

function latencyOf({ medianMicros }: PacketRound): number {
  return medianMicros;
}
