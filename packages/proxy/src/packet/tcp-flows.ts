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
import { mayBeginTls, RecordReader } from '../hello/record-reader.ts';
import { REFUSAL } from '../observe/refusal.ts';
import {
  PACKET_DROP,
  PACKET_OUTCOME,
  type PacketDropCode,
  type PacketOutcomeCode,
  REJECTION,
  type RejectionCode,
  UNINSPECTABLE,
} from '../observe/vocabulary.ts';
import type { PacketSettings } from '../settings/settings.ts';
import { goodbye, resets } from './flow-end.ts';
import { type FlowHash, FlowKey } from './flow-key.ts';
import { NO_POSITION } from './flow-table.ts';
import { FLOW_ALLOWED, FLOW_BLOCKED, isMidstream, isPending, offsetIn } from './marks.ts';
import { HELLO_ENDED, HELLO_OPEN, HELLO_UNDECIDED, PacketFlow } from './packet-flow.ts';
import { FLAG, type PacketReader } from './packet-reader.ts';
import { PendingFlows } from './pending-flows.ts';
import { CROWDED, DIFFERENT, FRESH, KNOWN, MOST_BYTES, OUTSIDE } from './reassembly.ts';
import { FORGOTTEN, RecentVerdicts, WAS_ALLOWED, WAS_BLOCKED } from './recent-verdicts.ts';
import { withoutPayload } from './segment.ts';
import type { Verdicts } from './verdicts.ts';
import { Visit } from './visit.ts';

/** Flows that wait for bytes or an answer at one time in one thread; each holds 2 to 16 KiB. */
const MOST_PENDING = 16_384;
/** Packets that wait for a verdict at one time in one thread: each has a place of the 1,024 in the kernel's queue. */
const MOST_HELD = 256;
/** How long a verdict is remembered, in milliseconds: longer than a retransmission can wait in the queue. */
const REMEMBERED = 10_000;
/** How long bytes that are not the first of their flow wait for these, in milliseconds. */
const GAP_TIME = 1000;

export class TcpFlows {
  readonly #station: Station;
  readonly #settings: PacketSettings;
  readonly #verdicts: Verdicts;
  readonly #now: () => number;
  readonly #ports: ReadonlySet<number>;
  readonly #key = new FlowKey();
  readonly #pending: PendingFlows;
  readonly #recent = new RecentVerdicts(REMEMBERED);
  /** Packets that wait for a verdict. */
  #held = 0;

  /** `now`: milliseconds, of a clock that only goes forward. `most`: flows that are not decided at one time, a power of two. */
  constructor(
    station: Station,
    settings: PacketSettings,
    verdicts: Verdicts,
    now: () => number,
    most: number = MOST_PENDING,
  ) {
    this.#station = station;
    this.#settings = settings;
    this.#verdicts = verdicts;
    this.#now = now;
    this.#ports = new Set(settings.ports);
    this.#pending = new PendingFlows(station, most);
  }

  /** Flows that are not decided. */
  get pending(): number {
    return this.#pending.size;
  }

