/**
 * Judges every name that a flow goes by; any hit blocks. A verdict is a number, as the matcher gives it: a positive
 * handle of the rule that blocks, {@link FORWARD}, or {@link UNREADABLE} if a name is none.
 */
import { LOWER, SLASH } from '../bytes/classes.ts';
import type { Request } from '../head/request.ts';
import type { HelloReader } from '../hello/hello-reader.ts';
import { UNINSPECTABLE, type UninspectableCode } from '../observe/vocabulary.ts';
import type { InterceptedAddress, JudgedAddress } from './original.ts';
import type { RuleMatcher } from './rule-matcher.ts';
import { areOneHost } from './spelling.ts';

export const FORWARD = 0;
export const UNREADABLE = -1;

const COLON = 0x3a;
const ROOT = Buffer.from('/');

/** Judges requests and ClientHellos. One instance serves a worker. */
export class FlowJudge {
  /** After a verdict: what of the names stayed hidden, or contradicts another name. */
  unseen: UninspectableCode | undefined = undefined;

  /** The verdict on an absolute-form request: its target, and Host if that names another. */
  judge(request: Request, matcher: RuleMatcher, market: number): number {
    const { bytes, target, meaning, head } = request;
    this.unseen = undefined;
    const { authorityStart, authorityEnd } = target;
    const verdict = judgeAt(request, authorityStart, authorityEnd, matcher, market);
    if (verdict > FORWARD || meaning.host < 0) return verdict;
    const hostStart = head.valueStart(meaning.host);
    const hostEnd = head.valueEnd(meaning.host);
    if (sameText(bytes, hostStart, hostEnd, authorityStart, authorityEnd)) return verdict;
    const nameStop = nameEnd(bytes, hostStart, hostEnd);
    if (!namesOne(bytes, hostStart, nameStop, target.hostStart, target.hostEnd)) {
      this.unseen = UNINSPECTABLE['identity-disagreement'];
    }
    return worse(verdict, judgeAt(request, hostStart, hostEnd, matcher, market));
  }

  /**
   * The verdict on a request that was on its way to `original`: that address, the target if it is absolute or the
   * authority of a CONNECT, and Host. Without any name (HTTP/1.0) the page is the address's own. A server knows on which port it is
   * asked, whatever Host says: if rules can distinguish that port, each name is judged with it, too.
   */
  judgeIntercepted(request: Request, original: InterceptedAddress, matcher: RuleMatcher, market: number): number {
    this.unseen = undefined;
    const verdict = original.verdict(matcher, market);
    if (verdict > FORWARD) return verdict;
    if (request.isConnect) return this.judgeAuthority(request, matcher, market);
    const named = this.#judgeNames(request, original, matcher, market);
    const { distinctPort } = original;
    if (distinctPort === 0 || named > FORWARD) return named;
    return worse(named, judgeAtPort(request, original, matcher, market));
  }

  #judgeNames(request: Request, { authority }: JudgedAddress, matcher: RuleMatcher, market: number): number {
    const { target, meaning, head } = request;
    if (target.authorityEnd > target.authorityStart) return this.judge(request, matcher, market);
    if (meaning.host < 0) return judgeNamed(request, authority, matcher, market);
    return judgeAt(request, head.valueStart(meaning.host), head.valueEnd(meaning.host), matcher, market);
  }

  /** The verdict on a CONNECT request: its authority, and Host if that differs. */
  judgeAuthority({ bytes, target, meaning, head }: Request, matcher: RuleMatcher, market: number): number {
    this.unseen = undefined;
    const verdict = signOf(matcher.matchHostBytes(bytes, target.hostStart, target.hostEnd, market));
    if (verdict > FORWARD || meaning.host < 0) return verdict;
    const hostStart = head.valueStart(meaning.host);
    const hostEnd = nameEnd(bytes, hostStart, head.valueEnd(meaning.host));
    if (sameText(bytes, hostStart, hostEnd, target.hostStart, target.hostEnd)) return verdict;
    if (!namesOne(bytes, hostStart, hostEnd, target.hostStart, target.hostEnd))
      this.unseen = UNINSPECTABLE['identity-disagreement'];
    return worse(verdict, signOf(matcher.matchHostBytes(bytes, hostStart, hostEnd, market)));
  }

  /** The verdict on a whole ClientHello: the address that it was on its way to, if it was intercepted, and its server name. */
  judgeHello(hello: HelloReader, original: JudgedAddress | undefined, matcher: RuleMatcher, market: number): number {
    this.unseen = undefined;
    const verdict = original === undefined ? FORWARD : original.verdict(matcher, market);
    if (verdict > FORWARD || hello.nameLength === 0) return verdict;
    return signOf(matcher.matchHostBytes(hello.name, 0, hello.nameLength, market));
  }
}

