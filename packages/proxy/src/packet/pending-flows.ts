import type { Station } from '../connection/station.ts';
import { ClientCounts } from '../policy/client-counts.ts';
import type { FlowKey } from './flow-key.ts';
import { FlowTable, NO_POSITION } from './flow-table.ts';
import { HelloBufferPool } from './hello-buffers.ts';
import { PacketFlow } from './packet-flow.ts';
import type { PacketReader } from './packet-reader.ts';
import type { Visit } from './visit.ts';

/** The flows that wait for bytes or an answer: by their ends, by client, by age, and what they hold in memory. */
export class PendingFlows {
  readonly #station: Station;
  readonly #table: FlowTable;
  readonly #flows: (PacketFlow | undefined)[];
  readonly #byClient = new ClientCounts();
  readonly #buffers = new HelloBufferPool();

  /** `most`: at one time, a power of two. */
  constructor(station: Station, most: number) {
    this.#station = station;
    this.#table = new FlowTable(most);
    this.#flows = Array.from({ length: most });
  }

  get size(): number {
    return this.#table.size;
  }

  get full(): boolean {
    return this.#table.full;
  }

  find(key: FlowKey): PacketFlow | undefined {
    const position = this.#table.find(key);
    return position === NO_POSITION ? undefined : this.#flows[position];
  }

  /** True if the visit's client has as many as one client may have. */
  hasMost({ client, policy }: Visit): boolean {
    return this.#byClient.of(client) >= policy.limits.connectionsPerClient;
  }

  /** Makes a flow that gets its verdict at once, so that it never enters the table. */
  unlisted(key: FlowKey, visit: Visit, packet: PacketReader, base: number, now: number): PacketFlow {
    const buffers = this.#buffers.take(visit.policy.limits.helloBytes);
    return new PacketFlow(key, visit, packet, { base, now, buffers });
  }

  /** Adds a flow that is not there, unless {@link full}. `packet`: the client's first that came. */
  begin(key: FlowKey, visit: Visit, packet: PacketReader, base: number, now: number): PacketFlow {
    const flow = this.unlisted(key, visit, packet, base, now);
    flow.position = this.#table.insert(key);
    this.#flows[flow.position] = flow;
    this.#byClient.change(visit.client, 1);
    this.#station.observer.waiting(flow.stream.size);
    return flow;
  }

  /** Removes a flow, whose bytes are then gone; nothing if it never was here. */
  remove(flow: PacketFlow): void {
    if (flow.position === NO_POSITION) return;
    this.#table.remove(flow.position);
    this.#flows[flow.position] = undefined;
    this.#byClient.change(flow.visit.client, -1);
    this.#station.observer.waiting(-flow.stream.size);
    this.#buffers.giveBack(flow.buffers, flow.visit.policy.limits.helloBytes);
    flow.position = NO_POSITION;
  }

  /** Calls `visit` for each flow that began before `limit`, oldest first; it may remove that flow. */
  eachBefore(limit: number, visit: (flow: PacketFlow) => void): void {
    for (let at = this.#table.oldest; at !== NO_POSITION; ) {
      const flow = this.#flows[at] as PacketFlow;
      if (flow.since > limit) return;
      at = this.#table.after(at);
      visit(flow);
    }
  }
}
