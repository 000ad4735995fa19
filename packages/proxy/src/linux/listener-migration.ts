import { readFileSync } from 'node:fs';

/**
 * True if closing a listener hands its waiting connections to another one on the same port (SO_REUSEPORT) instead of
 * resetting them: `net.ipv4.tcp_migrate_req=1`, Linux 5.14 and later, for IPv6 too, of this network namespace.
 *
 * A process that opens its own listeners is upgraded so: the new one listens on the same port, then the old one closes its
 * listener and drains. Without the setting, whoever was waiting in the old accept queue at that moment is reset. A listener
 * that systemd holds needs none of this: it is never closed.
 *
 * Never throws: if the setting cannot be read there is none.
 */
export function listenerMigration(read: () => string = readSetting): boolean {
  try {
    return read().trim() === '1';
  } catch {
    return false;
  }
}

function readSetting(): string {
  return readFileSync('/proc/sys/net/ipv4/tcp_migrate_req', 'latin1');
}
