/**
 * Reads the datagrams that a client sends.
 *
 *   datagram ─► long headers ─► keys ─► frames ─► CRYPTO in order ─► ClientHello ─► WHOLE: to be judged
 *                    │           │         │            │                └────────► MORE: to be held until the rest has come
 *                    │           │         └────────────┴──────────────────────────► a reason: to be dropped
 *                    └───────────┴─ nothing to read ───────────────────────────────► QUIC_FREE: to be let go
 *
 * To which connection an Initial belongs:
 *
 * 1. To the one whose first id it is sent to.
 * 2. To any that has been free and whose keys open it: the client has learned the server's id, and keeps its first keys. It may have begun
 *    another hello since, or been closed for one.
 * 3. To a new one, if the keys of its own id open it. So it is after a Retry as well: id and keys are new, and the hello comes again.
 *
 * What none of these keys open, no server reads but one that has the connection already: its hello was judged before. If the flow has
 * more such connections than are tried, it may be another hello of one of those, and is dropped.
 */
import { MORE } from '../bytes/reader-result.ts';
import { sameBytes } from '../bytes/text.ts';
import { QUIC_REASON } from '../observe/quic-reason.ts';
import { CLOSED, type QuicConnection, READING } from './connection.ts';
import { ADDED } from './crypto-stream.ts';
import { FrameReader } from './frames.ts';
import { InitialKeys } from './initial-keys.ts';
import { INITIAL, LongHeader, MALFORMED, NO_LONG_HEADER, OF_SERVER, UNKNOWN_VERSION } from './long-header.ts';
import { QUIC_FREE, QUIC_SHUT } from './outcome.ts';
import { MOST_CONNECTIONS, type QuicFlow } from './quic-flow.ts';
import type { QuicVersion } from './version.ts';

/** Servers discard an Initial in a smaller datagram (RFC 9000 §14.1). */
const LEAST_BYTES = 1200;
/** Connections of a flow that have been free and whose keys are tried, the latest first. */
const MOST_TRIED = 4;

/** A step's result: nothing is wrong so far. */
const RIGHT = ADDED;

/** Reads one datagram at a time. Use one for each thread. */
export class DatagramReader {
  readonly #header = new LongHeader();
  readonly #frames = new FrameReader();
  #initials = 0;
  #isSmall = false;
  /** The reason if none of the Initials is opened. */
  #unopened: number = QUIC_REASON['not-authentic'];
  /** Version of the first packet of the datagram. */
  #version: QuicVersion | undefined = undefined;
  #idStart = 0;
  #idEnd = 0;

