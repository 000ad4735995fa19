import { constants } from 'node:os';
import { nextTick } from 'node:process';
import { MSG_DONTWAIT, MSG_NOSIGNAL, SHUT_WR } from '../linux/constants.ts';
import { type Parts, SOCKET_PARTS } from './parts.ts';
import { READ_FIRST, READ_INTO, readBufferFor } from './read-buffer.ts';
import { isCostly, isShare, READ_SHARES, type Sharing, stepsOf } from './read-shares.ts';
import type { SocketOwner } from './socket-owner.ts';
import type { EndName, TcpHandle, TcpRequest } from './tcp-handle.ts';

const { names, calls } = SOCKET_PARTS ?? ({} as Parts);

const { EPIPE, ECONNRESET } = constants.errno;
const FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;
/** A read of fewer bytes and steps is no share, whatever it was. */
const SMALL_READ = 8 * 1024;
/** libuv's number for the end of what can be read, on every system. */
const END_OF_FILE = -4095;

/**
 * A connection over libuv's handle alone, with the names that `net.Socket` has for the same. What differs: it has one
 * owner in place of listeners; it closes itself when both directions have ended; bytes go to the kernel at once, as of
 * send(2), and only what it does not take is copied and waits; a reset does not wait for what is unsent.
 *
 * Cost: 35 to 44 microseconds less a tunnel than with two of Node's (docs/adr/0010).
 */
export class BareSocket implements Sharing {
  owner: SocketOwner | undefined;
  /** It is closed, and so is its descriptor. */
  destroyed = false;
  /** Nothing more may be written. */
  writableEnded = false;
  /** Steps of the last read: see read-shares.ts. */
  lastSteps = 0;

  readonly #handle: TcpHandle;
  /** Ours alone to close, so it cannot be another's meanwhile; -1 while there is none and when it is closed. */
  #descriptor: number;
  /** The owner wants bytes; the handle reads unless the socket waits for its next share. */
  #reading = false;
  #waits = false;
  #readEnded = false;
  /** Steps that the owner has counted since the last read. */
  #looked = 0;
  /** Bytes of large reads since the last share. */
  #passed = 0;
  /** What the handle reads into. */
  #buffer = READ_FIRST;
  /** A write has found the other side gone. What it said before is still read; its end is a failure, whatever it looks like. */
  #lost = false;
  #failed = false;
  /** Writes that the kernel has not taken whole. */
  #unsent = 0;
  #closesWhenSent = false;
  #whenClosed: (() => void)[] | undefined;
  #peer: EndName | undefined;
  #local: EndName | undefined;

