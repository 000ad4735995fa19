import { native } from '../linux/native.ts';
import { checkOutgoing } from '../linux/outgoing.ts';
import { RawSender } from '../linux/raw-sender.ts';
import type { DataPlaneSettings } from '../settings/settings.ts';

/**
 * Throws a `LinuxError` with its remedy if a transparent listener could listen, but not connect as it is asked to: every
 * connection would fail, one by one. What listening itself needs, the worker that listens finds out.
 */
export function checkPrivileges({ listeners, packet }: DataPlaneSettings): void {
  if (packet !== undefined) new RawSender().close();
  for (const listener of listeners) {
    if (listener.mode === 'explicit') continue;
    native(); // throws if this is not Linux
    const preserve = listener.source === 'preserve';
    if (preserve || listener.mark !== 0) checkOutgoing({ preserve, mark: listener.mark });
  }
}
