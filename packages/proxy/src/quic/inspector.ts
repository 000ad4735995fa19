/**
 * Decides which datagrams of clients may pass: reads their hellos, holds what is not decided, and remembers what was.
 *
 *            first Initial            whole, free             10 s
 *   unknown ───────────────► reading ─────────────► passing ───────► unknown
 *                              │  ▲  another hello     │
 *                              │  └────────────────────┘
 *                              ├─ blocked, or a reason ─► closed ── 60 s ─► unknown
 *                              └─ not whole after 10 s ─► unknown
 *
 * What is held for a second is dropped, but the bytes of the hello stay: when its rest comes, the client has sent again what was
 * dropped, or will.
 */
import { MORE, WHOLE } from '../bytes/reader-result.ts';
import { QUIC_REASON, type QuicReasonCode } from '../observe/quic-reason.ts';
import { CLOSED, NOWHERE, PASSING, type QuicConnection, READING } from './connection.ts';
import { ConnectionTable } from './connection-table.ts';
import { DatagramReader } from './datagram-reader.ts';
import { DEFAULT_QUIC_LIMITS, type QuicLimits } from './limits.ts';
import { QUIC_FREE } from './outcome.ts';
import { QuicFlow } from './quic-flow.ts';
import type { QuicVerdicts } from './subject.ts';

/** How many connections and packets are kept. */
export interface QuicCounts {
  readonly reading: number;
  readonly passing: number;
  readonly closed: number;
  readonly held: number;
  readonly flows: number;
}

/** Use one for each worker. */
export class QuicInspector {
  readonly #verdicts: QuicVerdicts;
  readonly #reader = new DatagramReader();
  readonly #flows = new Map<string, QuicFlow>();
  readonly #table: ConnectionTable;

  constructor(verdicts: QuicVerdicts, limits: QuicLimits = DEFAULT_QUIC_LIMITS) {
    this.#verdicts = verdicts;
    this.#table = new ConnectionTable(limits, verdicts);
  }

  /** Packets that wait for the rest of their hello. */
  get held(): number {
    return this.#table.held;
  }

  get counts(): QuicCounts {
    const table = this.#table;
    const [reading, passing, closed] = [table.count(READING), table.count(PASSING), table.count(CLOSED)];
    return { reading, passing, closed, held: table.held, flows: this.#flows.size };
  }

  /**
   * Inspects one datagram, of the packet with that number.
   *
   * @param key - stands for the two addresses and ports.
   * @param datagram - the payload of UDP. Not kept.
   * @param now - milliseconds, never less than before.
   */
  inspect(packet: number, key: string, datagram: Buffer, now: number): void {
    const flow = this.#flows.get(key) ?? new QuicFlow(key, this.#flows);
    let result = this.#reader.read(flow, datagram, 0, datagram.length);
    const connection = flow.current;
    if (connection === undefined) return this.#settleUnknown(packet, result);
    if (connection.placed === NOWHERE && !this.#admit(connection)) return this.#verdicts.drop(packet);
    while (result === WHOLE) result = connection.judge();
    this.#settle(packet, connection, result, now);
  }

  /** Ends what has had its time. To be called some times a second. */
  sweep(now: number): void {
    this.#table.sweep(now);
  }

  /** Drops what is held, and forgets everything. */
  close(): void {
    this.#table.clear();
  }

  #settleUnknown(packet: number, result: number): void {
    if (result >= 0) this.#verdicts.unreadable(result as QuicReasonCode);
    if (result === QUIC_FREE || result === QUIC_REASON['not-authentic']) this.#verdicts.pass(packet);
    else this.#verdicts.drop(packet);
  }

  /** False if there is no room for another connection. */
  #admit(connection: QuicConnection): boolean {
    const subject = this.#verdicts.begin();
    const refusal = this.#table.refusal(subject.client);
    connection.subject = subject;
    if (refusal === undefined) return true;
    subject.refuse(refusal);
    connection.leave();
    connection.flow.end(connection);
    return false;
  }

  #settle(packet: number, connection: QuicConnection, result: number, now: number): void {
    const table = this.#table;
    const isClosed = connection.state === CLOSED;
    if (result >= 0) {
      if (isClosed) connection.subject?.refuse(result as QuicReasonCode);
      else this.#verdicts.unreadable(result as QuicReasonCode);
    }
    table.place(connection, now);
    if (result === MORE) return table.hold(connection, packet, now);
    if (isClosed) {
      table.release(connection, false);
      connection.leave();
    }
    if (result === QUIC_FREE) table.release(connection, true);
    if (result === QUIC_FREE || result === QUIC_REASON['not-authentic']) this.#verdicts.pass(packet);
    else this.#verdicts.drop(packet);
  }
}
