/** The ClientHellos of one flow judged and counted, whoever reads them: a tunnel, or the packets of a flow. */

import { type FlowJudge, FORWARD, UNREADABLE } from '../decide/judge.ts';
import type { JudgedAddress } from '../decide/original.ts';
import type { RuleMatcher } from '../decide/rule-matcher.ts';
import { isSpelling } from '../decide/spelling.ts';
import type { HelloReader } from '../hello/hello-reader.ts';
import type { RefusalCode } from '../observe/refusal.ts';
import { type AnswerCode, type ProtocolCode, UNINSPECTABLE } from '../observe/vocabulary.ts';
import { CANARY, type JudgedFlow, type Judging, judgeFlow } from './judge-flow.ts';
import { sightingOf } from './sighting-of.ts';

export class HelloJudgement implements Judging<HelloReader> {
  /** A verdict on a hello has been reached. */
  judged = false;

  readonly #flow: JudgedFlow;
  readonly #authority: string | undefined;
  readonly #original: JudgedAddress | undefined;
  readonly #protocol: ProtocolCode;
  readonly #answer: AnswerCode;
  #first: HelloReader | undefined = undefined;

  /**
   * @param protocol - in which the hellos come: `tls` or `quic`.
   * @param answer - what a blocked client is given.
   * @param authority - the canonical host that was asked for with CONNECT, if any: the hello should name the same.
   * @param original - where the connection was going, if it was intercepted: its address is judged with the hello.
   */
  constructor(
    flow: JudgedFlow,
    protocol: ProtocolCode,
    answer: AnswerCode,
    authority: string | undefined,
    original: JudgedAddress | undefined,
  ) {
    this.#flow = flow;
    this.#protocol = protocol;
    this.#answer = answer;
    this.#authority = authority;
    this.#original = original;
  }

  /** True if the hello may pass; it has been counted. A second hello for the same name (RFC 8446 §4.1.4) is the same attempt. */
  judge(hello: HelloReader): boolean {
    if (this.#first !== undefined && sameName(this.#first, hello)) return true;
    this.#first ??= hello;
    this.judged = true;
    const { tally } = this.#flow;
    tally.begin(this.#protocol);
    const verdict = judgeFlow(this.#flow, this, hello);
    if (verdict === CANARY) return false;
    if (hello.hasEch) tally.echOffered();
    if (verdict > FORWARD) {
      this.#block(verdict, hello);
      return false;
    }
    tally.forwarded();
    this.#countUnseen(hello, verdict);
    return true;
  }

  /** Counts a hello that cannot be judged. */
  refuse(refusal: RefusalCode): void {
    this.#flow.tally.begin(this.#protocol);
    this.#flow.tally.refused(refusal);
  }

  verdict(hello: HelloReader, judge: FlowJudge, matcher: RuleMatcher, market: number): number {
    return judge.judgeHello(hello, this.#original, matcher, market);
  }

  #block(rule: number, hello: HelloReader): void {
    const { station, tally } = this.#flow;
    const sighting = sightingOf(station, rule, this.#answer);
    if (hello.nameLength > 0) sighting.at(hello.name, 0, hello.nameLength);
    else if (this.#original !== undefined) sighting.at(this.#original.authority, 0, this.#original.authority.length);
    tally.blocked(station.matcher.listsOf(rule), sighting);
  }

  /** What stayed hidden of a hello that passes; one reason at most. */
  #countUnseen(hello: HelloReader, verdict: number): void {
    const { tally, station } = this.#flow;
    if (!hello.hasName) tally.uninspectable(UNINSPECTABLE['sni-absent']);
    else if (verdict === UNREADABLE || hello.nameLength === 0) tally.uninspectable(UNINSPECTABLE['sni-unreadable']);
    else if (hello.hasEch && station.policy.echPublicNames.has(hello.name, hello.nameLength))
      tally.uninspectable(UNINSPECTABLE.ech);
    else if (this.#namesAnother(hello)) tally.uninspectable(UNINSPECTABLE['identity-disagreement']);
  }

  /** True if the name is not the one that was asked for with CONNECT. */
  #namesAnother({ name, nameLength }: HelloReader): boolean {
    const authority = this.#authority;
    return authority !== undefined && !isSpelling(Buffer.from(name.buffer, name.byteOffset, nameLength), authority);
  }
}

function sameName(a: HelloReader, b: HelloReader): boolean {
  if (a.hasName !== b.hasName || a.nameTooLong !== b.nameTooLong || a.nameLength !== b.nameLength) return false;
  for (let at = 0; at < a.nameLength; at += 1) if (a.name[at] !== b.name[at]) return false;
  return true;
}
