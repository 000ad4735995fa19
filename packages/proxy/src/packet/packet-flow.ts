import { MORE, WHOLE } from '../bytes/reader-result.ts';
import { NOT_TLS, SSLV2 } from '../hello/outcome.ts';
import type { RecordReader } from '../hello/record-reader.ts';
import { SETTLED, ServerHelloReader } from '../hello/server-hello-reader.ts';
import type { RefusalCode } from '../observe/refusal.ts';
import { UNINSPECTABLE } from '../observe/vocabulary.ts';
import type { FlowHash } from './flow-key.ts';
import { NO_POSITION } from './flow-table.ts';
import type { HelloBuffers } from './hello-buffers.ts';
import type { PacketReader } from './packet-reader.ts';
import { MOST_SEGMENTS, type Reassembly } from './reassembly.ts';
import type { Visit } from './visit.ts';

/** Not decided: more of the client's bytes are needed. */
export const HELLO_UNDECIDED = 0;
/** A hello is free. What may be another one is to be held; the rest may pass. */
const HELLO_FREE = 1;
/** Nothing that follows can be read: all may pass. */
export const HELLO_OPEN = 2;
/** It must end. */
export const HELLO_ENDED = 3;
export type HelloReading = typeof HELLO_UNDECIDED | typeof HELLO_FREE | typeof HELLO_OPEN | typeof HELLO_ENDED;

/** What a flow begins with. */
export interface FlowBeginning {
  readonly base: number;
  /** Milliseconds. */
  readonly now: number;
  readonly buffers: HelloBuffers;
}

/** A packet that waits in the queue for its verdict. */
interface HeldPacket {
  readonly id: number;
  /** Offset behind its last byte. */
  readonly to: number;
}

/**
 * One pending flow: the client's first bytes, the packets that are held with them, and, once they were released, what the server
 * answers.
 *
 *   holding ──► free hello, released ──► the server has acknowledged and answered it ──► allowed
 *      └──► ended                └──► bytes that came before come again, as others ──► ended
 */
export class PacketFlow implements FlowHash {
  /** Where it is in the table, if it is there. */
  position: number = NO_POSITION;
  readonly low: number;
  readonly high: number;
  readonly visit: Visit;
  /** Sequence number of the first byte. */
  readonly base: number;
  /** When its first packet came, in milliseconds. */
  readonly since: number;
  readonly buffers: HelloBuffers;
  readonly stream: Reassembly;
  held: HeldPacket[] = [];
  /** Bytes from the beginning that were released to the server; 0 while nothing was. */
  released = 0;
  /** Bytes were let through that are not the first: these had not come in time. */
  passedGap = false;
  /** Packets that brought something new. */
  pieces = 0;
  /** The server has sent data. */
  heard = false;
  /** The sequence number that the client expects of the server. */
  expected: number;
  reading: HelloReading = HELLO_UNDECIDED;
  /** The reason it was refused, if a reader did so. */
  refusal: RefusalCode | undefined;

  readonly #records: RecordReader;
  #read = 0;
  /** Bytes at the end of the stream that may belong to another hello. */
  #following = 0;
  #answer: ServerHelloReader | undefined;
  #answered: number;

  /** `packet`: the client's first that came. `buffers`: empty, and the flow's alone. */
  constructor({ low, high }: FlowHash, visit: Visit, packet: PacketReader, { base, now, buffers }: FlowBeginning) {
    this.low = low;
    this.high = high;
    this.visit = visit;
    this.base = base;
    this.since = now;
    this.buffers = buffers;
    this.stream = buffers.stream;
    this.expected = packet.acknowledgement;
    this.#answered = packet.acknowledgement;
    this.#records = buffers.records;
  }

  /** Keeps a packet, whose last byte comes before `to`, for the verdict. False if there is no room for another. */
  hold(id: number, to: number): boolean {
    this.pieces += 1;
    this.held.push({ id, to });
    return this.held.length <= MOST_SEGMENTS;
  }

  /** Takes out what may pass by now. */
  release(): number[] {
    const passable = this.reading === HELLO_OPEN ? this.stream.end : this.stream.end - this.#following;
    const ids = this.held.flatMap(({ id, to }) => (to <= passable ? [id] : []));
    this.held = this.held.filter(({ to }) => to > passable);
    this.released = Math.max(this.released, passable);
    return ids;
  }

  /** True if bytes up to `to` that come again, and are the same, may pass: the server has had them. */
  mayRepeat(to: number): boolean {
    return to <= this.released || (this.passedGap && this.stream.end === 0);
  }

  /** It must end, and that is counted. */
  refuse(refusal: RefusalCode): HelloReading {
    this.reading = HELLO_ENDED;
    this.refusal = refusal;
    this.visit.judgement.refuse(refusal);
    return HELLO_ENDED;
  }

  /** Reads what is whole of the stream by now, and judges it. */
  read(): HelloReading {
    const { stream } = this;
    while (this.reading <= HELLO_FREE && this.#read < stream.end) {
      const start = this.#read;
      const result = this.#records.read(stream.bytes, start, stream.end);
      this.#read = result === WHOLE ? this.#records.at : stream.end;
      this.reading = this.#follow(result, start);
    }
    return this.reading;
  }

  #follow(result: number, start: number): HelloReading {
    const { judgement } = this.visit;
    if (result === WHOLE) {
      if (!judgement.judge(this.#records.hello)) return HELLO_ENDED;
      this.#records.follow();
      this.#following = 0;
      return HELLO_FREE;
    }
    if (judgement.judged) return this.#afterHello(result, start);
    if (result === MORE) return HELLO_UNDECIDED;
    if (result === NOT_TLS) return this.#unknown();
    if (result === SSLV2) return this.visit.passes(UNINSPECTABLE['sslv2-hello']) ? HELLO_OPEN : HELLO_ENDED;
    return this.refuse(result as RefusalCode);
  }

  #afterHello(result: number, start: number): HelloReading {
    if (result === NOT_TLS) return HELLO_OPEN;
    if (result !== MORE) return this.refuse(result as RefusalCode);
    const { passable } = this.#records;
    const { end } = this.stream;
    this.#following = passable > start ? end - passable : this.#following + end - start;
    return HELLO_FREE;
  }

  #unknown(): HelloReading {
    return this.visit.passes(UNINSPECTABLE['protocol-unknown']) ? HELLO_OPEN : HELLO_ENDED;
  }

  /** The server has sent this. True if it has read what was released to it, and no further hello can come in clear text. */
  isAnswered(packet: PacketReader): boolean {
    const taken = (packet.acknowledgement - this.base) | 0;
    if (this.released === 0 || taken < this.released) return false;
    if (this.reading === HELLO_OPEN) return true;
    if (packet.sequence !== this.#answered) return false;
    this.#answer ??= new ServerHelloReader();
    this.#answered = (packet.sequence + packet.length) >>> 0;
    return this.#answer.read(packet.bytes.subarray(packet.payload, packet.end)) === SETTLED;
  }
}
