import { constants } from 'node:os';
import { nextTick } from 'node:process';
import { MSG_DONTWAIT, MSG_NOSIGNAL, SHUT_WR } from '../linux/constants.ts';
import { type Parts, SOCKET_PARTS } from './parts.ts';
import { READ_INTO, READ_NOTHING } from './read-buffer.ts';
import { FIRST_READ, isLarge, nextRead, READ_SHARES, type Sharing, stepsOf } from './read-shares.ts';
import type { SocketOwner } from './socket-owner.ts';
import type { EndName, TcpHandle, TcpRequest } from './tcp-handle.ts';

const { names, calls } = SOCKET_PARTS ?? ({} as Parts);

const { EAGAIN, ECONNRESET, EINTR, ENOBUFS, EPIPE } = constants.errno;
const FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;
/** A read that finds nothing, or the end, is a call and what it leads to: a round has no room for any number of them. */
const EMPTY_STEPS = 256;

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

  readonly #handle: TcpHandle;
  /** Ours alone to close, so it cannot be another's meanwhile; -1 while there is none and when it is closed. */
  #descriptor: number;
  /** The owner wants bytes. */
  #reading = false;
  /** The handle watches for bytes. It may while the socket waits for its turn, too: it is stopped when it finds some. */
  #watching = false;
  #waits = false;
  /** The last read was large, so the next is made in turn. */
  #large = false;
  #readEnded = false;
  /** Steps that the owner has counted since the last read. */
  #looked = 0;
  /** Bytes that one read may bring. */
  #most = FIRST_READ;
  /** A write has found the other side gone. What it sent before is still read; its end is a failure, whatever it looks like. */
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
    handle.useUserBuffer(READ_NOTHING);
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
    this.#reading = false;
    this.#stopWatching();
  }

  resume(): void {
    if (this.#reading || this.#readEnded || this.destroyed) return;
    this.#reading = true;
    if (!this.#waits) this.#watch();
  }

  /** The owner has looked at so many bytes of this socket one by one: they count for the read that is under way, or the next. */
  charge(steps: number): void {
    this.#looked += steps;
  }

  takeTurn(most: number): number {
    this.#waits = false;
    if (!this.#reading || this.destroyed) return 0;
    const steps = this.#read(Math.min(most, this.#most));
    if (this.#reading && !this.#waits && !this.destroyed) this.#watch();
    return steps;
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

  /** For the callbacks of the handle: there are bytes, or an end. `errno`: ENOBUFS, as the handle has nothing to read into. */
  readable(errno: number): void {
    if (errno !== ENOBUFS) this.#fail();
    else if (this.#waits) this.#stopWatching();
    else if (this.#large) this.#wait();
    else this.#read(Math.min(FIRST_READ, this.#most));
  }

  /** For the callbacks of the handle: a write that had to wait has ended. */
  wrote(status: number): void {
    if (this.destroyed) return;
    this.#unsent -= 1;
    if (status < 0) {
      if (!this.#isLost(-status)) this.#fail();
    } else if (this.#unsent === 0) this.#allSent();
  }

  notifyClosed(): void {
    for (const listener of this.#whenClosed ?? []) listener();
    this.owner?.closed(this.#failed);
  }

  /** Reads once. Returns the steps that it took. */
  #read(most: number): number {
    // Bytes that nobody hears of must not be missing from what goes on.
    if (this.owner === undefined) {
      this.destroy();
      return 0;
    }
    const count = calls.recv(this.#descriptor, READ_INTO, most, MSG_DONTWAIT);
    if (count <= 0) {
      this.#readNothing(count);
      return EMPTY_STEPS;
    }
    this.owner.data(READ_INTO.subarray(0, count));
    const looked = this.#looked;
    this.#looked = 0;
    this.#large = count === most || isLarge(count, looked);
    if (this.#large) this.#most = nextRead(this.#most, count, looked);
    else READ_SHARES.noteSmall();
    if (count === most) this.#wait();
    return stepsOf(count, looked);
  }

  #readNothing(count: number): void {
    if (count === 0) {
      this.#peerEnded();
      return;
    }
    const errno = calls.errno();
    if (errno !== EAGAIN && errno !== EINTR) this.#fail();
  }

  #wait(): void {
    if (this.#waits || this.destroyed) return;
    this.#waits = true;
    READ_SHARES.wait(this);
  }

  #watch(): void {
    if (this.#watching) return;
    this.#watching = true;
    if (this.#handle.readStart() !== 0) this.#fail();
  }

  #stopWatching(): void {
    if (!this.#watching || this.destroyed) return;
    this.#watching = false;
    this.#handle.readStop();
  }

  /** Whether the peer is gone forever, and what it sent before will be read up to that end: see {@link write}. */
  #isLost(errno: number): boolean {
    if (!this.#reading || (errno !== EPIPE && errno !== ECONNRESET)) return false;
    this.#lost = true;
    return true;
  }

  #peerEnded(): void {
    this.pause();
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

  /** close(2) looks like shutdown(2) to a peer that has ended, too: one call less, and no wake-up for its EPOLLHUP. */
  #shut(): void {
    if (this.#readEnded) this.destroy();
    else calls.shutdown(this.#descriptor, SHUT_WR); // if it fails, reading reports why
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

  /** Notifications come later: no caller expects them within its own call. */
  #close(): void {
    this.destroyed = true;
    this.#descriptor = -1;
    nextTick(notifyClosed, this);
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

function onRead(this: TcpHandle): void {
  (this.user as BareSocket).readable(-(names.streamBaseState[names.kReadBytesOrError] as number));
}

function afterWrite(this: TcpRequest, status: number): void {
  (this.user as BareSocket).wrote(status);
}

function notifyClosed(socket: BareSocket): void {
  socket.notifyClosed();
}
