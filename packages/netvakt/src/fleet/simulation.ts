/**
 * A bad push to a fleet, with a clock that is only a number: how many nodes have it in force before somebody takes it back. Places,
 * stages, turns and waits are the functions that nodes and publisher run; only the network is left out.
 */
import { type Generation, generationFor, placeInFleet, type RollOutStage, waitBeforeFetch } from '@netvakt/blocklist';

/** The push, and the fleet that it goes to. Times are milliseconds. */
export interface Push {
  readonly nodes: number;
  readonly stages: readonly RollOutStage[];
  /** Between two looks of a node at the store. */
  readonly every: number;
  readonly jitter: number;
  /** From the first node that has it in force to the publisher's halt. */
  readonly noticedAfter: number;
  /** Whether nodes see for themselves that it is bad: damaged, forged, or blocking what must pass. */
  readonly refusedByNodes: boolean;
  /** Seed of the chances. */
  readonly seed: number;
}

/** What it came to. */
export interface PushReport {
  readonly nodes: number;
  /** Nodes that ever had it in force. */
  readonly reached: number;
  readonly percent: number;
  /** Time that subscribers of one node each would have spent under it, added up. */
  readonly nodeMinutes: number;
  /** From the push to the halt; and until the last node was back. */
  readonly haltedAfterMinutes: number;
  readonly overAfterMinutes: number;
}

interface SimulatedNode {
  readonly place: number;
  next: number;
  /** Since when it has the bad generation in force; `undefined` if it has not. */
  since: number | undefined;
  reached: boolean;
}

const GOOD = generation(1);
const BAD = generation(2);
/** Nobody looks longer at one push. */
const END = 7 * 86_400_000;
const SECOND = 1000;

/** Simulates `push`; the same push always gives the same report. */
export function simulate(push: Push): PushReport {
  const fleet = new SimulatedFleet(push);
  // Nodes that refuse look as often as the others, and nothing ever changes: two rounds show it.
  const end = push.refusedByNodes ? 2 * (push.every + push.jitter) : END;
  for (let second = 0; fleet.goesOn && second * SECOND <= end; second += 1) fleet.tick(second);
  return fleet.report();
}

class SimulatedFleet {
  readonly #push: Push;
  readonly #chance: () => number;
  readonly #nodes: readonly SimulatedNode[];
  /** By the second in which they look next; a look takes no time, and the next one is more than a second away. */
  readonly #due = new Map<number, SimulatedNode[]>();
  #halted = Number.POSITIVE_INFINITY;
  #over = 0;
  #spent = 0;

  constructor(push: Push) {
    this.#push = push;
    this.#chance = chances(push.seed);
    this.#nodes = Array.from({ length: push.nodes }, (_, index) => ({
      place: placeInFleet('simulated', `node-${index}.example`),
      next: Math.round(this.#chance() * push.every),
      since: undefined,
      reached: false,
    }));
    for (const node of this.#nodes) this.#wait(node);
  }

  /** Whether a node will look again. */
  get goesOn(): boolean {
    return this.#due.size > 0;
  }

  /** Lets the nodes look whose time is within this second. */
  tick(second: number): void {
    const due = this.#due.get(second) ?? [];
    this.#due.delete(second);
    for (const node of due) this.#look(node);
  }

  #look(node: SimulatedNode): void {
    const { stages, refusedByNodes, every, jitter } = this.#push;
    const now = node.next;
    const next = now >= this.#halted ? undefined : { generation: BAD, stages };
    const isWanted = generationFor({ stable: GOOD, next }, node.place, now) === BAD;
    if (isWanted && node.since === undefined && !refusedByNodes) this.#take(node, now);
    if (!isWanted && node.since !== undefined) this.#return(node, node.since, now);
    // After the halt a node that is back has no part any more.
    if (now >= this.#halted && node.since === undefined) return;
    node.next = now + waitBeforeFetch({ every, jitter, retryAfter: every }, 0, this.#chance());
    this.#wait(node);
  }

  #wait(node: SimulatedNode): void {
    const second = Math.floor(node.next / SECOND);
    const due = this.#due.get(second);
    if (due === undefined) this.#due.set(second, [node]);
    else due.push(node);
  }

  report(): PushReport {
    const { nodes } = this.#push;
    const reached = this.#nodes.filter((node) => node.reached).length;
    return {
      nodes,
      reached,
      percent: (100 * reached) / nodes,
      nodeMinutes: Math.round(this.#spent / 60_000),
      haltedAfterMinutes: Number.isFinite(this.#halted) ? Math.round(this.#halted / 60_000) : 0,
      overAfterMinutes: Math.round(this.#over / 60_000),
    };
  }

  #take(node: SimulatedNode, now: number): void {
    node.since = now;
    node.reached = true;
    this.#halted = Math.min(this.#halted, now + this.#push.noticedAfter);
  }

  #return(node: SimulatedNode, since: number, now: number): void {
    this.#spent += now - since;
    this.#over = now;
    node.since = undefined;
  }
}

function generation(number: number): Generation {
  return { number, digest: '', whole: { name: '', size: 0, sha256: '' }, deltas: [] };
}

/** Chances from 0 to 1, always the same for one seed (mulberry32). */
function chances(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
