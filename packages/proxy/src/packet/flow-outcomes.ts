/** What flows of TCP come to: packets that are held get their verdicts, both ends hear of it, and it is counted and remembered. */
import type { Station } from '../connection/station.ts';
import { REFUSAL } from '../observe/refusal.ts';
import { PACKET_DROP, PACKET_OUTCOME, type PacketDropCode, type PacketOutcomeCode } from '../observe/vocabulary.ts';
import { goodbye, resets } from './flow-end.ts';
import type { FlowHash } from './flow-key.ts';
import { NO_POSITION } from './flow-table.ts';
import { FLOW_ALLOWED, FLOW_BLOCKED } from './marks.ts';
import type { PacketFlow } from './packet-flow.ts';
import type { PendingFlows } from './pending-flows.ts';
import { FORGOTTEN, RecentVerdicts, WAS_ALLOWED, WAS_BLOCKED } from './recent-verdicts.ts';
import type { Verdicts } from './verdicts.ts';
import type { Visit } from './visit.ts';

/** How long a verdict is remembered, in milliseconds: longer than a retransmission can wait in the queue. */
const REMEMBERED = 10_000;

export class FlowOutcomes {
  readonly #station: Station;
  readonly #verdicts: Verdicts;
  readonly #pending: PendingFlows;
  readonly #now: () => number;
  readonly #recent = new RecentVerdicts(REMEMBERED);
  #held = 0;

  /** @param now - milliseconds, of a clock that only goes forward */
  constructor(station: Station, verdicts: Verdicts, pending: PendingFlows, now: () => number) {
    this.#station = station;
    this.#verdicts = verdicts;
    this.#pending = pending;
    this.#now = now;
  }

  // ── packets that wait ───────────────────────────────────────────────────────────────────────────────────────────────

  /** Packets of all flows that wait for a verdict. */
  get held(): number {
    return this.#held;
  }

  /** Keeps a packet for its flow's verdict. False if the flow has no room for another. */
  hold(flow: PacketFlow, id: number, to: number): boolean {
    this.#held += 1;
    return flow.hold(id, to);
  }

  /** What a free hello has let pass goes on. The flow stays pending. */
  release(flow: PacketFlow): void {
    const ids = flow.release();
    this.#held -= ids.length;
    for (const id of ids) this.#verdicts.accept(id, 0);
  }

  /** There is no room for the packet that came last. Its bytes are kept: once they may pass, the client has sent them again. */
  giveBack(flow: PacketFlow): void {
    const last = flow.held.pop();
    if (last === undefined) return;
    this.#held -= 1;
    this.drop(last.id, PACKET_DROP.crowded);
  }

  drop(id: number, why: PacketDropCode): void {
    this.#station.observer.packetDropped(why);
    this.#verdicts.drop(id);
  }

  /** Takes out all that is held of a flow, for its verdict. */
  #takeHeld(flow: PacketFlow): number[] {
    const ids = flow.held.map(({ id }) => id);
    flow.held = [];
    this.#held -= ids.length;
    return ids;
  }

  // ── without a flow in memory ────────────────────────────────────────────────────────────────────────────────────────

  /** True for a packet that was on its way when its flow was decided: it has the same verdict now. */
  repeats(key: FlowHash, id: number, base: number): boolean {
    const recent = this.#recent.find(key, base, this.#now());
    if (recent === WAS_ALLOWED) this.#verdicts.accept(id, FLOW_ALLOWED);
    else if (recent === WAS_BLOCKED) this.drop(id, PACKET_DROP.repeated);
    return recent !== FORGOTTEN;
  }

  /** The rest of a flow that began without the rules, or that the kernel has forgotten. */
  passMidstream(key: FlowHash, id: number, base: number): void {
    this.#station.observer.packetFlow(PACKET_OUTCOME.midstream);
    this.#verdicts.accept(id, FLOW_ALLOWED);
    this.#recent.set(key, base, this.#now(), WAS_ALLOWED);
  }

  /** Counts and remembers what a flow has come to. */
  decide(key: FlowHash, visit: Visit, base: number, outcome: PacketOutcomeCode): void {
    const passes = outcome === PACKET_OUTCOME.allowed || outcome === PACKET_OUTCOME.unfiltered;
    this.#recent.set(key, base, this.#now(), passes ? WAS_ALLOWED : WAS_BLOCKED);
    if (!visit.exempt) this.#station.observer.packetFlow(outcome);
    visit.leave();
  }

  // ── the ends of a flow ──────────────────────────────────────────────────────────────────────────────────────────────

  allow(flow: PacketFlow): void {
    for (const id of this.#takeHeld(flow)) this.#verdicts.accept(id, FLOW_ALLOWED);
    this.#pending.remove(flow);
    this.decide(flow, flow.visit, flow.base, PACKET_OUTCOME.allowed);
  }

  /** A reset to the server in place of what is held, and the answer to the client. `id`: another packet to go, or NO_POSITION. */
  end(flow: PacketFlow, id: number, outcome: PacketOutcomeCode): void {
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
    this.decide(flow, flow.visit, flow.base, outcome);
  }

  /** Nothing is decided: whoever still needs what is held sends it again. */
  abandon(flow: PacketFlow): void {
    for (const id of this.#takeHeld(flow)) this.#verdicts.drop(id);
    this.#pending.remove(flow);
    flow.visit.leave();
  }

  /**
   * The first bytes have not come: they may have passed while the queue was full. Without a verdict on them the server cannot use these,
   * so they may go. They are kept all the same: what comes in their place must be the same, and is judged together with them.
   */
  passGap(flow: PacketFlow): void {
    for (const id of this.#takeHeld(flow)) this.#verdicts.accept(id, 0);
    flow.passedGap = true;
  }

  /**
   * If several packets were released and the server is silent, it may have only some of them. Once these are forgotten, it would accept
   * other bytes as the rest.
   */
  expire(flow: PacketFlow): void {
    if (flow.released > 0 && (flow.heard || flow.pieces === 1)) {
      this.abandon(flow);
      return;
    }
    if (flow.released === 0) flow.refuse(REFUSAL['hello-timeout']);
    this.end(flow, NO_POSITION, PACKET_OUTCOME.expired);
  }
}
