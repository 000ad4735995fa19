/**
 * Reads a client's first bytes until the names in its ClientHellos have been judged, and counts what it found. The bytes
 * themselves stay with the flow.
 *
 *   more ──► whole hello, free of rules ──► following ──► the origin has answered it, or the client goes on ──► open
 *      │                                        └───────► a second hello (RFC 8446 §4.1.4): judged like the first
 *      ├───► not TLS: counted ────────────► open
 *      └───► a rule covers a name, or a hello is unusable ──► to be shut, with an alert or a reset
 */

import { ACCESS_DENIED, alertFor } from '../answer/tls-alert.ts';
import { MORE, WHOLE } from '../bytes/reader-result.ts';
import type { Flow } from '../connection/flow.ts';
import { HelloJudgement } from '../connection/hello-judgement.ts';
import type { Original } from '../decide/original.ts';
import { NOT_TLS, SSLV2 } from '../hello/outcome.ts';
import { RecordReader } from '../hello/record-reader.ts';
import { SETTLED, ServerHelloReader } from '../hello/server-hello-reader.ts';
import { REFUSAL, type RefusalCode } from '../observe/refusal.ts';
import { PROTOCOL, UNINSPECTABLE, type UninspectableCode } from '../observe/vocabulary.ts';
import { INCOMPLETE, preambleLength } from '../proxy-protocol/preamble.ts';
import { charge } from '../socket/ownership.ts';

/** Not decided yet. Any result that is not one of these is the code of a refusal, which is never negative. */
export const PEEK_MORE = -1;
/** Everything that has been read may pass, and everything after it. */
export const PEEK_OPEN = -2;
/** A rule covers the name. */
const PEEK_BLOCKED = -3;
/** A hello is free. What has been read may pass but for the last {@link HelloPeek.held} bytes; more is to be read. */
export const PEEK_FOLLOW = -4;

export class HelloPeek {
  /** While following: how many bytes, at the end of all that was read, may belong to another hello. */
  held = 0;

  readonly #flow: Flow;
  readonly #judgement: HelloJudgement;
  readonly #records: RecordReader;
  /** Bytes have been read behind the PROXY protocol header, if the client sent one. */
  #begun = false;
  #answer: ServerHelloReader | undefined = undefined;

  /**
   * @param authority - the canonical host that was asked for with CONNECT, if any: the hello should name the same.
   * @param original - where the connection was going, if it was intercepted: its address is judged with the hello.
   */
  constructor(flow: Flow, authority: string | undefined, original: Original | undefined) {
    this.#flow = flow;
    this.#judgement = new HelloJudgement(flow, PROTOCOL.tls, flow.policy.tlsAnswer, authority, original);
    this.#records = new RecordReader(flow.policy.limits);
  }

  /** A verdict on a hello has been reached. */
  get judged(): boolean {
    return this.#judgement.judged;
  }

  /** True until a byte has come. */
  get untouched(): boolean {
    return !this.#begun && this.#flow.received.empty;
  }

  /**
   * Reads what has come since the last call, which is among the flow's received bytes: PEEK_MORE, PEEK_FOLLOW, PEEK_OPEN, or what
   * {@link shut} takes. Not called again after the last two.
   */
  read(fresh: Buffer): number {
    charge(this.#flow.socket, fresh.length);
    if (this.#begun) return this.#read(fresh, 0);
    const bytes = this.#flow.received.bytes ?? fresh;
    const start = preambleLength(bytes);
    if (start === INCOMPLETE) return PEEK_MORE;
    this.#begun = true;
    return start === bytes.length ? PEEK_MORE : this.#read(bytes, start);
  }

  /** While following: reads what the origin sends. True if no further hello can come, so that everything may pass. */
  isAnswered(bytes: Buffer): boolean {
    this.#answer ??= new ServerHelloReader();
    return this.#answer.read(bytes) === SETTLED;
  }

  #read(bytes: Buffer, from: number): number {
    const records = this.#records;
    let start = from;
    for (;;) {
      const result = records.read(bytes, start, bytes.length);
      if (result !== WHOLE)
        return this.judged ? this.#followed(result, start, bytes.length) : this.#firstResult(result);
      if (!this.#judgement.judge(records.hello)) return PEEK_BLOCKED;
      start = records.at;
      records.follow();
      this.held = 0;
    }
  }

  #firstResult(result: number): number {
    switch (result) {
      case MORE:
        return PEEK_MORE;
      case NOT_TLS:
        return this.#open(UNINSPECTABLE['not-tls']);
      case SSLV2:
        return this.#open(UNINSPECTABLE['sslv2-hello']);
      default:
        return this.#refuse(result as RefusalCode);
    }
  }

  #followed(result: number, start: number, end: number): number {
    if (result === NOT_TLS) return PEEK_OPEN;
    if (result !== MORE) return this.#refuse(result as RefusalCode);
    const { passable } = this.#records;
    this.held = passable > start ? end - passable : this.held + end - start;
    return PEEK_FOLLOW;
  }

  /** The hello has taken too long. What {@link shut} takes. */
  giveUp(): number {
    return this.#refuse(REFUSAL['hello-timeout']);
  }

  /** Ends the client's connection as the policy demands. */
  shut(result: number): void {
    if (this.#flow.policy.resetsTls) this.#flow.abandon(true);
    else this.#flow.finish(result < 0 ? ACCESS_DENIED : alertFor(result));
  }

  #open(unseen: UninspectableCode): number {
    this.#flow.tally.uninspectable(unseen);
    return PEEK_OPEN;
  }

  #refuse(refusal: RefusalCode): number {
    this.#judgement.refuse(refusal);
    return refusal;
  }
}
