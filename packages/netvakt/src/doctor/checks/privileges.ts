/** What the listeners need of the kernel, against what this process has. */
import type { Config } from '../../config/config.ts';
import { type MachineFinding, say } from '../finding.ts';
import type { Machine } from '../machine.ts';

const CAP_NET_ADMIN = 12n;

/** Whether transparent sockets can be made. The answer is for who runs this; a unit grants its own. */
export function privileges({ read }: Machine, { fixed: { listeners } }: Config): MachineFinding[] {
  const { good, warning, skipped } = say('privileges');
  const needing = listeners.filter(
    (one) =>
      one.mode !== 'explicit' &&
      ((one.mode === 'tproxy' && one.inherited === undefined) || one.source === 'preserve' || one.mark !== 0),
  ).length;
  if (needing === 0) return [good('no listener needs a privilege')];
  const digits = /^CapEff:\s*([0-9a-f]+)$/mu.exec(read('/proc/self/status') ?? '')?.[1];
  if (digits === undefined) return [skipped('capabilities cannot be read')];
  if (((BigInt(`0x${digits}`) >> CAP_NET_ADMIN) & 1n) === 1n) return [good(`CAP_NET_ADMIN, for ${needing} listeners`)];
  return [
    warning(
      `${needing} listeners need CAP_NET_ADMIN, which this process does not have`,
      'Give it to the service: AmbientCapabilities=CAP_NET_ADMIN; or inherit the sockets from a socket unit with Transparent=yes',
    ),
  ];
}
