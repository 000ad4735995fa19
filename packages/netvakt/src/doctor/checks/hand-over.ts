/** Whether an upgrade can start a second process next to this one without resetting connections. */
import { listenerMigration } from '@netvakt/proxy';
import type { Config } from '../../config/config.ts';
import { mayBeShared } from '../../config/listeners.ts';
import { findingsOf, type MachineFinding } from '../finding.ts';
import type { Machine } from '../machine.ts';

const { good, warning } = findingsOf('hand-over');

export function handOver({ read }: Machine, { fixed: { listeners } }: Config): MachineFinding[] {
  if (!listeners.some(mayBeShared)) return [good('no listener is shared with a second process')];
  if (listenerMigration(() => read('/proc/sys/net/ipv4/tcp_migrate_req') ?? ''))
    return [good('waiting connections move to the other process when a listener closes')];
  return [
    warning(
      'net.ipv4.tcp_migrate_req is not 1: who waits to be accepted is reset when one of two processes closes its listener',
      'Set net.ipv4.tcp_migrate_req=1 in /etc/sysctl.d (Linux 5.14), and run sysctl --system',
    ),
  ];
}
