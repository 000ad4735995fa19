/**
 * The verdicts on TCP flows: what the rules send here are the client's packets with data, until a flow is decided, and the server's
 * while its answer is awaited.
 *
 *   client's data ──► in order? ──► hello read, judged ──┬──► free ──► released ──► (confirm) the server answers ──► allowed
 *                        └─ held until it is             └──► a rule covers it ──► reset to the server, alert to the client
 *
 * With `fast`, a hello that is whole in one packet leaves no state behind. All else is bounded: flows in all and by client, bytes and
 * packets of one flow, and time. Nothing of a flow can be read by the server before its first bytes have had a verdict.
 */
import { WHOLE } from '../bytes/reader-result.ts';
import type { Station } from '../connection/station.ts';
import { mayBeginTls } from '../hello/record-reader.ts';
import { REFUSAL } from '../observe/refusal.ts';
import { PACKET_DROP, PACKET_OUTCOME, REJECTION, type RejectionCode, UNINSPECTABLE } from '../observe/vocabulary.ts';
import type { PacketSettings } from '../settings/settings.ts';
import { DestinationVerdicts } from './destination-verdicts.ts';
import { FlowKey } from './flow-key.ts';
import { FlowOutcomes } from './flow-outcomes.ts';
import { NO_POSITION } from './flow-table.ts';
import { SpareReader } from './hello-buffers.ts';
import { FLOW_ALLOWED, isMidstream, isPending, offsetIn } from './marks.ts';
import { HELLO_ENDED, HELLO_OPEN, HELLO_UNDECIDED, type PacketFlow } from './packet-flow.ts';
import { FLAG, type PacketReader } from './packet-reader.ts';
import { PendingFlows } from './pending-flows.ts';
import { CROWDED, DIFFERENT, FRESH, KNOWN, MOST_BYTES, OUTSIDE } from './reassembly.ts';
import { withoutPayload } from './segment.ts';
import type { Verdicts } from './verdicts.ts';
import { Visit } from './visit.ts';

/** Flows that wait for bytes or an answer at one time in one thread; each holds 2 to 16 KiB. */
const MOST_PENDING = 16_384;
/** Packets that wait for a verdict at one time in one thread: each has a place of the 1,024 in the kernel's queue. */
const MOST_HELD = 256;
/** How long bytes that are not the first of their flow wait for these, in milliseconds. */
const GAP_TIME = 1000;

/** Milliseconds, of a clock that only goes forward. */
export interface PacketClock {
  /** When the packet came, or its batch. */
  readonly now: () => number;
  /** This moment, for how long a verdict took. */
  readonly exactly: () => number;
}

export class TcpFlows {
  readonly #station: Station;
  readonly #settings: PacketSettings;
  readonly #verdicts: Verdicts;
  readonly #now: () => number;
  readonly #exactly: () => number;
  readonly #ports: ReadonlySet<number>;
  readonly #key = new FlowKey();
  readonly #pending: PendingFlows;
  readonly #outcomes: FlowOutcomes;
  readonly #destinations = new DestinationVerdicts();
  /** For hellos that are whole in their first packet, one at a time. */
  readonly #reader = new SpareReader();

  /** @param most - flows that may be pending at one time, a power of two. */
  constructor(
    station: Station,
    settings: PacketSettings,
    verdicts: Verdicts,
    clock: PacketClock,
    most: number = MOST_PENDING,
  ) {
    this.#station = station;
    this.#settings = settings;
    this.#verdicts = verdicts;
    this.#now = clock.now;
    this.#exactly = clock.exactly;
    this.#ports = new Set(settings.ports);
    this.#pending = new PendingFlows(station, most);
    this.#outcomes = new FlowOutcomes(station, verdicts, this.#pending, clock.now);
  }

  /** Flows that are not decided. */
  get pending(): number {
    return this.#pending.size;
  }

  /** Packets that wait for a verdict. */
  get held(): number {
    return this.#outcomes.held;
  }

  /** As many as there may be: what comes then is treated as the overload policy demands. */
  get full(): boolean {
    return this.#pending.full;
  }

  /** One packet of the queue, whose flow has `mark`. Each gets its verdict now or when its flow does. */
  packet(packet: PacketReader, id: number, mark: number): void {
    if (!isPending(mark)) {
      this.#verdicts.accept(id, 0);
      return;
    }
    const fromServer = !this.#ports.has(packet.destinationPort);
    this.#key.set(packet, fromServer);
    const flow = this.#pending.find(this.#key);
    if (fromServer) this.#fromServer(packet, id, mark, flow);
    else this.#fromClient(packet, id, mark, flow);
  }