  /**
   * Reads the datagram `bytes[start, end)`, the payload of UDP, and leaves its bytes as they are.
   *
   * @returns MORE, WHOLE, QUIC_FREE, QUIC_SHUT or the code of a {@link QUIC_REASON}; `flow.current` is the connection concerned, if there is one.
   * After WHOLE its `judge()` returns what else there is.
   *
   * Never throws. Cost: 21 us of CPU time for a hello in two datagrams, of which 3 are the keys; below 1 us for what carries none.
   * Memory: 4 to 18 KiB a connection.
   */
  read(flow: QuicFlow, bytes: Buffer, start: number, end: number): number {
    flow.current = undefined;
    const wrong = this.#readHeaders(bytes, start, end);
    if (wrong !== RIGHT) return wrong;
    const version = this.#version;
    if (version === undefined) return QUIC_FREE;
    const current = flow.find(version, bytes, this.#idStart, this.#idEnd);
    flow.current = current;
    if (current?.state === CLOSED) return QUIC_SHUT;
    if (this.#initials === 0) return current?.state === READING ? MORE : QUIC_FREE;
    this.#isSmall = end - start < LEAST_BYTES;
    if (this.#isSmall && current?.state === READING) return QUIC_REASON['datagram-small'];
    return this.#readInitials(flow, bytes, start, end);
  }

  /** Looks at all headers first: a datagram that will be dropped must leave nothing in a connection. */
  #readHeaders(bytes: Buffer, start: number, end: number): number {
    const header = this.#header;
    this.#initials = 0;
    this.#version = undefined;
    for (let at = start; at < end; at = header.end) {
      const kind = header.read(bytes, at, end);
      // What comes behind these belongs to them; zeros after the last packet look like the first of them.
      if (kind === NO_LONG_HEADER || kind === OF_SERVER) return RIGHT;
      if (kind === UNKNOWN_VERSION) return QUIC_REASON['version-unknown'];
      if (kind === MALFORMED) return QUIC_REASON['header-malformed'];
      if (!this.#isSameConnection(bytes)) return QUIC_REASON['connections-mixed'];
      if (kind === INITIAL) this.#initials += 1;
    }
    return RIGHT;
  }

  #isSameConnection(bytes: Buffer): boolean {
    const { version, idStart, idEnd } = this.#header;
    if (this.#version === undefined) {
      this.#version = version;
      this.#idStart = idStart;
      this.#idEnd = idEnd;
      return true;
    }
    if (version !== this.#version || idEnd - idStart !== this.#idEnd - this.#idStart) return false;
    return sameBytes(bytes, idStart, idEnd, bytes, this.#idStart);
  }

  #readInitials(flow: QuicFlow, bytes: Buffer, start: number, end: number): number {
    const header = this.#header;
    this.#unopened = QUIC_REASON['not-authentic'];
    let isRead = false;
    for (let at = start, left = this.#initials; left > 0; at = header.end) {
      if (header.read(bytes, at, end) !== INITIAL) continue;
      left -= 1;
      const payload = this.#open(flow, bytes, at);
      if (payload === undefined) continue;
      isRead = true;
      const connection = flow.current as QuicConnection;
      if (connection.state === CLOSED) return QUIC_SHUT;
      const wrong = connection.take(payload, this.#frames);
      if (wrong !== RIGHT) return connection.close(wrong);
    }
    return isRead ? (flow.current as QuicConnection).advance() : this.#unopened;
  }

  /** The frames of the Initial whose header was read last; `undefined` if no keys open it. */
  #open(flow: QuicFlow, bytes: Buffer, start: number): Buffer | undefined {
    const { numberStart, end } = this.#header;
    const version = this.#version as QuicVersion;
    if (flow.current !== undefined) return flow.current.open(version, bytes, start, numberStart, end);
    let tried = 0;
    for (let i = flow.connections.length - 1; i >= 0; i -= 1) {
      const connection = flow.connections[i] as QuicConnection;
      if (!connection.wasFree) continue;
      tried += 1;
      if (tried > MOST_TRIED) break;
      const payload = connection.open(version, bytes, start, numberStart, end);
      if (payload === undefined) continue;
      flow.current = connection;
      return payload;
    }
    const payload = this.#openFirst(flow, bytes, start);
    // It may be another hello of a connection that was not tried.
    if (payload === undefined && tried > MOST_TRIED) this.#unopened = QUIC_REASON['connections-too-many'];
    return payload;
  }

  /** As {@link #open}, of the first packet of a connection. */
  #openFirst(flow: QuicFlow, bytes: Buffer, start: number): Buffer | undefined {
    if (this.#isSmall) this.#unopened = QUIC_REASON['datagram-small'];
    if (flow.connections.length === MOST_CONNECTIONS) this.#unopened = QUIC_REASON['connections-too-many'];
    if (this.#unopened !== QUIC_REASON['not-authentic']) return undefined;
    const { numberStart, end, idStart, idEnd } = this.#header;
    const version = this.#version as QuicVersion;
    const id = bytes.subarray(idStart, idEnd);
    const keys = new InitialKeys(version, id);
    const payload = keys.open(bytes, start, numberStart, end);
    if (payload !== undefined) flow.current = flow.begin(version, id, keys);
    return payload;
  }
}
