/** The service that systemd runs with this configuration: what counts is what it may do, not what this shell may. */
import type { Config } from '../config/config.ts';
import type { Machine } from './machine.ts';

/** A unit of systemd that runs the filter, or would. */
export interface ServiceUnit {
  /** Such as `netvakt.service`. */
  readonly id: string;
  /** The soft limit of open files: of its process if it runs, else of the unit. */
  readonly files: number;
  /** What it has, or would be given. */
  readonly capabilities: NetCapabilities;
}

/** Whether a process has CAP_NET_ADMIN and CAP_NET_RAW. */
export interface NetCapabilities {
  readonly netAdmin: boolean;
  readonly netRaw: boolean;
}

const PROPERTIES = 'Id,LoadState,MainPID,ExecStart,User,LimitNOFILESoft,AmbientCapabilities,CapabilityBoundingSet';
const CAP_NET_ADMIN = 12n;
const CAP_NET_RAW = 13n;

/** The unit whose command names the file of `config`, one that runs before one that does not; `undefined` without systemd. */
export function serviceUnit(machine: Machine, { file }: Pick<Config, 'file'>): ServiceUnit | undefined {
  const units = shownUnits(machine.run).filter(
    (unit) => unit.get('LoadState') === 'loaded' && configurationOf(unit.get('ExecStart') ?? '') === file,
  );
  const unit = units.find((one) => processOf(one) !== 0) ?? units[0];
  if (unit === undefined) return undefined;
  const id = unit.get('Id') ?? '';
  const process = `/proc/${processOf(unit)}`;
  const [limits, status] = [machine.read(`${process}/limits`), machine.read(`${process}/status`)];
  return {
    id,
    files: openFilesIn(limits) ?? numberOf(unit.get('LimitNOFILESoft')),
    capabilities: capabilitiesIn(status) ?? givenCapabilities(unit),
  };
}

/** The soft limit of open files in the text of `/proc/PID/limits`. */
export function openFilesIn(limits: string | undefined): number | undefined {
  const [, soft] = /^Max open files\s+(\d+|unlimited)/mu.exec(limits ?? '') ?? [];
  return soft === undefined ? undefined : numberOf(soft);
}

/** What is effective, by the text of `/proc/PID/status`. */
export function capabilitiesIn(status: string | undefined): NetCapabilities | undefined {
  const digits = /^CapEff:\s*([0-9a-f]+)$/mu.exec(status ?? '')?.[1];
  if (digits === undefined) return undefined;
  const has = (capability: bigint): boolean => ((BigInt(`0x${digits}`) >> capability) & 1n) === 1n;
  return { netAdmin: has(CAP_NET_ADMIN), netRaw: has(CAP_NET_RAW) };
}

function shownUnits(run: Machine['run']): ReadonlyMap<string, string>[] {
  try {
    const { ok, stdout } = run([
      'systemctl',
      'show',
      `--property=${PROPERTIES}`,
      'netvakt.service',
      'netvakt@*.service',
    ]);
    return ok ? stdout.split(/\n\n+/u).map(propertiesIn) : [];
  } catch {
    return []; // no systemctl here
  }
}

function propertiesIn(text: string): ReadonlyMap<string, string> {
  return new Map(
    text.split('\n').map((line) => {
      const end = line.indexOf('=');
      return [line.slice(0, end), line.slice(end + 1)] as const;
    }),
  );
}

function configurationOf(command: string): string | undefined {
  return / --config (\S+)/u.exec(command)?.[1];
}

function processOf(unit: ReadonlyMap<string, string>): number {
  return Number(unit.get('MainPID') ?? 0);
}

function numberOf(limit: string | undefined): number {
  return limit === undefined || !/^\d+$/u.test(limit) ? Number.POSITIVE_INFINITY : Number(limit);
}

/** Root keeps what it is bounded to; another user has what the unit adds. */
function givenCapabilities(unit: ReadonlyMap<string, string>): NetCapabilities {
  const user = unit.get('User') ?? '';
  const set = user === '' || user === 'root' ? 'CapabilityBoundingSet' : 'AmbientCapabilities';
  const names = (unit.get(set) ?? '').split(' ');
  return { netAdmin: names.includes('cap_net_admin'), netRaw: names.includes('cap_net_raw') };
}
