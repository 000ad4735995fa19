import { Socket, type SocketConstructorOpts } from 'node:net';
import { READ_INTO } from './read-buffer.ts';
import type { SocketOwner } from './socket-owner.ts';

const OPTIONS = {
  allowHalfOpen: true,
  noDelay: true,
  onread: { buffer: READ_INTO, callback: onRead },
  // `write` is false, and a drain follows, as soon as something is left over: nobody reads more for a side that is full.
  writableHighWaterMark: 1,
};

/** A socket of Node's, except for the buffer that it is read into. Used if there can be no {@link BareSocket}. */
export class StreamSocket extends Socket {
  owner: SocketOwner | undefined;
  /** A write has found the other side gone. What it said before is still read; its end is a failure, whatever it looks like. */
  lost = false;

  constructor(options: SocketConstructorOpts = {}) {
    super({ ...OPTIONS, ...options });
  }
}

/** Node calls it as the socket's method. Bytes that nobody hears of must not be missing from what goes on. */
function onRead(this: StreamSocket, count: number): boolean {
  if (this.owner === undefined) this.destroy();
  else this.owner.data(READ_INTO.subarray(0, count));
  return true;
}
