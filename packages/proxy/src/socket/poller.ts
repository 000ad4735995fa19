import {
  EPOLL_CLOEXEC,
  EPOLL_CTL_ADD,
  EPOLL_CTL_DEL,
  EPOLL_CTL_MOD,
  EPOLLERR,
  EPOLLET,
  EPOLLHUP,
  EPOLLIN,
  EPOLLOUT,
  EPOLLPRI,
  EPOLLRDHUP,
} from '../linux/constants.ts';
import { closeDescriptor } from '../linux/descriptor.ts';
import type { DescriptorSet } from '../linux/descriptor-set.ts';
import { type Native, succeed } from '../linux/native.ts';
import { type Parts, SOCKET_PARTS } from './parts.ts';
import { READ_NOTHING } from './read-buffer.ts';
import { TCP_SOCKET, type TcpHandle } from './tcp-handle.ts';

/** What a socket waits for: a change in what can be read. */
export const TO_READ: number = EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLET;
/** The same, and a change in what can be written. */
export const TO_READ_AND_WRITE: number = TO_READ | EPOLLOUT;
/** What a listener waits for: as long as there are connections, in every round. */
export const TO_ACCEPT: number = EPOLLIN;
/** It is not registered. */
export const NOTHING = 0;

/** Any of these events of a socket: there may be bytes, an end or an error. */
export const IS_READABLE: number = EPOLLIN | EPOLLPRI | EPOLLRDHUP | EPOLLHUP | EPOLLERR;
/** A read may stop before the bytes do. */
export const IS_URGENT: number = EPOLLPRI;
/** There is an end or an error behind the bytes. */
export const IS_ENDING: number = EPOLLRDHUP | EPOLLHUP | EPOLLERR;
/** There may be room for bytes; if there never will be, a write finds out. */
export const IS_WRITABLE: number = EPOLLOUT | EPOLLHUP | EPOLLERR;
/** An attempt to connect may have failed. */
export const IS_FAILING: number = EPOLLHUP | EPOLLERR;

/** Events that are fetched at once. What is left over is fetched in the next round of the event loop. */
const MOST_EVENTS = 256;
/**
 * struct epoll_event in words of 32 bits; on x86 it is packed (epoll_ctl(2)).
 *
 *   x86      [events][descriptor][ticket]
 *   others   [events][  unused  ][descriptor][ticket]
 */
const EVENT_WORDS = process.arch === 'x64' || process.arch === 'ia32' ? 3 : 4;
const DESCRIPTOR_AT = EVENT_WORDS - 2;
const TICKET_AT = EVENT_WORDS - 1;

/** Something with a descriptor of its own that waits for events. */
export interface Pollable {
  /** Which of all registrations this is: an event of an earlier one with the same descriptor is nobody's. Set by the poller. */
  ticket: number;
  /** `events`: bits of epoll_ctl(2). The poller takes up to 256 such calls as one of Node's: none may throw. */
  ready(events: number): void;
}

/**
 * One epoll instance for all sockets of a thread, itself watched by the event loop: Node is called once a round however many
 * sockets have something, and no socket costs an object of Node's.
 *
 *   libuv's epoll ──► handle of this instance, readable ──► epoll_wait(2) ──► ready(), ready(), …
 *
 * Sockets are registered once and report changes (EPOLLET), so pausing, resuming and closing need no call. Cost: docs/adr/0026.
 */
export class Poller {
  /** Counts up: one for each time that events were fetched. */
  round = 0;
  /** Who else knows what is open: see {@link DescriptorSet}. */
  record: DescriptorSet | undefined = undefined;

  readonly #calls: Native;
  readonly #epoll: number;
  readonly #handle: TcpHandle;
  /** Room for the events that are fetched, and behind them for the one that is registered. */
  readonly #events: Int32Array;
  readonly #eventsAddress: number;
  /** By descriptor. */
  readonly #pollables: (Pollable | undefined)[] = [];
  #ticket = 0;
  /** Descriptors that are open: while there are none, the process may end. */
  #open = 0;

