import { listenerMigration } from '@netvakt/proxy';
import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { mayBeShared } from '../config/listeners.ts';

/** Warns where a second process may share a port, and the kernel would reset who waits when one of them closes it. */
export function warnOfHandOver(
  { fixed: { listeners } }: Config,
  log: Log,
  migrates: () => boolean = () => listenerMigration(),
): void {
  if (!listeners.some(mayBeShared) || migrates()) return;
  const remedy = 'Set net.ipv4.tcp_migrate_req=1: without it, an upgrade resets who waits to be accepted';
  log.warn({ remedy }, 'waiting connections cannot be handed over');
}
