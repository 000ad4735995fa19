import type { Server } from 'node:net';
import { descriptorOf } from './descriptor.ts';
import { nativeOrNone } from './native.ts';
import { setKeepAlive, setNoDelay } from './open-socket.ts';

/**
 * Sets on a listening socket what its connections are to have: Linux lets them inherit it (tcp(7)), which saves five
 * calls for each. False if each connection must be configured separately. `keepAlive`: seconds until the first probe.
 */
export function setForConnections(server: Server, keepAlive: number): boolean {
  const descriptor = descriptorOf(server);
  if (descriptor === undefined || nativeOrNone() === undefined) return false;
  return setNoDelay(descriptor, true) && setKeepAlive(descriptor, true, keepAlive);
}