/** The verdict on this request, had it been for the authority at `start` to `end`. */
function judgeAt(request: Request, start: number, end: number, matcher: RuleMatcher, market: number): number {
  const { bytes, target } = request;
  if (bytes[target.pathStart] === SLASH && target.pathStart < target.pathEnd) {
    return signOf(matcher.matchRequestBytes(bytes, start, end, target.pathStart, target.pathEnd, market));
  }
  // The path that is left out is judged as it will be written. Rare, so it may cost a copy.
  const query = bytes.subarray(target.pathStart, target.pathEnd);
  const whole = Buffer.concat([bytes.subarray(start, end), ROOT, query]);
  return signOf(matcher.matchRequestBytes(whole, 0, end - start, end - start, whole.length, market));
}

/** {@link judgeAt} for the port of the connection: of the target and of Host, or of the address if there is no name. */
function judgeAtPort(
  request: Request,
  { authority, distinctPort }: InterceptedAddress,
  matcher: RuleMatcher,
  market: number,
): number {
  const { bytes, target, meaning, head } = request;
  const names = [bytes.subarray(target.authorityStart, target.authorityEnd)];
  if (meaning.host >= 0) names.push(bytes.subarray(head.valueStart(meaning.host), head.valueEnd(meaning.host)));
  const written = names.filter(({ length }) => length > 0);
  let verdict = FORWARD;
  for (const name of written.length > 0 ? written : [authority]) {
    const host = name.subarray(0, nameEnd(name, 0, name.length));
    const atPort = Buffer.concat([host, Buffer.from(`:${distinctPort}`)]);
    if (!atPort.equals(name)) verdict = worse(verdict, judgeNamed(request, atPort, matcher, market));
    if (verdict > FORWARD) return verdict;
  }
  return verdict;
}

/** The verdict on this request, had it been for `authority`. Costs a copy. */
function judgeNamed({ bytes, target }: Request, authority: Buffer, matcher: RuleMatcher, market: number): number {
  const path = bytes.subarray(target.pathStart, target.pathEnd);
  const whole = Buffer.concat(target.lacksSlash(bytes) ? [authority, ROOT, path] : [authority, path]);
  const end = authority.length;
  return signOf(matcher.matchRequestBytes(whole, 0, end, end, whole.length, market));
}

function signOf(match: number): number {
  return match < 0 ? UNREADABLE : match;
}

/** A block outweighs what cannot be read, and that outweighs nothing. */
function worse(a: number, b: number): number {
  return b === FORWARD ? a : b;
}

/** Where the host of an authority ends and its port begins. */
function nameEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = end;
  while (at > start && (bytes[at - 1] as number) >= 0x30 && (bytes[at - 1] as number) <= 0x39) at -= 1;
  return at > start && bytes[at - 1] === COLON ? at - 1 : end;
}

/** One host in two places, however it is spelled. Text is made only if the bytes differ. */
function namesOne(bytes: Buffer, aStart: number, aEnd: number, bStart: number, bEnd: number): boolean {
  if (sameText(bytes, aStart, aEnd, bStart, bEnd)) return true;
  return areOneHost(bytes.subarray(aStart, aEnd), bytes.subarray(bStart, bEnd));
}

/** The same text in two places, in any case. */
function sameText(bytes: Uint8Array, aStart: number, aEnd: number, bStart: number, bEnd: number): boolean {
  if (aEnd - aStart !== bEnd - bStart) return false;
  for (let a = aStart, b = bStart; a < aEnd; a += 1, b += 1) {
    if (LOWER[bytes[a] as number] !== LOWER[bytes[b] as number]) return false;
  }
  return true;
}
