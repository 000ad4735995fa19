/** One QUIC connection of a client, from its first Initial until its hellos are judged and a while longer. */
import { MORE, ON, WHOLE } from '../bytes/reader-result.ts';
import { sameBytes } from '../bytes/text.ts';
import { HelloReader } from '../hello/hello-reader.ts';
import { QUIC_REASON } from '../observe/quic-reason.ts';
import { REFUSAL } from '../observe/refusal.ts';
import { type ClientKey, NOBODY } from '../policy/client-key.ts';
import { CryptoStream, MOST_CRYPTO_BYTES } from './crypto-stream.ts';
import type { FrameReader } from './frames.ts';
import { InitialKeys } from './initial-keys.ts';
import { QUIC_FREE, QUIC_SHUT } from './outcome.ts';
import { giveBackMemory, type HelloMemory, takeMemory } from './spare-memory.ts';
import type { QuicSubject } from './subject.ts';
import type { QuicVersion } from './version.ts';

/** Its hello has not come whole, or has not been judged. */
export const READING = 0;
/** Its hello is free; another one may follow, if the server asks for it (RFC 8446 §4.1.4). */
export const PASSING = 1;
/** It is blocked, or was refused. */
export const CLOSED = 2;
/** In no table. */
export const NOWHERE = -1;

/** Each is answered by no more than a few; a hello that is sent again for ten seconds takes twelve. */
const MOST_PACKETS = 32;

/** Where a connection is kept. */
interface KeepsConnections {
  end(connection: QuicConnection): void;
}

export class QuicConnection {
  state: number = READING;
  /** A hello of it has been free: its server may know it, and have chosen an id. */
  wasFree = false;
  /** The hello that is being read, or the one that was read last. */
  hello: HelloReader;
  /** Judges and counts it, while there is something to judge. */
  subject: QuicSubject | undefined = undefined;
  readonly flow: KeepsConnections;

  // For the table that it is in.
  /** The state in which the table has it. */
  placed: number = NOWHERE;
  /** When it came into its state, and when the first of the held packets came. */
  since = 0;
  heldSince = 0;
  readonly held: number[] = [];

  readonly #version: QuicVersion;
  readonly #id: Uint8Array;
  readonly #keys: InitialKeys;
  /** Until it has left. */
  #memory: HelloMemory | undefined;
  readonly #stream: CryptoStream;
  /** Bytes of the stream that readers of hellos have taken. */
  #taken = 0;
  /**
   * Of packets that were read. Servers discard another one of the same number (RFC 9000 §12.3), but which of two they get first is not
   * known here: both are read, and must not differ.
   */
  readonly #numbers: number[] = [];
  /** Number of the packet that was opened last. */
  #number: number;
  #otherKeys: InitialKeys | undefined = undefined;

  /** @param keys - which have opened its first packet. */
  constructor(flow: KeepsConnections, version: QuicVersion, id: Uint8Array, keys: InitialKeys) {
    this.flow = flow;
    this.#version = version;
    this.#id = new Uint8Array(id);
    this.#keys = keys;
    this.#memory = takeMemory();
    this.#stream = new CryptoStream(this.#memory.slab);
    this.hello = this.#memory.hello;
    this.#number = keys.packetNumber;
  }

  /** True if the client's packets to this id are packets of this connection. */
  isAt(version: QuicVersion, bytes: Uint8Array, idStart: number, idEnd: number): boolean {
    const id = this.#id;
    if (version !== this.#version || idEnd - idStart !== id.length) return false;
    return sameBytes(bytes, idStart, idEnd, id);
  }

  /**
   * Opens an Initial: the arguments and the result of {@link InitialKeys.open}. The keys stay the same if the server has chosen its own
   * id (RFC 9001 §5.2). If it has chosen the other version, they follow from the same id (RFC 9369 §4.1).
   */
  open(version: QuicVersion, bytes: Buffer, start: number, numberStart: number, end: number): Buffer | undefined {
    if (version !== this.#version) this.#otherKeys ??= new InitialKeys(version, this.#id);
    const keys = version === this.#version ? this.#keys : (this.#otherKeys as InitialKeys);
    const payload = keys.open(bytes, start, numberStart, end);
    this.#number = keys.packetNumber;
    return payload;
  }

  /** Takes the frames of the packet that was opened last. Returns ADDED or the code of a reason. */
  take(payload: Buffer, frames: FrameReader): number {
    if (!this.#numbers.includes(this.#number)) {
      if (this.#numbers.length === MOST_PACKETS) return QUIC_REASON['packets-too-many'];
      this.#numbers.push(this.#number);
    }
    return frames.read(payload, this.#stream);
  }

  /** It is blocked, or cannot be read. Returns `why`. */
  close(why: number): number {
    this.state = CLOSED;
    return why;
  }

  /** Reads on in the handshake. Returns WHOLE if a hello is to be judged, MORE, QUIC_FREE or the code of a reason. */
  advance(): number {
    const { contiguous, highest, bytes } = this.#stream;
    if (this.state === PASSING) {
      if (highest === this.#taken) return QUIC_FREE;
      // What follows a hello that was free is held again, until it is whole.
      this.state = READING;
      this.hello = new HelloReader(MOST_CRYPTO_BYTES);
    }
    const result = this.hello.read(bytes, this.#taken, contiguous);
    this.#taken += this.hello.taken;
    if (result === ON) return MORE;
    if (result === WHOLE) return WHOLE;
    return this.close(QUIC_REASON[result === REFUSAL['hello-too-large'] ? 'crypto-too-large' : 'hello-malformed']);
  }

  /** Judges the hello that is WHOLE, and reads on: what {@link advance} returns, or QUIC_SHUT. */
  judge(): number {
    if (this.subject?.judge(this.hello) !== true) return this.close(QUIC_SHUT);
    this.state = PASSING;
    this.wasFree = true;
    return this.advance();
  }

  /** Nothing of it is to be judged any more. */
  leave(): void {
    this.subject?.leave();
    this.subject = undefined;
    this.#stream.release();
    if (this.#memory !== undefined) giveBackMemory(this.#memory);
    this.#memory = undefined;
  }

  /** Whose connection it is. */
  get client(): ClientKey {
    return this.subject?.client ?? NOBODY;
  }
}
