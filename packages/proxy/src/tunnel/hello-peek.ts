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
import { CANARY, type Judging, judgeFlow } from '../connection/judge-flow.ts';
import { sightingOf } from '../connection/sighting-of.ts';
import { type FlowJudge, FORWARD, UNREADABLE } from '../decide/judge.ts';
import type { Original } from '../decide/original.ts';
import type { RuleMatcher } from '../decide/rule-matcher.ts';
import type { HelloReader } from '../hello/hello-reader.ts';
import { NOT_TLS, SSLV2 } from '../hello/outcome.ts';
import { RecordReader } from '../hello/record-reader.ts';
import { SETTLED, ServerHelloReader } from '../hello/server-hello-reader.ts';
import { REFUSAL, type RefusalCode } from '../observe/refusal.ts';
import { ANSWER, PROTOCOL, UNINSPECTABLE, type UninspectableCode } from '../observe/vocabulary.ts';
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

export class HelloPeek implements Judging<HelloReader> {
  /** A verdict on a hello has been reached. */
  judged = false;
  /** While following: how many bytes, at the end of all that was read, may belong to another hello. */
  held = 0;

  readonly #flow: Flow;
  readonly #authority: string | undefined;
  readonly #original: Original | undefined;
  readonly #records: RecordReader;
  /** Bytes have been read behind the PROXY protocol header, if the client sent one. */
  #begun = false;
  #first: HelloReader | undefined = undefined;
  #answer: ServerHelloReader | undefined = undefined;

  /**
   * @param authority - the canonical host that was asked for with CONNECT, if any: the hello should name the same.
   * @param original - where the connection was going, if it was intercepted: its address is judged with the hello.
   */
  constructor(flow: Flow, authority: string | undefined, original: Original | undefined) {
    this.#flow = flow;
    this.#authority = authority;
    this.#original = original;
    this.#records = new RecordReader(flow.policy.limits);
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

  /** While following: reads what the origin says. True if no further hello can come, so that everything may pass. */
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
      const verdict = this.#judgeHello(records.hello);
      if (verdict !== PEEK_OPEN) return verdict;
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

  /** A second hello for the same name is the same attempt. */
  #judgeHello(hello: HelloReader): number {
    if (this.#first !== undefined && sameName(this.#first, hello)) return PEEK_OPEN;
    this.#first ??= hello;
    return this.#judge(hello);
  }

  /** The hello has taken too long. What {@link shut} takes. */
  giveUp(): number {
    return this.#refuse(REFUSAL['hello-timeout']);
  }

  /** Ends the client's connection as the policy says. */
  shut(result: number): void {
    if (this.#flow.policy.resetsTls) this.#flow.abandon(true);
    else this.#flow.finish(result < 0 ? ACCESS_DENIED : alertFor(result));
  }

  verdict(hello: HelloReader, judge: FlowJudge, matcher: RuleMatcher, market: number): number {
    return judge.judgeHello(hello, this.#original, matcher, market);
  }

  #judge(hello: HelloReader): number {
    const { tally } = this.#flow;
    this.judged = true;
    tally.begin(PROTOCOL.tls);
    const verdict = judgeFlow(this.#flow, this, hello);
    if (verdict === CANARY) return PEEK_BLOCKED;
    if (verdict > FORWARD) {
      this.#block(verdict, hello);
      return PEEK_BLOCKED;
    }
    tally.forwarded();
    if (!hello.hasName) return this.#open(UNINSPECTABLE['sni-absent']);
    if (verdict === UNREADABLE || hello.nameLength === 0) return this.#open(UNINSPECTABLE['sni-unreadable']);
    return this.#open(this.#namesAnother(hello) ? UNINSPECTABLE['identity-disagreement'] : undefined);
  }

  #block(rule: number, hello: HelloReader): void {
    const { station, policy, tally } = this.#flow;
    const sighting = sightingOf(station, rule, policy.resetsTls ? ANSWER.reset : ANSWER.alert);
    if (hello.nameLength > 0) sighting.at(hello.name, 0, hello.nameLength);
    else if (this.#original !== undefined) sighting.at(this.#original.authority, 0, this.#original.authority.length);
    tally.blocked(station.matcher.listsOf(rule), sighting);
  }

  /** True if the name is not the one that was asked for with CONNECT. */
  #namesAnother({ name, nameLength }: HelloReader): boolean {
    const authority = this.#authority;
    return authority !== undefined && Buffer.from(name).toString('latin1', 0, nameLength).toLowerCase() !== authority;
  }

  #open(unseen: UninspectableCode | undefined): number {
    if (unseen !== undefined) this.#flow.tally.uninspectable(unseen);
    return PEEK_OPEN;
  }

  #refuse(refusal: RefusalCode): number {
    this.#flow.tally.begin(PROTOCOL.tls);
    this.#flow.tally.refused(refusal);
    return refusal;
  }
}

function sameName(a: HelloReader, b: HelloReader): boolean {
  if (a.hasName !== b.hasName || a.nameTooLong !== b.nameTooLong || a.nameLength !== b.nameLength) return false;
  for (let at = 0; at < a.nameLength; at += 1) if (a.name[at] !== b.name[at]) return false;
  return true;
}
