import type { RuleMatcher } from '../decide/rule-matcher.ts';
import { WITHOUT_RULES } from '../decide/without-rules.ts';
import { SILENT } from '../observe/observer.ts';
import type { ClientKey } from '../policy/client-key.ts';
import type { Policy } from '../policy/policy.ts';
import type { ProxiedEnds } from '../proxy-protocol/header.ts';
import { writeProxyHeaderV1, writeProxyHeaderV2 } from '../proxy-protocol/write.ts';
import type { ReadyResponse } from '../settings/block-answer.ts';
import { charge, endIfGone, type OwnedSocket, own } from '../socket/ownership.ts';
import { progressOf } from '../socket/progress.ts';
import type { Expiring } from './deadlines.ts';
import { bytesOf, Farewell } from './farewell.ts';
import { type FlowStage, NO_STAGE } from './flow-stage.ts';
import { FlowTally } from './flow-tally.ts';
import type { JudgedFlow } from './judge-flow.ts';
import { ReceiveBuffer } from './receive-buffer.ts';
import type { Station } from './station.ts';

/** How long a client that has just connected may take to begin its first request while the worker drains, in milliseconds. */
export const FIRST_WORD = 1000;

/**
 * Milliseconds between two looks whether a client that has closed its side is still there: one that is gone altogether answers with
 * a reset as soon as its kernel has forgotten the connection, after a minute on Linux.
 */
const HALF_OPEN_PROBE = 15_000;

/** Who a connection belongs to: known from its socket, or sent by a trusted peer. */
export interface FlowClient {
  /** Index into the settings' markets. */
  readonly market: number;
  /** What it is counted by. */
  readonly key: ClientKey;
  /** It is never judged. */
  readonly exempt: boolean;
  readonly ends: ProxiedEnds;
  /** The PROXY protocol header with which origins learn of the client; `undefined`: they do not. */
  readonly introduction: 'v1' | 'v2' | undefined;
}

/**
 * One client's connection from accept to its end: its socket, the bytes of it that nobody has used yet, its deadline, and what
 * it is judged and counted under. One {@link FlowStage} after another owns it; what stays the same between them is here.
 *
 *   explicit ────────────────► HttpSession ──┬──► Farewell
 *                                 ▲          │
 *   intercepted ──► Sniffer ──────┤          └──► Tunnel
 *                      │          │                 ▲
 *                      └──────────┴──► TunnelSetup ─┘
 */
export class Flow implements Expiring, JudgedFlow {
  deadline = 0;
  /** The client has closed its side. */
  ended = false;

  readonly station: Station;
  /** The settings that were in force when it began. */
  readonly policy: Policy;
  readonly market: number;
  readonly key: ClientKey;
  readonly exempt: boolean;
  readonly ends: ProxiedEnds;
  readonly socket: OwnedSocket;
  readonly received: ReceiveBuffer;
  readonly tally: FlowTally;

  readonly #introduction: FlowClient['introduction'];
  #stage: FlowStage = NO_STAGE;
  /** The last result of {@link progressOf}. */
  #progress = 0;

  constructor(station: Station, socket: OwnedSocket, { market, key, exempt, ends, introduction }: FlowClient) {
    this.station = station;
    this.policy = station.policy;
    this.market = market;
    this.key = key;
    this.exempt = exempt;
    this.ends = ends;
    this.socket = socket;
    this.received = new ReceiveBuffer(station, station.policy.limits);
    this.tally = new FlowTally(exempt ? SILENT : station.observer, market, ends.source);
    this.#introduction = introduction;
    station.deadlines.add(this);
  }

  /** The rules that hold for its next request: none if it is exempt. */
  get matcher(): RuleMatcher {
    return this.exempt ? WITHOUT_RULES : this.station.matcher;
  }

  charge(steps: number): void {
    charge(this.socket, steps);
  }

  /** Gives the connection to the next stage, which owns its socket from then on. */
  hand(stage: FlowStage): void {
    this.#stage = stage;
    own(this.socket, stage);
  }

  /** `after`: milliseconds from now. */
  setDeadline(after: number): void {
    this.deadline = this.station.deadlines.now + after;
  }

  /**
   * The client has closed its side, and is still owed an answer: from now on it is noticed if it goes away altogether. `asked`: its
   * origin has the request. Until then an attempt to connect has the deadline that it had.
   */
  waitHalfOpen(asked: boolean): void {
    this.socket.setKeepAlive(true, HALF_OPEN_PROBE);
    endIfGone(this.socket);
    if (asked) this.setDeadline(this.policy.limits.halfOpenTime);
  }

  expire(): void {
    this.#stage.expire();
  }

  cut(): void {
    this.#stage.cut();
  }

  drain(): void {
    this.#stage.drain();
  }

  /** True if the client has taken anything since this was asked last. */
  clientProgressed(): boolean {
    const before = this.#progress;
    this.#progress = progressOf(this.socket);
    return this.#progress !== before;
  }

  /** Writes the PROXY protocol header that is due, before anything else on a new connection to an origin. */
  introduce(origin: OwnedSocket): void {
    if (this.#introduction === 'v1') origin.write(writeProxyHeaderV1(this.ends));
    else if (this.#introduction === 'v2') origin.write(writeProxyHeaderV2(this.ends, { checksum: false }));
  }

  /** Sends a last response and closes our side. */
  answer(response: ReadyResponse, toHead: boolean): void {
    this.finish(bytesOf(response, toHead));
  }

  /** Closes our side, after `last`; what was written still arrives. */
  finish(last?: Uint8Array): void {
    Farewell.begin(this, last);
  }

  /** Ends the client's connection at once. `reset`: so that the client cannot take a part for the whole. */
  abandon(reset: boolean): void {
    this.close();
    if (reset) this.socket.resetAndDestroy();
    else this.socket.destroy();
  }

  /** The client's socket is closed, or the caller sees to that: nothing expires any more. */
  close(): void {
    this.station.deadlines.remove(this);
  }
}
