import {
  IPPROTO_TCP,
  SO_ERROR,
  SO_KEEPALIVE,
  SO_LINGER,
  SO_REUSEADDR,
  SOL_SOCKET,
  TCP_KEEPCNT,
  TCP_KEEPIDLE,
  TCP_KEEPINTVL,
  TCP_NODELAY,
} from './constants.ts';
import { native } from './native.ts';
import { type Endpoint, readSocketAddress, SOCKET_ADDRESS_SIZE } from './socket-address.ts';

// What the data plane does with a connection's socket besides reading and writing. None of it throws: a socket that has gone is found by the
// next read. One value of each kind serves a whole thread.

const NUMBER = new Int32Array(1);
const LENGTH = new Uint32Array(1);
const ADDRESS = new Uint8Array(SOCKET_ADDRESS_SIZE);
/** struct linger: on, for no time at all. A close is then a reset. */
const NO_LINGER: Int32Array = Int32Array.of(1, 0);
const PROBES = 10;

/** `on`: nothing is held back to be sent with more. */
export function setNoDelay(descriptor: number, on: boolean): void {
  setNumber(descriptor, IPPROTO_TCP, TCP_NODELAY, on ? 1 : 0);
}

/** Probes begin after `seconds` without a byte; the tenth without an answer, one a second, ends the connection, as with `net.Socket`. */
export function setKeepAlive(descriptor: number, on: boolean, seconds: number): void {
  setNumber(descriptor, SOL_SOCKET, SO_KEEPALIVE, on ? 1 : 0);
  if (!on) return;
  setNumber(descriptor, IPPROTO_TCP, TCP_KEEPIDLE, seconds);
  setNumber(descriptor, IPPROTO_TCP, TCP_KEEPINTVL, 1);
  setNumber(descriptor, IPPROTO_TCP, TCP_KEEPCNT, PROBES);
}

/** Before it is bound: its address and port may be another connection's, to another end. */
export function setReuseAddress(descriptor: number): void {
  setNumber(descriptor, SOL_SOCKET, SO_REUSEADDR, 1);
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

function setNumber(descriptor: number, level: number, option: number, value: number): void {
  NUMBER[0] = value;
  native().setsockopt(descriptor, level, option, NUMBER, NUMBER.byteLength);
}
