/** What the kernel bounds, and what the configuration needs of it. */
import type { Config } from '../../config/config.ts';
import type { InterceptionPlan } from '../../export/nft/plan.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import { type Machine, numberIn } from '../machine.ts';
import { openFilesIn, type ServiceUnit } from '../service-unit.ts';

/** Descriptors in addition to connections: lists, logs, the administration port, the run time's own. */
const OTHER_DESCRIPTORS = 256;
const NEARLY_FULL = 0.8;

/** Each connection through the filter takes two descriptors. `unit` is the service; without one, this process is looked at. */
export function descriptors(
  { read }: Machine,
  { reloadable: { limits } }: Config,
  unit: ServiceUnit | undefined,
): MachineFinding[] {
  const { good, warning, skipped } = findingsOf('descriptors');
  const most = unit?.files ?? openFilesIn(read('/proc/self/limits'));
  if (most === undefined) return [skipped('/proc/self/limits has no line for open files')];
  const needed = 2 * limits.connections + OTHER_DESCRIPTORS;
  const who = unit?.id ?? 'this process';
  const count = Number.isFinite(most) ? `${most}` : 'any number of';
  if (most >= needed) return [good(`${who} may open ${count} files, ${needed} at most are needed`)];
  return [
    warning(
      `${who} may open ${count} files, and ${needed} are needed at proxy.limits.connections`,
      `Set LimitNOFILE=${needed} in the unit, or lower proxy.limits.connections`,
    ),
  ];
}

/** A full table of connection tracking drops new connections of everybody. */
export function connectionTracking(machine: Machine, plan: InterceptionPlan): MachineFinding[] {
  const { good, warning, skipped } = findingsOf('connection-tracking');
  const count = numberIn(machine, '/proc/sys/net/netfilter/nf_conntrack_count');
  const most = numberIn(machine, '/proc/sys/net/netfilter/nf_conntrack_max');
  if (count === undefined || most === undefined)
    return plan.packet === undefined
      ? [skipped('connection tracking is not loaded: TPROXY needs none')]
      : [
          warning(
            'connection tracking is not loaded',
            'Put the rules in force, which load it: netvakt export nft --apply',
          ),
        ];
  if (count < NEARLY_FULL * most) return [good(`${count} of ${most} tracked connections`)];
  return [
    warning(
      `${count} of ${most} tracked connections`,
      'Raise net.netfilter.nf_conntrack_max, or do not track what is intercepted',
    ),
  ];
}

/** Outgoing connections that share one address have so many ports to one destination. */
export function localPorts({ read }: Machine, config: Config): MachineFinding[] {
  const { good, warning, skipped } = findingsOf('local-ports');
  if (!config.fixed.listeners.some((one) => one.mode !== 'explicit' && one.source === 'own'))
    return [good('no listener connects from one address alone')];
  const [low, high] = (read('/proc/sys/net/ipv4/ip_local_port_range') ?? '').split(/\s+/u).map(Number);
  if (low === undefined || high === undefined) return [skipped('the range of local ports cannot be read')];
  const ports = high - low + 1;
  if (ports >= 30_000) return [good(`${ports} local ports`)];
  return [
    warning(
      `${ports} local ports, and all connections to one origin share them`,
      'Set net.ipv4.ip_local_port_range="1024 65535", or source: preserve',
    ),
  ];
}
