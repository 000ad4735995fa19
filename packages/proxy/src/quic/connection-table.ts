/**
 * The connections that are known, by state and age. A state lasts equally long for all of them, so that a set, which is in order of
 * insertion, is in order of time as well.
 */

import { QUIC_REASON, type QuicReasonCode } from '../observe/quic-reason.ts';
import { ClientCounts } from '../policy/client-counts.ts';
import type { ClientKey } from '../policy/client-key.ts';
import { CLOSED, NOWHERE, PASSING, type QuicConnection, READING } from './connection.ts';
import type { QuicLimits } from './limits.ts';
import type { QuicVerdicts } from './subject.ts';

export class ConnectionTable {
  /** Packets that are held. */
  held = 0;

  readonly #limits: QuicLimits;
  readonly #verdicts: QuicVerdicts;
  /** By state. */
  readonly #sets: readonly [Set<QuicConnection>, Set<QuicConnection>, Set<QuicConnection>] = [
    new Set(),
    new Set(),
    new Set(),
  ];
  readonly #unfinished = new ClientCounts();

  constructor(limits: QuicLimits, verdicts: QuicVerdicts) {
    this.#limits = limits;
    this.#verdicts = verdicts;
  }

  /** How many connections are in a state. */
  count(state: number): number {
    return this.#set(state).size;
  }

  /** The reason this client may begin no connection; `undefined` if it may. */
  refusal(client: ClientKey): QuicReasonCode | undefined {
    if (this.#set(READING).size >= this.#limits.unfinished) return QUIC_REASON['flow-limit'];
    const isOver = this.#unfinished.of(client) >= this.#limits.unfinishedPerClient;
    return isOver ? QUIC_REASON['client-limit'] : undefined;
  }

  /** Follows a connection into the state that it is in. The oldest one there is forgotten if there is no room. */
  place(connection: QuicConnection, now: number): void {
    const { state } = connection;
    if (connection.placed === state) return;
    this.#unplace(connection);
    const set = this.#set(state);
    set.add(connection);
    connection.placed = state;
    connection.since = now;
    if (state === READING) this.#unfinished.change(connection.client, 1);
    else if (set.size > (state === PASSING ? this.#limits.passing : this.#limits.closed)) this.#forgetOldest(set);
  }

  /** Holds a packet, or drops it if there is no room: the client sends it again. */
  hold(connection: QuicConnection, packet: number, now: number): void {
    const { held } = connection;
    if (held.length >= this.#limits.heldPerConnection || this.held >= this.#limits.held) {
      this.#verdicts.drop(packet);
      return;
    }
    if (held.length === 0) connection.heldSince = now;
    held.push(packet);
    this.held += 1;
  }

  /** Lets all packets go on that are held for a connection, in their order, or drops them. */
  release(connection: QuicConnection, passes: boolean): void {
    const { held } = connection;
    for (let i = 0; i < held.length; i += 1) {
      if (passes) this.#verdicts.pass(held[i] as number);
      else this.#verdicts.drop(held[i] as number);
    }
    this.held -= held.length;
    held.length = 0;
  }

  /** Ends what has had its time. Cost: by the number of unfinished hellos, and of what ends. */
  sweep(now: number): void {
    const { heldTime, unfinishedTime, passingTime, closedTime } = this.#limits;
    for (const connection of this.#set(READING)) {
      if (now - connection.since >= unfinishedTime) this.#giveUp(connection);
      else if (connection.held.length > 0 && now - connection.heldSince >= heldTime) this.release(connection, false);
    }
    this.#forgetBefore(PASSING, now - passingTime);
    this.#forgetBefore(CLOSED, now - closedTime);
  }

  /** Drops what is held, and forgets everything. */
  clear(): void {
    for (const set of this.#sets) for (const connection of set) this.#forget(connection);
  }

  #giveUp(connection: QuicConnection): void {
    connection.subject?.refuse(QUIC_REASON['hello-timeout']);
    this.#forget(connection);
  }

  #forgetBefore(state: number, limit: number): void {
    for (const connection of this.#set(state)) {
      if (connection.since > limit) return;
      this.#forget(connection);
    }
  }

  #forgetOldest(set: Set<QuicConnection>): void {
    for (const connection of set) {
      this.#forget(connection);
      return;
    }
  }

  #forget(connection: QuicConnection): void {
    this.release(connection, false);
    this.#unplace(connection);
    connection.leave();
    connection.flow.end(connection);
  }

  #unplace(connection: QuicConnection): void {
    const { placed } = connection;
    if (placed === NOWHERE) return;
    this.#set(placed).delete(connection);
    if (placed === READING) this.#unfinished.change(connection.client, -1);
    connection.placed = NOWHERE;
  }

  #set(state: number): Set<QuicConnection> {
    return this.#sets[state] as Set<QuicConnection>;
  }
}
