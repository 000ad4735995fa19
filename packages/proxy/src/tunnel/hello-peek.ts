/**
 * Reads a client's first bytes until the name in its ClientHello has been judged, and counts what it found. The bytes
 * themselves stay with the flow.
 *
 *   more ──► whole hello, free of rules ──► open
 *      └───► not TLS: counted ────────────► open
 *      └───► a rule covers the name, or the hello is unusable ──► to be shut, with an alert or a reset
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
import { REFUSAL, type RefusalCode } from '../observe/refusal.ts';
import { ANSWER, PROTOCOL, UNINSPECTABLE, type UninspectableCode } from '../observe/vocabulary.ts';

/** Not decided yet. Any result that is not one of these is the code of a refusal, which is never negative. */
export const PEEK_MORE = -1;
/** What has been read may pass, and everything after it. */
export const PEEK_OPEN = -2;
/** A rule covers the name. */
const PEEK_BLOCKED = -3;

export class HelloPeek implements Judging<HelloReader> {
  /** A verdict on a hello has been reached. */
  judged = false;

  readonly #flow: Flow;
  readonly #authority: string | undefined;
  readonly #original: Original | undefined;
  readonly #records: RecordReader;

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
    return this.#records.untouched;
  }

  /** Reads what has come since the last call: PEEK_MORE, PEEK_OPEN, or what {@link shut} takes. Not called again after those. */
  read(bytes: Buffer): number {
    const result = this.#records.read(bytes, 0, bytes.length);
    switch (result) {
      case MORE:
        return PEEK_MORE;
      case WHOLE:
        return this.#judge(this.#records.hello);
      case NOT_TLS:
        return this.#open(UNINSPECTABLE['not-tls']);
      case SSLV2:
        return this.#open(UNINSPECTABLE['sslv2-hello']);
      default:
        return this.#refuse(result as RefusalCode);
    }
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
