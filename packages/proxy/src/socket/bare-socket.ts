import { constants } from 'node:os';
import { nextTick } from 'node:process';
import { MSG_DONTWAIT, MSG_NOSIGNAL, SHUT_WR } from '../linux/constants.ts';
import { closeByReset, nearEndOf, peerOf, setKeepAlive, setNoDelay, takeError } from '../linux/open-socket.ts';
import type { Endpoint } from '../linux/socket-address.ts';
import { type Parts, SOCKET_PARTS } from './parts.ts';
import {
  IS_ENDING,
  IS_FAILING,
  IS_READABLE,
  IS_URGENT,
  IS_WRITABLE,
  NOTHING,
  type Pollable,
  poller,
  TO_READ,
  TO_READ_AND_WRITE,
} from './poller.ts';
import { READ_ADDRESS, READ_INTO } from './read-buffer.ts';
import { FIRST_READ, isLarge, nextRead, READ_SHARES, type Sharing, stepsOf } from './read-shares.ts';
import type { SocketOwner } from './socket-owner.ts';
import { UnsentBytes } from './unsent-bytes.ts';

const { calls } = SOCKET_PARTS ?? ({} as Parts);

const { EAGAIN, ECONNRESET, EINTR, ENOMEM, EPIPE } = constants.errno;
const FLAGS = MSG_DONTWAIT | MSG_NOSIGNAL;
/** A read that finds nothing, or the end, is a call and what it leads to: a round has no room for any number of them. */
const EMPTY_STEPS = 256;
const NO_ENDPOINT: Partial<Endpoint> = {};

/** Notified how an attempt to connect ended. `errno`: 0 if it has succeeded. */
type Connected = (errno: number) => void;

/**
 * A connection over its descriptor alone, with the names that `net.Socket` has for the same. What differs: it has one
 * owner in place of listeners; it closes itself when both directions have ended; bytes go to the kernel at once, as of
 * send(2), and only what it does not take is copied and waits; a reset does not wait for what is unsent.
 *
 * The kernel reports changes: what it has reported and nobody has read yet is remembered here.
 *
 *   event ──► ready ──► read: less than there was room for, and no end reported ──► not ready
 *               ▲  └──► paused, or its round is full: read later
 *               └────── read: as much as there was room for
 */
export class BareSocket implements Sharing, Pollable {
  owner: SocketOwner | undefined;
  /** It is closed, and so is its descriptor. */
  destroyed = false;
  /** Nothing more may be written. */
  writableEnded = false;
  ticket = 0;

