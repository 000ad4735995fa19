/** What the listeners need of the kernel, against what this process has. */
import type { Config } from '../../config/config.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { capabilitiesIn, type ServiceUnit } from '../service-unit.ts';

/** Whether transparent sockets and queues can be made: by the service `unit`, or by this process if systemd has none. */
export function privileges({ read }: Machine, { fixed }: Config, unit: ServiceUnit | undefined): MachineFinding[] {
  const { good, warning, fault, skipped } = findingsOf('privileges');
  const needing = needingAdmin(fixed);
  if (needing === 0) return [good('no listener needs a privilege')];
  const has = unit?.capabilities ?? capabilitiesIn(read('/proc/self/status'));
  if (has === undefined) return [skipped('capabilities cannot be read')];
  const who = unit?.id ?? 'this process';
  const verdict = unit === undefined ? warning : fault;
  const [names, remedy] =
    fixed.packet === undefined ? ['CAP_NET_ADMIN', SOCKETS] : ['CAP_NET_ADMIN and CAP_NET_RAW', PACKETS];
  if (!has.netAdmin) return [verdict(`${needing} listeners need CAP_NET_ADMIN, which ${who} does not have`, remedy)];
  if (fixed.packet !== undefined && !has.netRaw)
    return [verdict(`mode packet needs CAP_NET_RAW, which ${who} does not have`, remedy)];
  return [good(`${who} has ${names}, for ${needing} listeners`)];
}

/** How many listeners need CAP_NET_ADMIN. */
function needingAdmin({ listeners, packet }: Config['fixed']): number {
  const transparent = listeners.filter(
    (one) =>
      one.mode !== 'explicit' &&
      ((one.mode === 'tproxy' && one.inherited === undefined) || one.source === 'preserve' || one.mark !== 0),
  ).length;
  return transparent + (packet === undefined ? 0 : 1);
}

const PACKETS = 'Install packets.conf as a drop-in of the service: AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW';
const SOCKETS =
  'Give it to the service: AmbientCapabilities=CAP_NET_ADMIN; or inherit the sockets from a socket unit with Transparent=yes';