  /** @throws {SystemCallError} `EMFILE`, `ENFILE`, `ENOMEM`. */
  constructor({ names, calls }: Parts) {
    this.#calls = calls;
    const { address, bytes } = calls.arena((MOST_EVENTS + 1) * EVENT_WORDS * Int32Array.BYTES_PER_ELEMENT);
    this.#eventsAddress = address;
    this.#events = new Int32Array(bytes.buffer);
    this.#epoll = succeed('epoll_create1', calls.epollCreate(EPOLL_CLOEXEC));
    this.#handle = new names.TCP(TCP_SOCKET);
    this.#handle.open(this.#epoll); // the handle's from now on: it is closed with the thread
    this.#handle.useUserBuffer(READ_NOTHING);
    this.#handle.onread = (): void => this.#fetch();
    this.#handle.readStart();
    this.#handle.unref();
  }

  /** A descriptor that the caller has just opened: to be closed here. */
  opened(descriptor: number): void {
    this.record?.add(descriptor);
    if (this.#open === 0) this.#handle.ref();
    this.#open += 1;
  }

  /** Begins to report events. False if the kernel has no room for it. */
  add(descriptor: number, events: number, pollable: Pollable): boolean {
    this.#ticket = (this.#ticket + 1) | 0;
    pollable.ticket = this.#ticket;
    this.#pollables[descriptor] = pollable;
    return this.#control(EPOLL_CTL_ADD, descriptor, events, pollable.ticket);
  }

  /** Reports these events from now on, at once if there are some. */
  change(descriptor: number, events: number, { ticket }: Pollable): void {
    this.#control(EPOLL_CTL_MOD, descriptor, events, ticket);
  }

  /**
   * Ends the events, and not the descriptor. To be called before the close of one that has duplicates, in this process or another:
   * the kernel would go on to report events of the open file that they share, and nobody could stop it.
   */
  remove(descriptor: number): void {
    this.#pollables[descriptor] = undefined;
    this.#control(EPOLL_CTL_DEL, descriptor, NOTHING, 0);
  }

  /** Ends the events with the descriptor, which has no duplicate. */
  close(descriptor: number): void {
    this.#pollables[descriptor] = undefined;
    this.record?.remove(descriptor);
    closeDescriptor(descriptor);
    this.#open -= 1;
    if (this.#open === 0) this.#handle.unref();
  }

  #control(operation: number, descriptor: number, events: number, ticket: number): boolean {
    const at = MOST_EVENTS * EVENT_WORDS;
    this.#events[at] = events;
    this.#events[at + DESCRIPTOR_AT] = descriptor;
    this.#events[at + TICKET_AT] = ticket;
    const event = this.#eventsAddress + at * Int32Array.BYTES_PER_ELEMENT;
    return this.#calls.epollControl(this.#epoll, operation, descriptor, event) === 0;
  }

  #fetch(): void {
    this.round += 1;
    const count = this.#calls.epollWait(this.#epoll, this.#eventsAddress, MOST_EVENTS, 0);
    for (let at = 0; at < count * EVENT_WORDS; at += EVENT_WORDS) {
      const pollable = this.#pollables[this.#events[at + DESCRIPTOR_AT] as number];
      // One that an earlier event of this round has closed hears nothing more, nor does who has its descriptor now.
      if (pollable?.ticket === this.#events[at + TICKET_AT]) pollable?.ready(this.#events[at] as number);
    }
  }
}

let ofThread: Poller | undefined;

/** From now on `record` has what this thread opens, if that is by system calls of our own. */
export function keepRecord(record: DescriptorSet): void {
  if (SOCKET_PARTS !== undefined) poller().record = record;
}

/** The poller of this thread, made at first use. */
export function poller(): Poller {
  ofThread ??= new Poller(SOCKET_PARTS as Parts);
  return ofThread;
}
