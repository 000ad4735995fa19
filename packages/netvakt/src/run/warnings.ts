import { listenerMigration } from '@netvakt/proxy';
import type { Log } from '../base/log.ts';
import type { Config } from '../config/config.ts';
import { mayBeShared } from '../config/listeners.ts';
import { lacksListener, NO_LISTENER } from './probe/listener.ts';

/**
 * Warns of what the configuration asks for and this machine or the rest of the configuration does not allow. The filter runs
 * without it.
 *
 * @param migrates - whether the kernel hands waiting connections over; by default, asks it.
 */
export function warnAtStart({ fixed }: Config, log: Log, migrates: () => boolean = () => listenerMigration()): void {
  if (lacksListener(fixed)) log.warn({ remedy: NO_LISTENER.remedy }, NO_LISTENER.found);
  // A second process may share a port, and the kernel would reset who waits when one of them closes it.
  if (fixed.listeners.some(mayBeShared) && !migrates()) {
    const remedy = 'Set net.ipv4.tcp_migrate_req=1: without it, an upgrade resets who waits to be accepted';
    log.warn({ remedy }, 'waiting connections cannot be handed over');
  }
}