  /** As many as there may be: what comes then is treated as the overload policy says. */
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
    } else if ((packet.flags & FLAG.urg) !== 0) this.#drop(id, PACKET_DROP.urgent);
    else this.#data(packet, id, baseOf(packet, mark, found), isMidstream(mark), found);
  }

  #data(packet: PacketReader, id: number, base: number, midstream: boolean, found: PacketFlow | undefined): void {
    const offset = (packet.sequence - base) | 0;
    if (found !== undefined && found.base === base) {
      found.expected = packet.acknowledgement;
      this.#add(found, packet, id, offset);
      return;
    }
    if (found !== undefined) this.#abandon(found); // the same ends have begun anew
    if (this.#repeats(id, base)) return;
    if (offset < 0 || offset >= MOST_BYTES) this.#drop(id, PACKET_DROP.outside);
    else if (midstream && !mayBeginTls(packet.bytes[packet.payload] as number)) this.#pass(id, base);
    else if (offset > 0 || this.#settings.verdict === 'confirm') this.#begin(packet, id, base);
    else this.#first(packet, id, base);
  }

  /** A packet that was on its way when its flow was decided. */
  #repeats(id: number, base: number): boolean {
    const recent = this.#recent.find(this.#key, base, this.#now());
    if (recent === WAS_ALLOWED) this.#verdicts.accept(id, FLOW_ALLOWED);
    else if (recent === WAS_BLOCKED) this.#drop(id, PACKET_DROP.repeated);
    return recent !== FORGOTTEN;
  }

  /** The rest of a flow that began without the rules, or that the kernel has forgotten. */
  #pass(id: number, base: number): void {
    this.#station.observer.packetFlow(PACKET_OUTCOME.midstream);
    this.#verdicts.accept(id, FLOW_ALLOWED);
    this.#recent.set(this.#key, base, this.#now(), WAS_ALLOWED);
  }

  /** A hello that is whole in its first packet needs no state. */
  #first(packet: PacketReader, id: number, base: number): void {
    const records = new RecordReader(this.#station.policy.limits);
    if (records.read(packet.bytes, packet.payload, packet.end) !== WHOLE) {
      this.#begin(packet, id, base);
      return;
    }
    const visit = new Visit(this.#station, packet);
    if (visit.exempt || visit.judgement.judge(records.hello)) {
      this.#verdicts.accept(id, FLOW_ALLOWED);
      this.#decide(this.#key, visit, base, PACKET_OUTCOME.allowed);
      return;
    }
    const flow = new PacketFlow(this.#key, visit, packet, base, this.#now());
    flow.stream.add(0, packet.bytes, packet.payload, lastByte(packet, 0));
    this.#end(flow, id, PACKET_OUTCOME.blocked);
  }

  #begin(packet: PacketReader, id: number, base: number): void {
    const visit = new Visit(this.#station, packet);
    if (visit.exempt) {
      this.#verdicts.accept(id, FLOW_ALLOWED);
      this.#decide(this.#key, visit, base, PACKET_OUTCOME.allowed);
    } else if (this.#pending.hasMost(visit)) this.#turnAway(visit, id, REJECTION['client-limit']);
    else if (!this.#pending.full) {
      const flow = this.#pending.begin(this.#key, visit, packet, base, this.#now());
      this.#add(flow, packet, id, (packet.sequence - base) | 0);
    } else if (this.#settings.overload === 'closed') this.#turnAway(visit, id, REJECTION['connection-limit']);
    else {
      this.#verdicts.accept(id, FLOW_ALLOWED);
      this.#decide(this.#key, visit, base, PACKET_OUTCOME.unfiltered);
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
      this.#end(flow, id, PACKET_OUTCOME.ambiguous);
    } else if (addition === KNOWN && flow.mayRepeat(offset + packet.length)) this.#verdicts.accept(id, 0);
    else this.#drop(id, WHY[addition]);
  }

  #fresh(flow: PacketFlow, id: number, to: number): void {
    const before = flow.reading;
    this.#held += 1;
    if (flow.hold(id, to)) flow.read();
    else flow.refuse(REFUSAL['hello-too-large']);
    const { reading } = flow;
    if (reading === HELLO_ENDED)
      this.#end(flow, NO_POSITION, flow.refusal === undefined ? PACKET_OUTCOME.blocked : PACKET_OUTCOME.refused);
    else if (before === HELLO_UNDECIDED && reading !== HELLO_UNDECIDED && this.#settings.verdict === 'fast')
      this.#allow(flow);
    else {
      if (reading !== HELLO_UNDECIDED) this.#release(flow);
      if (this.#held > MOST_HELD) this.#giveBack(flow);
    }
  }

  #release(flow: PacketFlow): void {
    const ids = flow.release();
    this.#held -= ids.length;
    for (const id of ids) this.#verdicts.accept(id, 0);
  }

  /** There is no room for the packet that came last. Its bytes are kept: once they may pass, the client has sent them again. */
  #giveBack(flow: PacketFlow): void {
    const last = flow.held.pop();
    if (last === undefined) return;
    this.#held -= 1;
    this.#drop(last.id, PACKET_DROP.crowded);
  }

  /** Takes out all that is held of a flow, for its verdict. */
  #takeHeld(flow: PacketFlow): number[] {
    const ids = flow.held.map(({ id }) => id);
    flow.held = [];
    this.#held -= ids.length;
    return ids;
  }

  // ── the server's packets ────────────────────────────────────────────────────────────────────────────────────────────

  #fromServer(packet: PacketReader, id: number, mark: number, flow: PacketFlow | undefined): void {
    if (flow === undefined) {
      // Released by us, by the process before us, or by the kernel while the queue was full: all that a client sends while it is
      // pending comes here, so whatever the server has acknowledged has had its verdict.
      // Where no handshake was seen, there is nothing to compare with: the server has been asked before.
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
    this.#allow(flow);
  }

  /** A server that speaks before it has been asked is none of TLS, unless it was asked while the queue was full. */
  #serverFirst(flow: PacketFlow, packet: PacketReader, id: number): void {
    const wasAsked = ((packet.acknowledgement - flow.base) | 0) > 0;
    if (wasAsked || flow.visit.passes(UNINSPECTABLE['server-first'])) {
      this.#answered(flow, id);
      return;
    }
    this.#verdicts.drop(id);
    this.#end(flow, NO_POSITION, PACKET_OUTCOME.blocked);
  }

  // ── the ends ────────────────────────────────────────────────────────────────────────────────────────────────────────

  #allow(flow: PacketFlow): void {
    for (const id of this.#takeHeld(flow)) this.#verdicts.accept(id, FLOW_ALLOWED);
    this.#pending.remove(flow);
    this.#decide(flow, flow.visit, flow.base, PACKET_OUTCOME.allowed);
  }

  #decide(key: FlowHash, visit: Visit, base: number, outcome: PacketOutcomeCode): void {
    const passes = outcome === PACKET_OUTCOME.allowed || outcome === PACKET_OUTCOME.unfiltered;
    this.#recent.set(key, base, this.#now(), passes ? WAS_ALLOWED : WAS_BLOCKED);
    if (!visit.exempt) this.#station.observer.packetFlow(outcome);
    visit.leave();
  }

  /** A reset to the server in place of what is held, and the answer to the client. `id`: another packet to go, or NO_POSITION. */
  #end(flow: PacketFlow, id: number, outcome: PacketOutcomeCode): void {
    const ids = this.#takeHeld(flow);
    if (id !== NO_POSITION) ids.push(id);
    this.#verdicts.send(goodbye(flow));
    const [reset, ...others] = resets(flow);
    const [first, ...rest] = ids;
    if (first === undefined) this.#verdicts.send(reset);
    else this.#verdicts.replace(first, reset, FLOW_BLOCKED);
    for (const packet of others) this.#verdicts.send(packet);
    for (const held of rest) this.#verdicts.drop(held);
    this.#pending.remove(flow);
    this.#decide(flow, flow.visit, flow.base, outcome);
  }

  /** Nothing is decided: whoever still needs what is held sends it again. */
  #abandon(flow: PacketFlow): void {
    for (const id of this.#takeHeld(flow)) this.#verdicts.drop(id);
    this.#pending.remove(flow);
    flow.visit.leave();
  }

  /** Ends what has waited too long. To be called several times a second. */
  sweep(): void {
    const now = this.#now();
    const late = now - this.#station.policy.limits.helloTime;
    this.#pending.eachBefore(now - GAP_TIME, (flow) => {
      if (flow.since <= late) this.#expire(flow);
      else if (flow.released === 0 && flow.stream.end === 0) this.#passGap(flow);
    });
  }

  /**
   * The first bytes have not come: they may have passed while the queue was full. Without a verdict on them the server cannot use these,
   * so they may go. They are kept all the same: what comes in their place must be the same, and is judged together with them.
   */
  #passGap(flow: PacketFlow): void {
    for (const id of this.#takeHeld(flow)) this.#verdicts.accept(id, 0);
    flow.passedGap = true;
  }

  /**
   * If several packets were released and the server is silent, it may have some of them only, and would take other bytes for the rest once
   * these are forgotten.
   */
  #expire(flow: PacketFlow): void {
    if (flow.released > 0 && (flow.heard || flow.pieces === 1)) {
      this.#abandon(flow);
      return;
    }
    if (flow.released === 0) flow.refuse(REFUSAL['hello-timeout']);
    this.#end(flow, NO_POSITION, PACKET_OUTCOME.expired);
  }

  /** Gives all back that is held, for the process that has the queue next. */
  drain(): void {
    this.#pending.eachBefore(Number.POSITIVE_INFINITY, (flow) => this.#abandon(flow));
  }

  #drop(id: number, why: PacketDropCode): void {
    this.#station.observer.packetDropped(why);
    this.#verdicts.drop(id);
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