  /** `handle`: connected, or to be connected by the caller. Nothing is read before somebody owns the socket. */
  constructor(handle: TcpHandle) {
    this.#handle = handle;
    this.#descriptor = handle.fd;
    handle.user = this;
    handle.onread = onRead;
    handle.useUserBuffer(this.#buffer);
  }

  /** The number of the open socket, else -1. Not to be kept: once this one is closed it is another's. */
  get descriptor(): number {
    return this.#descriptor;
  }
  get remoteAddress(): string | undefined {
    return this.#peerName().address;
  }
  get remotePort(): number | undefined {
    return this.#peerName().port;
  }
  get localAddress(): string | undefined {
    return this.#localName().address;
  }
  get localPort(): number | undefined {
    return this.#localName().port;
  }

  /** Bytes wait that the kernel has not taken yet. */
  get hasUnsent(): boolean {
    return this.#unsent > 0;
  }

  setNoDelay(on: boolean): this {
    this.#handle.setNoDelay(on);
    return this;
  }
  setKeepAlive(on: boolean, millis: number): this {
    this.#handle.setKeepAlive(on, Math.floor(millis / 1000));
    return this;
  }

  onceClosed(listener: () => void): void {
    this.#whenClosed ??= [];
    this.#whenClosed.push(listener);
  }

  /** The caller has connected the handle. */
  nowConnected(): void {
    this.#descriptor = this.#handle.fd;
  }

  pause(): void {
    if (!this.#reading || this.destroyed) return;
    this.#reading = false;
    if (!this.#waits) this.#handle.readStop();
  }

  resume(): void {
    if (this.#reading || this.#readEnded || this.destroyed) return;
    this.#reading = true;
    if (!this.#waits) this.#startReading();
  }

  /** The owner has looked at so many bytes of this socket one by one: they count for the read that is under way, or the next. */
  charge(steps: number): void {
    this.#looked += steps;
  }

  readOn(): void {
    this.#waits = false;
    if (this.#reading && !this.destroyed) this.#startReading();
  }

  /** `bytes` may be others when it returns. False if not all went out: a `drained` follows, unless the socket closes. */
  write(bytes: Uint8Array): boolean {
    if (this.destroyed || this.writableEnded) return false;
    const sent = this.#unsent > 0 ? 0 : calls.send(this.#descriptor, bytes, bytes.length, FLAGS);
    if (sent === bytes.length) return true;
    if (sent < 0 && this.#isLost(calls.errno())) return true;
    return this.#queue(Buffer.from(sent > 0 ? bytes.subarray(sent) : bytes)); // it finds the error, too, if there was one
  }

  /** Closes our direction, after `last` and what is unsent. */
  end(last?: Uint8Array): void {
    if (this.destroyed || this.writableEnded) return;
    if (last !== undefined) this.write(last);
    this.writableEnded = true;
    if (this.#unsent === 0) this.#shut();
  }

  destroy(): void {
    if (this.destroyed) return;
    this.#close();
    this.#handle.close();
  }

  /** As {@link destroy}, when all that was written has gone out. */
  destroySoon(): void {
    this.writableEnded = true;
    if (this.#unsent === 0) this.destroy();
    else this.#closesWhenSent = true;
  }

  resetAndDestroy(): void {
    if (this.destroyed) return;
    this.#close();
    this.#handle.reset();
  }

  /**
   * For the callbacks of the handle. `count`: bytes that lie in {@link READ_INTO}, or a negative errno.
   *
   * @returns what is to be read into from now on, if that changes
   */
  received(count: number): Buffer | undefined {
    if (count > 0) return this.#data(count);
    if (count === END_OF_FILE) this.#peerEnded();
    else if (count < 0) this.#fail();
    return undefined;
  }

  /** For the callbacks of the handle: a write that had to wait has ended. */
  wrote(status: number): void {
    if (this.destroyed) return;
    this.#unsent -= 1;
    if (status < 0) {
      if (!this.#isLost(-status)) this.#fail();
    } else if (this.#unsent === 0) this.#allSent();
  }

  tellClosed(): void {
    for (const listener of this.#whenClosed ?? []) listener();
    this.owner?.closed(this.#failed);
  }

  #data(count: number): Buffer | undefined {
    // Bytes that nobody hears of must not be missing from what goes on.
    if (this.owner === undefined) {
      this.destroy();
      return undefined;
    }
    this.owner.data(READ_INTO.subarray(0, count));
    const looked = this.#looked;
    this.#looked = 0;
    const small = count < SMALL_READ && looked < SMALL_READ && count < this.#buffer.length;
    return small ? undefined : this.#share(count, looked);
  }

  /** A read that may have been a whole share of the round, or the last of those that are one together. */
  #share(count: number, looked: number): Buffer | undefined {
    const before = this.#buffer;
    this.#passed += count;
    this.lastSteps = stepsOf(this.#passed, looked);
    if (isCostly(count, looked)) this.#turnCostly(looked / count);
    else if (before === READ_FIRST && count === READ_FIRST.length) this.#buffer = READ_INTO;
    // Whoever fills a small buffer would be read again at once.
    const whole = count === before.length && before.length < READ_FIRST.length;
    if (whole || isShare(this.#passed, looked)) this.#wait();
    return this.#buffer === before ? undefined : this.#buffer;
  }

  #wait(): void {
    this.#passed = 0;
    if (this.#waits || this.destroyed) return;
    this.#waits = true;
    if (this.#reading) this.#handle.readStop();
    READ_SHARES.wait(this);
  }

  /** Once its bytes have been costly, a socket is read in small pieces to its end. */
  #turnCostly(steps: number): void {
    const buffer = readBufferFor(steps);
    if (buffer.length < this.#buffer.length) this.#buffer = buffer;
  }

  #startReading(): void {
    if (this.#handle.readStart() !== 0) this.#fail();
  }

  /** Whether the peer is gone for ever, and what it said before will be read up to that end: see {@link write}. */
  #isLost(errno: number): boolean {
    if (!this.#reading || (errno !== EPIPE && errno !== ECONNRESET)) return false;
    this.#lost = true;
    return true;
  }

  #peerEnded(): void {
    this.#reading = false;
    this.#readEnded = true;
    if (this.#lost) {
      this.#fail();
      return;
    }
    this.owner?.ended();
    if (this.writableEnded && this.#unsent === 0) this.destroy();
  }

  #allSent(): void {
    if (this.#closesWhenSent) this.destroy();
    else if (this.writableEnded) this.#shut();
    else this.owner?.drained();
  }

  /** close(2) says the same as shutdown(2) to a peer that has ended, too: one call less, and no wake-up for its EPOLLHUP. */
  #shut(): void {
    if (this.#readEnded) this.destroy();
    else calls.shutdown(this.#descriptor, SHUT_WR); // if it fails, reading says why
  }

  #queue(bytes: Buffer): boolean {
    const request = new names.WriteWrap();
    request.oncomplete = afterWrite;
    request.user = this;
    request.bytes = bytes;
    if (this.#handle.writeBuffer(request, bytes) !== 0) {
      this.#fail();
      return false;
    }
    if (names.streamBaseState[names.kLastWriteWasAsync] === 0) return true;
    this.#unsent += 1;
    return false;
  }

  #fail(): void {
    this.#failed = true;
    this.destroy();
  }

  /** What is to be told is told later: nobody expects it within a call of his own. */
  #close(): void {
    this.destroyed = true;
    this.#descriptor = -1;
    nextTick(tellClosed, this);
  }

  #peerName(): EndName {
    this.#peer ??= this.#named((into) => this.#handle.getpeername(into));
    return this.#peer;
  }

  #localName(): EndName {
    this.#local ??= this.#named((into) => this.#handle.getsockname(into));
    return this.#local;
  }

  #named(ask: (into: EndName) => number): EndName {
    const name: EndName = {};
    if (!this.destroyed) ask(name);
    return name;
  }
}

// Functions of the module, not closures: a connection costs no four of them.

function onRead(this: TcpHandle): Buffer | undefined {
  return (this.user as BareSocket).received(names.streamBaseState[names.kReadBytesOrError] as number);
}

function afterWrite(this: TcpRequest, status: number): void {
  (this.user as BareSocket).wrote(status);
}

function tellClosed(socket: BareSocket): void {
  socket.tellClosed();
}
