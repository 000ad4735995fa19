/** What connections cross: a filter, or the kernel alone. Each has a machine of its own. All run at the same time, but only one has traffic. */
import { isInstalled } from '../common/daemon.ts';
import { isChosen, UsageError } from '../common/usage.ts';
import { programVersion, revisionOf, versionOf } from '../common/versions.ts';
import { PACKET_CASES, type PacketCaseName } from './cases.ts';
import { startHaproxy } from './filters/haproxy.ts';
import { startConntrack, startPlain } from './filters/kernel.ts';
import { startPacket, startTproxy } from './filters/netvakt.ts';
import type { Site, StartedFilter } from './filters/site.ts';
import type { PacketBenchSettings } from './settings.ts';

export interface PacketContestant {
  /** Stable: reports are compared by it. */
  readonly name: string;
  readonly what: string;
  readonly cases: readonly PacketCaseName[];
  readonly version: () => string;
  /** Its code is compiled while it runs: the first thousands of connections are not like the others. */
  readonly warmsUp: boolean;
  /** The program that has to be installed; none for the kernel and for what comes with this repository. */
  readonly program?: string;
  /** The size of its list, if it is another than that of the settings. */
  readonly rules?: number;
  /** Blocks listed names: that is checked before anything is timed. */
  readonly filters: boolean;
  readonly start: (site: Site) => Promise<StartedFilter>;
}

const MILLION = 1_000_000;
const kernel = (): string => programVersion('uname', '-r');
const netvakt = (): string => versionOf('@netvakt/netvakt');

const CONTESTANTS: readonly PacketContestant[] = [
  {
    name: 'plain',
    what: 'forwarding, no connection tracking',
    cases: ['connections', 'bulk'],
    version: kernel,
    warmsUp: false,
    filters: false,
    start: startPlain,
  },
  {
    name: 'conntrack',
    what: 'forwarding with connection tracking',
    cases: ['connections', 'bulk'],
    version: kernel,
    warmsUp: false,
    filters: false,
    start: startConntrack,
  },
  {
    name: 'packet-fast',
    what: 'Netvakt, mode packet, verdict: fast',
    cases: ['connections'],
    version: netvakt,
    warmsUp: true,
    filters: true,
    start: (site) => startPacket(site, 'fast'),
  },
  {
    name: 'packet-confirm',
    what: 'Netvakt, mode packet, verdict: confirm',
    cases: ['connections', 'bulk', 'quic', 'memory'],
    version: netvakt,
    warmsUp: true,
    filters: true,
    start: (site) => startPacket(site, 'confirm'),
  },
  {
    name: 'confirm-none',
    what: 'the same without a rule',
    cases: ['connections'],
    version: netvakt,
    warmsUp: true,
    rules: 0,
    filters: false,
    start: (site) => startPacket(site, 'confirm'),
  },
  {
    name: 'confirm-million',
    what: 'the same with a million rules',
    cases: ['connections'],
    version: netvakt,
    warmsUp: true,
    rules: MILLION,
    filters: true,
    start: (site) => startPacket(site, 'confirm'),
  },
  {
    name: 'haproxy',
    what: 'HAProxy, one thread, TCP mode behind TPROXY',
    cases: ['connections', 'bulk'],
    version: () => programVersion('haproxy', '-v'),
    warmsUp: false,
    program: 'haproxy',
    filters: true,
    start: startHaproxy,
  },
  {
    name: 'tproxy',
    what: 'Netvakt, mode tproxy, one worker',
    cases: ['connections', 'bulk'],
    version: netvakt,
    warmsUp: true,
    filters: true,
    start: startTproxy,
  },
];

/** Returns all contestants, including those of another checkout if one is given. */
export function contestantsWith(against: string | undefined): readonly PacketContestant[] {
  if (against === undefined) return CONTESTANTS;
  const packet = CONTESTANTS.filter(({ name }) => name === 'packet-fast' || name === 'packet-confirm');
  return [...CONTESTANTS, ...packet.map((ours) => ofAnother(ours, against))];
}

function ofAnother(ours: PacketContestant, checkout: string): PacketContestant {
  return {
    ...ours,
    name: ours.name.replace('packet', 'against'),
    what: `${ours.what}, of the other checkout`,
    version: () => revisionOf(checkout),
    start: (site) => ours.start({ ...site, checkout }),
  };
}

/** Throws a {@link UsageError} if no chosen contestant takes part in a chosen case. */
export function checkPacketPlan({ only, against }: Pick<PacketBenchSettings, 'only' | 'against'>): void {
  const all = contestantsWith(against);
  const names = PACKET_CASES.filter(({ name }) => isChosen(name, PACKET_CASES, only)).map(({ name }) => name);
  const chosen = all.filter(({ name }) => isChosen(name, all, only));
  if (chosen.some(({ cases }) => cases.some((name) => names.includes(name)))) return;
  const able = all.filter(({ cases }) => cases.some((name) => names.includes(name))).map(({ name }) => name);
  throw new UsageError(`Nothing to measure: in ${names.join(', ')} only these take part: ${able.join(', ')}`);
}

/** The reason a contestant cannot take part here, or `undefined`. */
export function absenceOf({ program }: PacketContestant): string | undefined {
  return program === undefined || isInstalled(program) ? undefined : `${program} is not installed`;
}
