/**
 * The sockets of the data plane: as Node's, but all of a worker read into one piece of memory.
 *
 * Node would make 64 KiB for each read and cut it down to what came. With one buffer for all, a read makes nothing: 1.9 of
 * 6.6 microseconds a request that were not the kernel's, and together with `write.ts`
 * half of the CPU a gigabyte (docs/adr/0007).
 */
import { Socket, type SocketConstructorOpts } from 'node:net';

/**
 * Who is told of what happens on a socket. Every socket of the data plane has exactly one owner at a time, from accept or
 * connect to its end, so an error event never goes unheard (it would end the process).
 */
export interface SocketOwner {
  /** `bytes` are there until the call returns, and then other bytes: what is to stay is copied. */
  data(bytes: Buffer): void;
  /** The other side has closed its direction (FIN). */
  ended(): void;
  /** What was written has gone out; more may follow. */
  drained(): void;
  /** Nothing more will come or go. `failed`: it ended by a reset or another error. Told once. */
  closed(failed: boolean): void;
}

const READ_BYTES = 256 * 1024;
const READ_INTO = Buffer.allocUnsafeSlow(READ_BYTES);

const OPTIONS = {
  allowHalfOpen: true,
  noDelay: true,
  onread: { buffer: READ_INTO, callback: onRead },
  // `write` is false, and a drain follows, as soon as something is left over: nobody reads more for a side that is full.
  writableHighWaterMark: 1,
};

export class OwnedSocket extends Socket {
  owner: SocketOwner | undefined;
  /** A write has found the other side gone. What it said before is still read; its end is a failure, whatever it looks like. */
  lost = false;

  constructor(options: SocketConstructorOpts = {}) {
    super({ ...OPTIONS, ...options });
  }
}

/** Node calls it as the socket's method. Bytes that nobody hears of must not be missing from what goes on. */
function onRead(this: OwnedSocket, count: number): boolean {
  if (this.owner === undefined) this.destroy();
  else this.owner.data(READ_INTO.subarray(0, count));
  return true;
}
