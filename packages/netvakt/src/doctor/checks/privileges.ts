/** What the listeners need of the kernel, against what this process has. */
import type { Config } from '../../config/config.ts';
import { type MachineFinding, say } from '../finding.ts';
import type { Machine } from '../machine.ts';
import { netAdminIn, type ServiceUnit } from '../service-unit.ts';

/** Whether transparent sockets can be made: by the service `unit`, or by this process if systemd has none. */
export function privileges(
  { read }: Machine,
  { fixed: { listeners, packet } }: Config,
  unit: ServiceUnit | undefined,
): MachineFinding[] {
  const { good, warning, fault, skipped } = say('privileges');
  const transparent = listeners.filter(
    (one) =>
      one.mode !== 'explicit' &&
      ((one.mode === 'tproxy' && one.inherited === undefined) || one.source === 'preserve' || one.mark !== 0),
  ).length;
  const needing = transparent + (packet === undefined ? 0 : 1);
  if (needing === 0) return [good('no listener needs a privilege')];
  const admin = unit?.netAdmin ?? netAdminIn(read('/proc/self/status'));
  if (admin === undefined) return [skipped('capabilities cannot be read')];
  const who = unit?.id ?? 'this process';
  if (admin) return [good(`${who} has CAP_NET_ADMIN, for ${needing} listeners`)];
  const verdict = unit === undefined ? warning : fault;
  return [
    verdict(
      `${needing} listeners need CAP_NET_ADMIN, which ${who} does not have`,
      packet === undefined ? SOCKETS : PACKETS,
    ),
  ];
}

const PACKETS = 'Install packets.conf as a drop-in of the service: AmbientCapabilities=CAP_NET_ADMIN CAP_NET_RAW';
const SOCKETS =
  'Give it to the service: AmbientCapabilities=CAP_NET_ADMIN; or inherit the sockets from a socket unit with Transparent=yes';
