/**
 * Holds a client's first bytes until the name in its ClientHello has been judged, and counts what it found.
 *
 *   more ──► whole hello, free of rules ──► open
 *      └───► not TLS: counted ────────────► open
 *      └───► a rule covers the name, or the hello is unusable ──► to be shut, with an alert or a reset
 */
import { ACCESS_DENIED, alertFor } from '../answer/tls-alert.ts';
import { Farewell } from '../connection/farewell.ts';
import type { Station } from '../connection/station.ts';
import { FORWARD } from '../decide/judge.ts';
import type { Original } from '../decide/original.ts';
import { MORE, NOT_TLS, SSLV2, WHOLE } from '../hello/outcome.ts';
import { RecordReader } from '../hello/record-reader.ts';
import { REFUSAL, type RefusalCode } from '../observe/refusal.ts';
import type { Sighting } from '../observe/sighting.ts';
import { ANSWER, PROTOCOL, UNINSPECTABLE, type UninspectableCode } from '../observe/vocabulary.ts';
import type { Policy } from '../policy/policy.ts';
import type { OwnedSocket } from '../socket/ownership.ts';

/** Whose bytes are looked at. */
export interface PeekFlow {
  readonly station: Station;
  readonly policy: Policy;
  readonly market: number;
  /** The client's address. */
  readonly client: string;
  /** The canonical host that was asked for with CONNECT; `undefined` where no name was said before. */
  readonly authority: string | undefined;
  /** Where the connection was going, where it was intercepted. */
  readonly original?: Original;
}

/** Not decided yet. Any result that is not one of these is the code of a refusal, which is never negative. */
export const PEEK_MORE = -1;
/** What is held may pass, and everything after it. */
export const PEEK_OPEN = -2;
/** A rule covers the name. */
const PEEK_BLOCKED = -3;

const NOTHING = Buffer.alloc(0);

export class Peek {
  readonly flow: PeekFlow;
  /** All that has been read. Where the last {@link read} decided, it may be that call's bytes themselves. */
  held: Buffer = NOTHING;
  /** The observer has been told of a verdict. */
  judged = false;
  readonly #records: RecordReader;
  /** How many bytes the observer believes to wait here. */
  #told = 0;

  constructor(flow: PeekFlow) {
    this.flow = flow;
    this.#records = new RecordReader(flow.policy.limits);
  }

  /** True where no byte has come yet. */
  get untouched(): boolean {
    return this.#records.untouched;
  }

  /** {@link PEEK_MORE}, {@link PEEK_OPEN}, {@link PEEK_BLOCKED} or the code of a refusal. */
  read(bytes: Buffer): number {
    const result = this.#records.read(bytes, 0, bytes.length);
    this.held = this.held.length === 0 ? bytes : Buffer.concat([this.held, bytes]);
    if (result !== MORE && this.#told !== 0) this.#tell(0);
    switch (result) {
      case MORE:
        if (this.held === bytes) this.held = Buffer.from(bytes);
        this.#tell(this.held.length);
        return PEEK_MORE;
      case WHOLE:
        return this.#judge();
      case NOT_TLS:
        return this.#open(UNINSPECTABLE['not-tls']);
      case SSLV2:
        return this.#open(UNINSPECTABLE['sslv2-hello']);
      default:
        return this.#refuse(result as RefusalCode);
    }
  }

  /** To be called at the end of a connection, decided or not: nothing waits here any more. */
  letGo(): void {
    if (this.#told !== 0) this.#tell(0);
  }

  #tell(waits: number): void {
    this.flow.station.observer.waiting(waits - this.#told);
    this.#told = waits;
  }

  /** The hello has taken too long. */
  giveUp(): number {
    return this.#refuse(REFUSAL['hello-timeout']);
  }

  #judge(): number {
    const { station, market } = this.flow;
    const { observer, matcher } = station;
    const { hello } = this.#records;
    this.judged = true;
    const verdict = this.#verdict();
    if (verdict > FORWARD && station.isCanary(verdict)) {
      observer.probed(market, PROTOCOL.tls);
      return PEEK_BLOCKED;
    }
    observer.inspected(market, PROTOCOL.tls);
    if (hello.hasEch) observer.uninspectable(market, UNINSPECTABLE.ech);
    matcher.settleShadow?.();
    if (verdict > FORWARD) {
      observer.blocked(market, PROTOCOL.tls, matcher.listsOf(verdict), this.#sighting(verdict));
      station.sighting.forget();
      return PEEK_BLOCKED;
    }
    observer.forwarded(market, PROTOCOL.tls);
    if (!hello.hasName) return this.#open(UNINSPECTABLE['sni-absent']);
    if (verdict < FORWARD || hello.nameLength === 0) return this.#open(UNINSPECTABLE['sni-unreadable']);
    return this.#open(this.#namesAnother() ? UNINSPECTABLE['identity-disagreement'] : undefined);
  }

  #verdict(): number {
    const { station, market, original } = this.flow;
    const { matcher, sampler } = station;
    const { hello } = this.#records;
    sampler.begin();
    let verdict = original?.verdict(matcher, market) ?? FORWARD;
    if (verdict === FORWARD && hello.nameLength > 0) {
      verdict = matcher.matchHostBytes(hello.name, 0, hello.nameLength, market);
    }
    sampler.end();
    return verdict;
  }

  #sighting(rule: number): Sighting {
    const { station, policy, client, original } = this.flow;
    const { hello } = this.#records;
    const { sighting } = station;
    sighting.client = client;
    sighting.rule = rule;
    sighting.answer = policy.resetsTls ? ANSWER.reset : ANSWER.alert;
    if (hello.nameLength > 0) sighting.at(hello.name, 0, hello.nameLength);
    else if (original !== undefined) sighting.at(original.authority, 0, original.authority.length);
    return sighting;
  }

  /** True where the name is not the one that was asked for with CONNECT. */
  #namesAnother(): boolean {
    const { authority } = this.flow;
    const { name, nameLength } = this.#records.hello;
    return authority !== undefined && Buffer.from(name).toString('latin1', 0, nameLength).toLowerCase() !== authority;
  }

  #open(unseen: UninspectableCode | undefined): number {
    const { station, market } = this.flow;
    if (unseen !== undefined) station.observer.uninspectable(market, unseen);
    return PEEK_OPEN;
  }

  #refuse(refusal: RefusalCode): number {
    const { station, market } = this.flow;
    station.observer.refused(market, PROTOCOL.tls, refusal);
    return refusal;
  }
}

/** Ends a client's TLS connection as the policy says. `result`: as {@link Peek.read} gave it. */
export function shut(client: OwnedSocket, { station, policy }: PeekFlow, result: number): void {
  if (policy.resetsTls) client.resetAndDestroy();
  else Farewell.say(client, station.deadlines, policy.limits, result < 0 ? ACCESS_DENIED : alertFor(result));
}
