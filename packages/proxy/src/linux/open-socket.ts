import {
  IPPROTO_TCP,
  SO_ERROR,
  SO_KEEPALIVE,
  SO_LINGER,
  SOL_SOCKET,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_NODELAY,
} from './constants.ts';
import { native } from './native.ts';
import { type Endpoint, readSocketAddress, SOCKET_ADDRESS_SIZE } from './socket-address.ts';
import { type SocketOption, trySetOption } from './socket-options.ts';

// What the data plane does with a connection's socket besides reading and writing. None of it throws: a socket that has gone is found by the
// next read. One value of each kind serves a whole thread.

const NO_DELAY: SocketOption = { level: IPPROTO_TCP, number: TCP_NODELAY, name: 'TCP_NODELAY' };
const KEEP_ALIVE: SocketOption = { level: SOL_SOCKET, number: SO_KEEPALIVE, name: 'SO_KEEPALIVE' };
const PROBE_AFTER: SocketOption = { level: IPPROTO_TCP, number: TCP_KEEPIDLE, name: 'TCP_KEEPIDLE' };
const PROBE_EVERY: SocketOption = { level: IPPROTO_TCP, number: TCP_KEEPINTVL, name: 'TCP_KEEPINTVL' };
const PROBES: SocketOption = { level: IPPROTO_TCP, number: TCP_KEEPCNT, name: 'TCP_KEEPCNT' };

const NUMBER = new Int32Array(1);
const LENGTH = new Uint32Array(1);
const ADDRESS = new Uint8Array(SOCKET_ADDRESS_SIZE);
/** struct linger: on, for no time at all. A close is then a reset. */
const NO_LINGER: Int32Array = Int32Array.of(1, 0);

/** `on`: nothing is held back to be sent with more. False if the kernel refuses. */
export function setNoDelay(descriptor: number, on: boolean): boolean {
  return trySetOption(descriptor, NO_DELAY, on ? 1 : 0);
}

/**
 * Probes begin after `seconds` without a byte; the tenth without an answer, one a second, ends the connection, as with `net.Socket`. False if
 * the kernel refuses.
 */
export function setKeepAlive(descriptor: number, on: boolean, seconds: number): boolean {
  if (!on) return trySetOption(descriptor, KEEP_ALIVE, 0);
  return (
    trySetOption(descriptor, KEEP_ALIVE, 1) &&
    trySetOption(descriptor, PROBE_AFTER, seconds) &&
    trySetOption(descriptor, PROBE_EVERY, 1) &&
    trySetOption(descriptor, PROBES, 10)
  );
}

/** The close that comes next is a reset. */
export function closeByReset(descriptor: number): void {
  native().setsockopt(descriptor, SOL_SOCKET, SO_LINGER, NO_LINGER, NO_LINGER.byteLength);
}

/** The number of the error that the kernel keeps for the socket, and forgets with this; 0 if there is none. */
export function takeError(descriptor: number): number {
  LENGTH[0] = NUMBER.byteLength;
  const result = native().getsockopt(descriptor, SOL_SOCKET, SO_ERROR, NUMBER, LENGTH);
  return result === 0 ? (NUMBER[0] as number) : native().errno();
}

/** `undefined` if the socket is not connected any more. */
export function peerOf(descriptor: number): Endpoint | undefined {
  LENGTH[0] = ADDRESS.byteLength;
  return native().getpeername(descriptor, ADDRESS, LENGTH) === 0 ? endpoint() : undefined;
}

/** This end of the connection. */
export function nearEndOf(descriptor: number): Endpoint | undefined {
  LENGTH[0] = ADDRESS.byteLength;
  return native().getsockname(descriptor, ADDRESS, LENGTH) === 0 ? endpoint() : undefined;
}

function endpoint(): Endpoint | undefined {
  return readSocketAddress(ADDRESS.subarray(0, LENGTH[0]));
}