  /** Ours alone to close, so it cannot be another's meanwhile; -1 while there is none and when it is closed. */
  #descriptor = -1;
  /** The events that the poller reports. */
  #events = NOTHING;
  /** The owner wants bytes. */
  #reading = false;
  /** The kernel may have bytes, an end or an error. */
  #ready = false;
  /** It has an end or an error, behind the bytes. */
  #ending = false;
  /** There was urgent data, before which a read stops: only one that finds nothing is the last. */
  #urgent = false;
  #waits = false;
  /** The last read was large, so the next is made in turn. */
  #large = false;
  #readEnded = false;
  /** Steps that the owner has counted since the last read. */
  #looked = 0;
  /** Bytes that one read may bring. */
  #most = FIRST_READ;
  /** One that has ended is still waited for: see {@link endIfGone}. */
  #endsIfGone = false;
  /** A write has found the other side gone. What it sent before is still read; its end is a failure, whatever it looks like. */
  #lost = false;
  #failed = false;
  #connected: Connected | undefined;
  /** What the kernel has not taken. */
  #unsent: UnsentBytes | undefined;
  #closesWhenSent = false;
  #whenClosed: (() => void)[] | undefined;
  #peer: Partial<Endpoint> | undefined;
  #local: Partial<Endpoint> | undefined;

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
    return this.#unsent !== undefined;
  }

  /** Takes an open socket that does not block. `peer`: the other end, if it is known. Nothing is read before somebody owns it. */
  adopt(descriptor: number, peer?: Endpoint): void {
    this.#descriptor = descriptor;
    this.#peer = peer;
    poller().opened(descriptor);
  }

  /** `connected`: called when the attempt to connect that is under way has ended, unless this is destroyed before. */
  awaitConnection(connected: Connected): void {
    this.#connected = connected;
    if (!this.#poll(TO_READ_AND_WRITE)) nextTick(() => this.#endAttempt(ENOMEM));
  }

  setNoDelay(on: boolean): this {
    if (this.#descriptor >= 0) setNoDelay(this.#descriptor, on);
    return this;
  }
  setKeepAlive(on: boolean, millis: number): this {
    if (this.#descriptor >= 0) setKeepAlive(this.#descriptor, on, Math.floor(millis / 1000));
    return this;
  }

  onceClosed(listener: () => void): void {
    this.#whenClosed ??= [];
    this.#whenClosed.push(listener);
  }

  pause(): void {
    this.#reading = false;
  }

  resume(): void {
    if (this.#reading || this.#readEnded || this.destroyed) return;
    this.#reading = true;
    if (this.#events === NOTHING && !this.#poll(TO_READ)) this.#fail();
    else if (this.#ready) this.#wait();
  }

  /**
   * From now on the socket fails if its peer has ended and then resets. Otherwise only a write finds out, which is right for an origin:
   * what it sent is whole, and on its way to the client.
   */
  endIfGone(): void {
    this.#endsIfGone = true;
  }

  /** The owner has looked at so many bytes of this socket one by one: they count for the read that is under way, or the next. */
  charge(steps: number): void {
    this.#looked += steps;
  }

  takeTurn(most: number): number {
    this.#waits = false;
    return this.#reading && !this.destroyed ? this.#read(Math.min(most, this.#most)) : 0;
  }

  /** `bytes` may be others when it returns. False if not all went out: a `drained` follows, unless the socket closes. */
  write(bytes: Uint8Array): boolean {
    if (this.destroyed || this.writableEnded) return false;
    if (this.#unsent !== undefined) return this.#queue(bytes);
    const sent = this.#send(bytes);
    if (sent === bytes.length) return true;
    if (sent >= 0) return this.#queue(bytes.subarray(sent));
    const errno = calls.errno();
    if (this.#isLost(errno)) return true;
    if (errno === EAGAIN || errno === EINTR) return this.#queue(bytes);
    this.#fail();
    return false;
  }

  /** Closes our direction, after `last` and what is unsent. */
  end(last?: Uint8Array): void {
    if (this.destroyed || this.writableEnded) return;
    if (last !== undefined) this.write(last);
    this.writableEnded = true;
    if (this.#unsent === undefined) this.#shut();
  }

  /** Notifications come later: no caller expects them within its own call. */
  destroy(): void {
    if (this.destroyed) return;
    this.destroyed = true;
    if (this.#descriptor >= 0) poller().close(this.#descriptor);
    this.#descriptor = -1;
    this.#unsent = undefined;
    if (CLOSED.push(this) === 1) nextTick(notifyAllClosed);
  }

  /** As {@link destroy}, when all that was written has gone out. */
  destroySoon(): void {
    this.writableEnded = true;
    if (this.#unsent === undefined) this.destroy();
    else this.#closesWhenSent = true;
  }

  resetAndDestroy(): void {
    if (this.#descriptor >= 0) closeByReset(this.#descriptor);
    this.destroy();
  }

  ready(events: number): void {
    if (this.#connected !== undefined) this.#endAttempt((events & IS_FAILING) === 0 ? 0 : takeError(this.#descriptor));
    if (this.#unsent !== undefined && (events & IS_WRITABLE) !== 0) this.#sendRest(this.#unsent);
    if ((events & IS_READABLE) === 0 || this.destroyed) return;
    this.#ready = true;
    if ((events & IS_ENDING) !== 0) this.#ending = true;
    if ((events & IS_URGENT) !== 0) this.#urgent = true;
    if (!this.#reading || this.#waits) this.#noteUnread(events);
    else if (this.#large) this.#wait();
    else this.#read(Math.min(FIRST_READ, this.#most));
  }

  /** See {@link endIfGone}. */
  #noteUnread(events: number): void {
    if (this.#endsIfGone && this.#readEnded && (events & IS_FAILING) !== 0) this.#fail();
  }

  #endAttempt(errno: number): void {
    const connected = this.#connected;
    this.#connected = undefined;
    if (!this.destroyed) connected?.(errno);
  }

  notifyClosed(): void {
    for (const listener of this.#whenClosed ?? []) listener();
    this.owner?.closed(this.#failed);
  }

  /** Reads once, and the end if it is known to be there. Returns the steps that it took. */
  #read(most: number): number {
    // Bytes that nobody hears of must not be missing from what goes on.
    if (this.owner === undefined) {
      this.destroy();
      return 0;
    }
    const count = calls.recvAt(this.#descriptor, READ_ADDRESS, most, MSG_DONTWAIT);
    if (count <= 0) {
      this.#readNothing(count);
      return EMPTY_STEPS;
    }
    const isFull = count === most;
    this.#ready = isFull || this.#ending || this.#urgent;
    this.owner.data(READ_INTO.subarray(0, count));
    const looked = this.#looked;
    this.#looked = 0;
    this.#large = isFull || isLarge(count, looked);
    if (this.#large) this.#most = nextRead(this.#most, count, looked);
    else READ_SHARES.noteSmall();
    return stepsOf(count, looked) + this.#goOn(isFull, most);
  }

  /** After a read: goes on now, if what is left is an end, or in turn. Returns the steps that it took. */
  #goOn(wasFull: boolean, most: number): number {
    if (!this.#ready || !this.#reading || this.#waits || this.destroyed) return 0;
    if (!wasFull && this.#ending) return this.#read(most);
    this.#wait();
    return 0;
  }

  #readNothing(count: number): void {
    if (count === 0) {
      this.#peerEnded();
      return;
    }
    const errno = calls.errno();
    if (errno === EINTR) this.#wait();
    else if (errno === EAGAIN) this.#noteEmpty();
    else this.#fail();
  }

  #noteEmpty(): void {
    this.#ready = false;
    this.#urgent = false;
  }

  #wait(): void {
    if (this.#waits || this.destroyed) return;
    this.#waits = true;
    READ_SHARES.wait(this);
  }

  /** False if the kernel has no room for it. */
  #poll(events: number): boolean {
    const before = this.#events;
    this.#events = events;
    if (before === NOTHING) return poller().add(this.#descriptor, events, this);
    if (before !== events) poller().change(this.#descriptor, events, this);
    return true;
  }

  /** How many bytes the kernel has taken, or -1. */
  #send(bytes: Uint8Array): number {
    return bytes.buffer === READ_INTO.buffer
      ? calls.sendAt(this.#descriptor, READ_ADDRESS + bytes.byteOffset, bytes.length, FLAGS)
      : calls.send(this.#descriptor, bytes, bytes.length, FLAGS);
  }

  #queue(bytes: Uint8Array): boolean {
    this.#unsent ??= new UnsentBytes();
    this.#unsent.add(bytes);
    if (!this.#poll(TO_READ_AND_WRITE)) this.#fail();
    return false;
  }

  #sendRest(unsent: UnsentBytes): void {
    for (let rest = unsent.first; rest !== undefined; rest = unsent.first) {
      const sent = this.#send(rest);
      if (sent >= 0) unsent.drop(sent);
      if (sent === rest.length) continue;
      if (sent < 0) this.#sendFailed(calls.errno());
      return;
    }
    this.#unsent = undefined;
    this.#allSent();
  }

  #sendFailed(errno: number): void {
    if (errno === EAGAIN || errno === EINTR) return;
    // One that closes when all is sent would wait forever if its owner did not read on.
    if (!this.#closesWhenSent && this.#isLost(errno)) this.#unsent = undefined;
    else this.#fail();
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
    if (this.writableEnded && this.#unsent === undefined) this.destroy();
  }

  #allSent(): void {
    if (this.#closesWhenSent) this.destroy();
    else if (this.writableEnded) this.#shut();
    else this.owner?.drained();
  }

  /** close(2) looks like shutdown(2) to a peer that has ended, too: one call less. */
  #shut(): void {
    if (this.#readEnded) this.destroy();
    else calls.shutdown(this.#descriptor, SHUT_WR); // if it fails, reading reports why
  }

  #fail(): void {
    this.#failed = true;
    this.destroy();
  }

  #peerName(): Partial<Endpoint> {
    this.#peer ??= (this.#descriptor < 0 ? undefined : peerOf(this.#descriptor)) ?? NO_ENDPOINT;
    return this.#peer;
  }

  #localName(): Partial<Endpoint> {
    this.#local ??= (this.#descriptor < 0 ? undefined : nearEndOf(this.#descriptor)) ?? NO_ENDPOINT;
    return this.#local;
  }
}

/** Those that have been closed since the last notification, which all of a round have together. */
const CLOSED: BareSocket[] = [];

/** Notifies those who wait to hear of closed sockets. Without this they are notified at the end of a round, or of a callback of Node's. */
export function notifyAllClosed(): void {
  try {
    // It may grow meanwhile: who hears of a closed socket closes others.
    for (let i = 0; i < CLOSED.length; i += 1) (CLOSED[i] as BareSocket).notifyClosed();
  } finally {
    CLOSED.length = 0;
  }
}
