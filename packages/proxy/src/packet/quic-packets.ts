/**
 * The verdicts on datagrams of QUIC: what the rules send here are those of clients to UDP port 443 with a long header, which begin a
 * connection; all others pass in the kernel. No mark is needed, so that a client that changes its address goes on.
 */
import type { Station } from '../connection/station.ts';
import { addressOfBytes } from '../decide/address.ts';
import type { HelloReader } from '../hello/hello-reader.ts';
import type { QuicReasonCode } from '../observe/quic-reason.ts';
import { PACKET_OUTCOME, PROTOCOL } from '../observe/vocabulary.ts';
import type { ClientKey } from '../policy/client-key.ts';
import { NEVER_FILTERED } from '../policy/exemptions.ts';
import { QuicInspector } from '../quic/inspector.ts';
import type { QuicSubject, QuicVerdicts } from '../quic/subject.ts';
import { DestinationVerdicts } from './destination-verdicts.ts';
import { addressLength, type PacketReader, sourceAt, sourceOf } from './packet-reader.ts';
import type { Verdicts } from './verdicts.ts';
import { Visit } from './visit.ts';

const PORTS_BYTES = 4;

export class QuicPackets implements QuicVerdicts {
  readonly #station: Station;
  readonly #verdicts: Verdicts;
  readonly #bytes: Buffer;
  readonly #now: () => number;
  readonly #inspector = new QuicInspector(this);
  readonly #destinations = new DestinationVerdicts();
  /** The one that is being inspected. */
  #packet: PacketReader | undefined = undefined;

  /** `bytes`: in which all packets are. `now`: milliseconds, of a clock that only goes forward. */
  constructor(station: Station, verdicts: Verdicts, bytes: Buffer, now: () => number) {
    this.#station = station;
    this.#verdicts = verdicts;
    this.#bytes = bytes;
    this.#now = now;
  }

  /** Packets that wait for the rest of their hello. */
  get held(): number {
    return this.#inspector.held;
  }

  /** One packet of the queue. It gets its verdict now, or when its hello does, at most a second later. */
  packet(packet: PacketReader, id: number): void {
    if (this.#isExempt(packet)) {
      this.#verdicts.accept(id, 0);
      return;
    }
    this.#packet = packet;
    const at = sourceAt(packet);
    const addresses = this.#bytes.toString('latin1', at, at + 2 * addressLength(packet));
    const key = addresses + this.#bytes.toString('latin1', packet.transport, packet.transport + PORTS_BYTES);
    this.#inspector.inspect(id, key, this.#bytes.subarray(packet.payload, packet.end), this.#now());
  }

  /** What is exempt is not read, so that nothing of it can be refused or counted. */
  #isExempt(packet: PacketReader): boolean {
    return this.#station.exemptions.find(addressOfBytes(sourceOf(packet))) === NEVER_FILTERED;
  }

  /** Ends what has had its time. */
  sweep(): void {
    this.#destinations.follow(this.#station.matcher);
    this.#inspector.sweep(this.#now());
  }

  /** Drops what is held: its clients send it again, to whoever serves the queue then. */
  drain(): void {
    this.#inspector.close();
  }

  // ── what the inspector decides ──────────────────────────────────────────────────────────────────────────────────────

  pass(packet: number): void {
    this.#verdicts.accept(packet, 0);
  }

  drop(packet: number): void {
    this.#verdicts.drop(packet);
  }

  unreadable(reason: QuicReasonCode): void {
    this.#station.observer.quicUnread(reason);
  }

  begin(): QuicSubject {
    return new QuicVisit(new Visit(this.#station, this.#destinations, this.#packet as PacketReader, PROTOCOL.quic));
  }
}

/** A connection as it is judged and counted. */
class QuicVisit implements QuicSubject {
  readonly #visit: Visit;

  constructor(visit: Visit) {
    this.#visit = visit;
  }

  get client(): ClientKey {
    return this.#visit.client;
  }

  judge(hello: HelloReader): boolean {
    const free = this.#visit.judgement.judge(hello);
    this.#visit.station.observer.packetFlow(free ? PACKET_OUTCOME.allowed : PACKET_OUTCOME.blocked);
    return free;
  }

  refuse(reason: QuicReasonCode): void {
    this.#visit.station.observer.packetFlow(PACKET_OUTCOME.refused);
    this.#visit.station.observer.quicUnread(reason);
  }

  leave(): void {
    this.#visit.leave();
  }
}
