import type { Station } from '../connection/station.ts';
import { NetfilterQueue } from '../linux/netfilter-queue.ts';
import { QueuedPacket } from '../linux/queue-message.ts';
import { RawSender } from '../linux/raw-sender.ts';
import { PACKET_DROP } from '../observe/vocabulary.ts';
import type { PacketSettings } from '../settings/settings.ts';
import { PacketReader, TCP, UDP } from './packet-reader.ts';
import { QuicPackets } from './quic-packets.ts';
import { TcpFlows } from './tcp-flows.ts';
import type { Verdicts } from './verdicts.ts';

/** How long a call waits for a packet, and how long one turn may take before the thread's messages are looked at, in milliseconds. */
const WAIT = 50;
const TURN = 20;
const SWEEP = 200;

/** A queue that the main thread has bound for a thread that serves it. */
export interface BoundQueue {
  readonly number: number;
  readonly descriptor: number;
  /** One word of 32 bits, which changes several times a second while the thread lives. */
  readonly pulse: SharedArrayBuffer;
}

/** What a thread needs to serve one queue. */
export interface QueueServerOptions {
  readonly station: Station;
  readonly settings: PacketSettings;
  readonly queue: BoundQueue;
  /** Told when there are as many pending flows as there may be, and when there is room again. */
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
  readonly #filled: (full: boolean) => void;
  #closed = false;
  #full = false;
  #swept = 0;

  constructor({ station, settings, queue, filled }: QueueServerOptions) {
    this.#station = station;
    this.#queue = new NetfilterQueue(queue.descriptor, queue.number, WAIT);
    this.#reader = new PacketReader(this.#queue.bytes);
    this.#flows = new TcpFlows(station, settings, this, () => performance.now());
    this.#quic = new QuicPackets(station, this, this.#queue.bytes, () => performance.now());
    this.#pulse = new Int32Array(queue.pulse);
    this.#filled = filled;
  }

  /** Serves from now on, until {@link close}. */
  begin(): void {
    setImmediate(() => this.#turn());
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
    const end = performance.now() + TURN;
    let now = 0;
    do {
      this.#batch();
      now = performance.now();
    } while (now < end);
    if (now - this.#swept >= SWEEP) this.#sweep(now);
    Atomics.add(this.#pulse, 0, 1);
    this.begin();
  }

  #batch(): void {
    const count = this.#queue.receive();
    for (let i = 0; i < count; i += 1) this.#serve(i);
    this.#queue.flush();
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
    const { full } = this.#flows;
    if (full === this.#full) return;
    this.#full = full;
    this.#filled(full);
  }
}
