import type { Server } from 'node:net';
import {
  IPPROTO_TCP,
  SO_KEEPALIVE,
  SOL_SOCKET,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_NODELAY,
} from './constants.ts';
import { descriptorOf } from './descriptor.ts';
import { SystemCallError } from './linux-error.ts';
import { nativeOrNone } from './native.ts';
import { type SocketOption, setOption } from './socket-options.ts';

/** Nothing is held back to be sent with more, and a client that is gone is noticed: as libuv sets them, one by one. */
const OPTIONS: readonly (readonly [SocketOption, value: number])[] = [
  [{ level: IPPROTO_TCP, number: TCP_NODELAY, name: 'TCP_NODELAY' }, 1],
  [{ level: SOL_SOCKET, number: SO_KEEPALIVE, name: 'SO_KEEPALIVE' }, 1],
  [{ level: IPPROTO_TCP, number: TCP_KEEPIDLE, name: 'TCP_KEEPIDLE' }, 60],
  [{ level: IPPROTO_TCP, number: TCP_KEEPINTVL, name: 'TCP_KEEPINTVL' }, 1],
  [{ level: IPPROTO_TCP, number: TCP_KEEPCNT, name: 'TCP_KEEPCNT' }, 10],
];

/**
 * Sets on a listening socket what its connections are to have: Linux lets them inherit it (tcp(7)), which saves five
 * calls for each. False if each connection must be configured separately.
 */
export function setForConnections(server: Server): boolean {
  const descriptor = descriptorOf(server);
  if (descriptor === undefined || nativeOrNone() === undefined) return false;
  try {
    for (const [option, value] of OPTIONS) setOption(descriptor, option, value);
    return true;
  } catch (error) {
    if (error instanceof SystemCallError) return false;
    throw error;
  }
}
