import { WHOLE } from '../bytes/reader-result.ts';
import { ascii, decimal, sameBytes } from '../bytes/text.ts';
import { REFUSAL } from '../observe/refusal.ts';
import { type HeadReader } from './head-reader.ts';
import { CHUNKED, Meaning } from './meaning.ts';
import { TargetReader } from './target.ts';

const NO_BYTES = Buffer.alloc(0);
const CONNECT = ascii('CONNECT');
const TRACE = ascii('TRACE');
const OPTIONS = ascii('OPTIONS');
const HEAD = ascii('HEAD');
const GET = ascii('GET');

/**
 * One whole request head, from the moment it is complete until it has been judged and written on: the bytes, where its
 * parts are, and what they mean. There is one in a worker, and nothing is awaited while it is in use.
 */
export class Request {
  /** What the client sent; the head is at its start. */
  bytes: Buffer = NO_BYTES;
  head: HeadReader;
  readonly meaning: Meaning;
  readonly target: TargetReader = new TargetReader();
  isConnect = false;
  isHead = false;
  isOptions = false;

  constructor(head: HeadReader, headFields: number) {
    this.head = head;
    this.meaning = new Meaning(headFields);
  }

  /** Reads what a WHOLE head means to an explicit proxy. {@link WHOLE}, or the code of a refusal. */
  read(head: HeadReader, bytes: Buffer, pseudonym: Uint8Array): number {
    const refusal = this.#readFields(head, bytes, pseudonym);
    if (refusal !== WHOLE) return refusal;
    if (this.#methodIs(TRACE)) return REFUSAL['trace-disabled'];
    if (this.meaning.loops) return REFUSAL.loop;
    return this.isConnect ? this.#readAuthority() : this.target.readAbsolute(bytes, head.targetStart, head.targetEnd);
  }

  /** Reads what a WHOLE head means that was meant for the origin itself. {@link WHOLE}, or the code of a refusal. */
  readIntercepted(head: HeadReader, bytes: Buffer): number {
    const refusal = this.#readFields(head, bytes, NO_BYTES);
    if (refusal !== WHOLE) return refusal;
    return this.isConnect ? this.#readAuthority() : this.target.readOrigin(bytes, head.targetStart, head.targetEnd);
  }

  /** Only asked about blocked requests, so looked up when asked. */
  get isGet(): boolean {
    return this.#methodIs(GET);
  }

  /** OPTIONS with no forwards left is for us to answer (RFC 9110 §7.6.2). */
  get endsHere(): boolean {
    const index = this.meaning.maxForwards;
    if (!this.isOptions || index < 0) return false;
    return decimal(this.bytes, this.head.valueStart(index), this.head.valueEnd(index)) === 0;
  }

  /** Lets go of the client's bytes. */
  release(): void {
    this.bytes = NO_BYTES;
  }

  #readFields(head: HeadReader, bytes: Buffer, pseudonym: Uint8Array): number {
    this.head = head;
    this.bytes = bytes;
    this.isConnect = this.#methodIs(CONNECT);
    this.isHead = this.#methodIs(HEAD);
    this.isOptions = this.#methodIs(OPTIONS);
    return this.meaning.read(head, bytes, pseudonym);
  }

  #readAuthority(): number {
    // Content in a CONNECT request has no defined meaning (RFC 9110 §9.3.6): it would be read as the tunnel's first bytes.
    if (this.meaning.bodyLength === CHUNKED || this.meaning.bodyLength > 0) return REFUSAL['body-malformed'];
    return this.target.readAuthority(this.bytes, this.head.targetStart, this.head.targetEnd);
  }

  /** Methods are case-sensitive: `head` is another method, and passes as an unknown one. */
  #methodIs(method: Uint8Array): boolean {
    const start = this.head.methodStart;
    const end = this.head.methodEnd;
    return end - start === method.length && sameBytes(this.bytes, start, end, method);
  }
}