  // ── the client's packets ────────────────────────────────────────────────────────────────────────────────────────────

  #fromClient(packet: PacketReader, id: number, mark: number, found: PacketFlow | undefined): void {
    if ((packet.flags & FLAG.syn) !== 0) {
      this.#station.observer.packetDropped(PACKET_DROP['syn-data']);
      this.#verdicts.replace(id, withoutPayload(packet), 0);
    } else if ((packet.flags & FLAG.urg) !== 0) this.#outcomes.drop(id, PACKET_DROP.urgent);
    else this.#data(packet, id, baseOf(packet, mark, found), isMidstream(mark), found);
  }

  #data(packet: PacketReader, id: number, base: number, midstream: boolean, found: PacketFlow | undefined): void {
    const offset = (packet.sequence - base) | 0;
    if (found !== undefined && found.base === base) {
      found.expected = packet.acknowledgement;
      this.#add(found, packet, id, offset);
      return;
    }
    if (found !== undefined) this.#outcomes.abandon(found); // the same ends have begun anew
    if (this.#outcomes.repeats(this.#key, id, base)) return;
    if (offset < 0 || offset >= MOST_BYTES) this.#outcomes.drop(id, PACKET_DROP.outside);
    else if (midstream && !mayBeginTls(packet.bytes[packet.payload] as number))
      this.#outcomes.passMidstream(this.#key, id, base);
    else if (offset > 0 || this.#settings.verdict === 'confirm') this.#begin(packet, id, base);
    else this.#first(packet, id, base);
  }

  /** A hello that is whole in its first packet needs no state. */
  #first(packet: PacketReader, id: number, base: number): void {
    const since = this.#now();
    const records = this.#reader.empty(this.#station.policy.limits);
    if (records.read(packet.bytes, packet.payload, packet.end) !== WHOLE) {
      this.#begin(packet, id, base);
      return;
    }
    const visit = this.#visit(packet);
    const passes = visit.exempt || visit.judgement.judge(records.hello);
    if (!visit.exempt) this.#judged(since);
    if (passes) {
      this.#verdicts.accept(id, FLOW_ALLOWED);
      this.#outcomes.decide(this.#key, visit, base, PACKET_OUTCOME.allowed);
      return;
    }
    const flow = this.#pending.unlisted(this.#key, visit, packet, base, this.#now());
    flow.stream.add(0, packet.bytes, packet.payload, lastByte(packet, 0));
    this.#outcomes.end(flow, id, PACKET_OUTCOME.blocked);
  }

  #visit(packet: PacketReader): Visit {
    return new Visit(this.#station, this.#destinations, packet);
  }

  #begin(packet: PacketReader, id: number, base: number): void {
    const visit = this.#visit(packet);
    if (visit.exempt) {
      this.#verdicts.accept(id, FLOW_ALLOWED);
      this.#outcomes.decide(this.#key, visit, base, PACKET_OUTCOME.allowed);
    } else if (this.#pending.hasMost(visit)) this.#turnAway(visit, id, REJECTION['client-limit']);
    else if (!this.#pending.full) {
      const flow = this.#pending.begin(this.#key, visit, packet, base, this.#now());
      this.#add(flow, packet, id, (packet.sequence - base) | 0);
    } else if (this.#settings.overload === 'closed') this.#turnAway(visit, id, REJECTION['connection-limit']);
    else {
      this.#verdicts.accept(id, FLOW_ALLOWED);
      this.#outcomes.decide(this.#key, visit, base, PACKET_OUTCOME.unfiltered);
    }
  }

  #turnAway(visit: Visit, id: number, reason: RejectionCode): void {
    this.#station.observer.connectionRejected(reason);
    this.#verdicts.drop(id);
    visit.leave();
  }

  #add(flow: PacketFlow, packet: PacketReader, id: number, offset: number): void {
    if (offset >= MOST_BYTES && flow.reading === HELLO_OPEN) {
      this.#verdicts.accept(id, 0);
      return;
    }
    const before = flow.stream.size;
    const addition = flow.stream.add(offset, packet.bytes, packet.payload, lastByte(packet, offset));
    if (flow.stream.size !== before) this.#station.observer.waiting(flow.stream.size - before);
    if (addition === FRESH) this.#fresh(flow, id, offset + lastByte(packet, offset) - packet.payload);
    else if (addition === DIFFERENT) {
      flow.refuse(REFUSAL['hello-malformed']);
      this.#outcomes.end(flow, id, PACKET_OUTCOME.ambiguous);
    } else if (addition === KNOWN && flow.mayRepeat(offset + packet.length)) this.#verdicts.accept(id, 0);
    else this.#outcomes.drop(id, WHY[addition]);
  }

  #fresh(flow: PacketFlow, id: number, to: number): void {
    const before = flow.reading;
    if (this.#outcomes.hold(flow, id, to)) flow.read();
    else flow.refuse(REFUSAL['hello-too-large']);
    const { reading } = flow;
    if (before === HELLO_UNDECIDED && reading !== HELLO_UNDECIDED) this.#judged(flow.since);
    if (reading === HELLO_ENDED)
      this.#outcomes.end(
        flow,
        NO_POSITION,
        flow.refusal === undefined ? PACKET_OUTCOME.blocked : PACKET_OUTCOME.refused,
      );
    else if (before === HELLO_UNDECIDED && reading !== HELLO_UNDECIDED && this.#settings.verdict === 'fast')
      this.#outcomes.allow(flow);
    else {
      if (reading !== HELLO_UNDECIDED) this.#outcomes.release(flow);
      if (this.#outcomes.held > MOST_HELD) this.#outcomes.giveBack(flow);
    }
  }

  /** Reports how long the first hello of a flow waited for its verdict: since its first packet came, at `since`. */
  #judged(since: number): void {
    this.#station.observer.packetVerdict((this.#exactly() - since) / 1000);
  }

  // ── the server's packets ────────────────────────────────────────────────────────────────────────────────────────────

  #fromServer(packet: PacketReader, id: number, mark: number, flow: PacketFlow | undefined): void {
    if (flow === undefined) {
      // Released by us, by the process before us, or by the kernel while the queue was full: all that a client sends while it is
      // pending comes here, so whatever the server has acknowledged has had its verdict.
      // If no handshake was seen, there is nothing to compare with: the server has been asked before.
      const took = isMidstream(mark) || offsetIn(mark, packet.acknowledgement) > 0;
      this.#verdicts.accept(id, took ? FLOW_ALLOWED : 0);
      return;
    }
    flow.heard = true;
    if (flow.released === 0) this.#serverFirst(flow, packet, id);
    else if (flow.isAnswered(packet)) this.#answered(flow, id);
    else this.#verdicts.accept(id, 0);
  }

  #answered(flow: PacketFlow, id: number): void {
    this.#verdicts.accept(id, FLOW_ALLOWED);
    this.#outcomes.allow(flow);
  }

  /** A server that speaks before it has been asked is none of TLS, unless it was asked while the queue was full. */
  #serverFirst(flow: PacketFlow, packet: PacketReader, id: number): void {
    const wasAsked = ((packet.acknowledgement - flow.base) | 0) > 0;
    if (wasAsked || flow.visit.passes(UNINSPECTABLE['server-first'])) {
      this.#answered(flow, id);
      return;
    }
    this.#verdicts.drop(id);
    this.#outcomes.end(flow, NO_POSITION, PACKET_OUTCOME.blocked);
  }

  /** Ends what has waited too long. To be called several times a second. */
  sweep(): void {
    this.#destinations.follow(this.#station.matcher);
    const now = this.#now();
    const late = now - this.#station.policy.limits.helloTime;
    this.#pending.eachBefore(now - GAP_TIME, (flow) => {
      if (flow.since <= late) this.#outcomes.expire(flow);
      else if (flow.released === 0 && flow.stream.end === 0) this.#outcomes.passGap(flow);
    });
  }

  /** Gives all back that is held, for the process that has the queue next. */
  drain(): void {
    this.#pending.eachBefore(Number.POSITIVE_INFINITY, (flow) => this.#outcomes.abandon(flow));
  }
}

const WHY = { [KNOWN]: PACKET_DROP.known, [OUTSIDE]: PACKET_DROP.outside, [CROWDED]: PACKET_DROP.crowded } as const;

/** Sequence number of the flow's first byte; of one without a handshake, of the first that came. */
function baseOf({ sequence }: PacketReader, mark: number, found: PacketFlow | undefined): number {
  if (isMidstream(mark)) return found?.base ?? sequence;
  return (sequence - offsetIn(mark, sequence)) >>> 0;
}

/** Index behind the last byte of a payload that is kept. */
function lastByte({ payload, end }: PacketReader, offset: number): number {
  return Math.min(end, payload + Math.max(0, MOST_BYTES - offset));
}
