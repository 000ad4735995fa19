import type { Station } from '../connection/station.ts';
import { MOST_PACKETS, NetfilterQueue } from '../linux/netfilter-queue.ts';
import { QueuedPacket } from '../linux/queue-message.ts';
import { RawSender } from '../linux/raw-sender.ts';
import { PACKET_DROP } from '../observe/vocabulary.ts';
import type { PacketSettings } from '../settings/settings.ts';
import { Backlog } from './backlog.ts';
import { PacketReader, TCP, UDP } from './packet-reader.ts';
import { QuicPackets } from './quic-packets.ts';
import { TcpFlows } from './tcp-flows.ts';
import type { Verdicts } from './verdicts.ts';

/** How long a call waits for a packet, and how long one turn may take before the thread's messages are looked at, in milliseconds. */
const WAIT = 50;
const TURN = 20;
const SWEEP = 200;
/** In milliseconds: a turn takes no longer, unless its thread does not run. */
export const LONGEST_TURN: number = 2 * WAIT;

/** The words of a queue's pulse: turns of its thread, and batches after which it was behind. */
export const TURNS = 0;
export const BEHIND = 1;
export const PULSE_WORDS = 2;

/** A queue that the main thread has bound for a thread that serves it. */
export interface BoundQueue {
  readonly number: number;
  readonly descriptor: number;
  /** Packets that may wait in the kernel. */
  readonly length: number;
  /** {@link PULSE_WORDS} words of 32 bits. The first changes several times a second while the thread lives. */
  readonly pulse: SharedArrayBuffer;
}

/** What a thread needs to serve one queue. */
export interface QueueServerOptions {
  readonly station: Station;
  readonly settings: PacketSettings;
  readonly queue: BoundQueue;
  /** Notified when there are as many pending flows as there may be, and when there is room again. */
  readonly filled: (full: boolean) => void;
}

/** Serves one queue of netfilter: this thread waits in the kernel for packets, and now and then looks after its messages. */
export class QueueServer implements Verdicts {
  readonly #station: Station;
  readonly #queue: NetfilterQueue;
  readonly #sender = new RawSender();
  readonly #reader: PacketReader;
  readonly #packet = new QueuedPacket();
  readonly #flows: TcpFlows;
  readonly #quic: QuicPackets;
  readonly #pulse: Int32Array;
  readonly #backlog: Backlog;
  readonly #filled: (full: boolean) => void;
  readonly #turning = (): void => this.#turn();
  #closed = false;
  #full = false;
  #swept = 0;
  /** Milliseconds, when the batch that is served had come: asked for once a batch. */
  #now: number = performance.now();

  constructor({ station, settings, queue, filled }: QueueServerOptions) {
    this.#station = station;
    this.#queue = new NetfilterQueue(queue.descriptor, queue.number, WAIT);
    this.#reader = new PacketReader(this.#queue.bytes);
    this.#flows = new TcpFlows(station, settings, this, { now: () => this.#now, exactly: () => performance.now() });
    this.#quic = new QuicPackets(station, this, this.#queue.bytes, () => this.#now);
    this.#pulse = new Int32Array(queue.pulse);
    this.#backlog = new Backlog(MOST_PACKETS, queue.length);
    this.#filled = filled;
  }

  /** Serves from now on, until {@link close}. */
  begin(): void {
    setImmediate(this.#turning);
  }

  /** Gives back what is held, and serves no longer. The queue stays bound: it is the owner's to close. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#flows.drain();
    this.#quic.drain();
    this.#queue.flush();
    this.#sender.close();
  }

  accept(id: number, mark: number): void {
    this.#queue.accept(id, mark);
  }

  drop(id: number): void {
    this.#queue.drop(id);
  }

  replace(id: number, packet: Uint8Array, mark: number): void {
    this.#queue.replace(id, packet, mark);
  }

  send(packet: Uint8Array): void {
    this.#sender.send(packet);
  }

  #turn(): void {
    if (this.#closed) return;
    const end = this.#now + TURN;
    do this.#batch();
    while (this.#now < end);
    if (this.#now - this.#swept >= SWEEP) this.#sweep(this.#now);
    Atomics.add(this.#pulse, TURNS, 1);
    this.begin();
  }

  #batch(): void {
    const count = this.#queue.receive();
    this.#now = performance.now();
    for (let i = 0; i < count; i += 1) this.#serve(i);
    this.#queue.flush();
    if (count === 0) return;
    this.#station.observer.packetsCame(count, this.#held);
    if (this.#backlog.came(count, this.#held)) Atomics.add(this.#pulse, BEHIND, 1);
  }

  /** Packets that wait for the rest of their hellos. */
  get #held(): number {
    return this.#flows.held + this.#quic.held;
  }

  #serve(index: number): void {
    const packet = this.#packet;
    if (!this.#queue.read(index, packet)) return;
    const reader = this.#reader;
    const isRead = packet.start > 0 && reader.read(packet.start, packet.end);
    if (isRead && reader.protocol === TCP) {
      this.#flows.packet(reader, packet.id, packet.mark);
      return;
    }
    if (isRead && reader.protocol === UDP) {
      this.#quic.packet(reader, packet.id);
      return;
    }
    this.#station.observer.packetDropped(PACKET_DROP.unreadable);
    this.#queue.drop(packet.id);
  }

  #sweep(now: number): void {
    this.#swept = now;
    this.#flows.sweep();
    this.#quic.sweep();
    this.#queue.flush();
    this.#station.observer.packetsCame(0, this.#held);
    const { full } = this.#flows;
    if (full === this.#full) return;
    this.#full = full;
    this.#filled(full);
  }
}
