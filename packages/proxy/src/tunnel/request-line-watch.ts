/**
 * Watches what a client sends in a connection that is passed unread, because its first bytes are no request and no hello: no HTTP
 * server may find a request in it all the same. Some take nearly any line for one, and some read on after what they took for one.
 *
 *   first line that is not empty      later lines
 *   <any word> /path …                <word> <word> HTTP/1.1     ends the connection
 *   <blank>/path …                    /path HTTP/1.1             ends the connection: Java's server needs no method
 *   … HTTP/1.1                        <word> <word> ICE/1.0      ends the connection
 *   <word> rtsp://host/path RTSP/1.0  the same                   judged: Node's server answers it like a request
 *   <word> <word> <word>              as the first, if it comes behind an empty line: Java's server and Twisted take any
 *                                     third word for a version, and read on
 *
 * A line counts when its end comes, and that end is not passed on: the origin never has a whole request. Cost: a search for a few
 * bytes in each read, and up to 8 KiB of a line that goes on.
 */
import { CR, LF, SLASH, SPACE } from '../bytes/classes.ts';
import { isWordGap } from '../bytes/text.ts';
import type { Flow } from '../connection/flow.ts';
import { sightingOf } from '../connection/sighting-of.ts';
import { FORWARD } from '../decide/judge.ts';
import { REFUSAL } from '../observe/refusal.ts';
import { ANSWER, PROTOCOL } from '../observe/vocabulary.ts';
import { charge } from '../socket/ownership.ts';
import { isGitPacket } from './git-packet.ts';

/** Only the end of a longer line is kept: it counts as a request if it names a version, or began like one. */
const MOST_LINE_BYTES = 8192;
const TAIL_BYTES = 64;

const VERSIONS = [Buffer.from('HTTP/'), Buffer.from('RTSP/'), Buffer.from('ICE/')] as const;
const RTSP_TARGET = /^rtsp[su]?:\/\/([^/?#@\s]+)(\/[^#\s]*)?$/iu;
/** "http:/path" has a path, too (RFC 3986 §4.3). */
const ABSOLUTE = /^[a-z][a-z\d+.-]*:\//iu;
const SCHEME_BEGUN = /^[a-z][a-z\d+.-]*:?$/iu;
const MOST_SCHEME_BYTES = 48;
const NOTHING = Buffer.alloc(0);
/** To take one line apart into words costs as much as to look at so many bytes: 2 to 6 us. */
const LINE_STEPS = 1000;
/** A blank and a slash. */
const SHORTEST_REQUEST = 2;

export class RequestLineWatch {
  /** What this read took, in bytes that were looked at: those of a line that goes on, too, and {@link LINE_STEPS} a line. */
  #steps = 0;

  readonly #flow: Flow;
  /** What has come of the line that goes on; of a long one its end. */
  #line: Buffer = NOTHING;
  #isFirst = true;
  #isLong = false;
  /** For a long line, whose beginning is not kept: whether it began like a request; `undefined` before its second word. */
  #beganLikeRequest: boolean | undefined = undefined;
  /** Some server answers the first line, whatever its version is, and reads on; the last line was empty. */
  #readsOn = false;
  #afterEmpty = false;
  /** The rule that covers what was found, or 0. */
  #rule = 0;

  /** For the text before the first CR LF, as read by a server that ends lines only there: whether it began like a request, if that is known. */
  #joined: boolean | undefined = undefined;
  #joinedLines = 0;
  #joinedEnded = false;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  /** False if `fresh` completes what a server may take for a request: it is not to be passed, and the connection to be ended. */
  passes(fresh: Buffer): boolean {
    const isFree = this.#isFree(fresh);
    charge(this.#flow.socket, this.#steps);
    return isFree;
  }

  #isFree(fresh: Buffer): boolean {
    const bytes = this.#line.length === 0 ? fresh : Buffer.concat([this.#line, fresh]);
    this.#steps = bytes.length;
    if (!this.#joinedEnded && this.#joinedIsRequest(bytes)) return false;
    let start = 0;
    while (this.#isFirst) {
      const end = bytes.indexOf(LF, start);
      if (end < 0) break;
      const line = bytes.subarray(start, end);
      if (this.#isRequest(line, true)) return false;
      const words = wordsIn(line).length;
      this.#isFirst = words === 0 && !this.#isLong;
      this.#readsOn = words > 2;
      this.#isLong = false;
      start = end + 1;
    }
    if (!this.#isFirst) {
      if (this.#readsOn) start = this.#passedLines(bytes, start);
      if (start < 0 || !this.#laterLinesPass(bytes, start)) return false;
    }
    this.#keep(bytes, start);
    return true;
  }

  /** False if the client's end would complete it: some servers take the end of the connection for the end of a line. */
  passesEnd(): boolean {
    return !this.#isRequest(this.#line, this.#isFirst || this.#afterEmpty);
  }

  /** Counts what {@link passes} found. */
  count(): void {
    const { tally, station } = this.#flow;
    if (this.#rule === 0) {
      tally.refused(REFUSAL['protocol-not-allowed']);
      return;
    }
    tally.begin(PROTOCOL.other);
    tally.inspected(undefined);
    tally.blocked(station.matcher.listsOf(this.#rule), sightingOf(station, this.#rule, ANSWER.reset));
  }

  /** Java's server ends a line at CR LF alone: a bare line feed is part of its method. True if such a line is a request. */
  #joinedIsRequest(bytes: Buffer): boolean {
    let start = 0;
    for (let end = bytes.indexOf(LF); end >= 0 && !this.#joinedEnded; end = bytes.indexOf(LF, start)) {
      const line = bytes.subarray(start, end);
      this.#joined ??= beginsLikeRequest(line);
      const isEnd = endsInCr(line) && !isEmptyLine(line);
      if (isEnd && this.#joined === true && this.#joinedLines > 0) return true;
      this.#joinedEnded = isEnd || this.#joined === false;
      this.#joinedLines += 1;
      start = end + 1;
    }
    return false;
  }

  /** Only lines that name a version are looked at: after a first line that is no request, no server reads another without one. */
  #laterLinesPass(bytes: Buffer, start: number): boolean {
    for (const version of VERSIONS) {
      let at = bytes.indexOf(version, start);
      while (at >= 0) {
        const end = bytes.indexOf(LF, at);
        if (end < 0) break;
        const lineStart = Math.max(start, bytes.lastIndexOf(LF, at) + 1);
        if (this.#isRequest(bytes.subarray(lineStart, end), false)) return false;
        if (lineStart === start) this.#isLong = false;
        at = bytes.indexOf(version, end);
      }
    }
    return true;
  }

  /** Reads whole lines, each behind an empty one like a first one; returns the start of the incomplete last line, or -1 after a request. */
  #passedLines(bytes: Buffer, from: number): number {
    let start = from;
    for (let end = bytes.indexOf(LF, start); end >= 0; end = bytes.indexOf(LF, start)) {
      const line = bytes.subarray(start, end);
      if (this.#isRequest(line, this.#afterEmpty)) return -1;
      this.#afterEmpty = !this.#isLong && (isEmptyLine(line) || (this.#afterEmpty && !endsInCr(line)));
      this.#isLong = false;
      start = end + 1;
    }
    return start;
  }

  /** `line`: without its line feed. `begins`: it is where a server may expect a request. */
  #isRequest(line: Buffer, begins: boolean): boolean {
    if (line.length < SHORTEST_REQUEST && !this.#isLong) return false;
    this.#steps += LINE_STEPS;
    return this.#asksLikeRequest(line, begins);
  }

  #asksLikeRequest(line: Buffer, begins: boolean): boolean {
    const words = wordsIn(line);
    const version = words.at(-1)?.toUpperCase() ?? '';
    if (version.startsWith('HTTP/') || version.startsWith('ICE/')) return this.#isLong || hasTarget(line, words);
    if (version.startsWith('RTSP/'))
      return this.#isLong || !targetStarts(line).every((at) => this.#isFreeTarget(line, at));
    return begins && (!this.#readsOn || words.length > 1) && this.#beginsLikeRequest(line);
  }

  /** For a long line, `line` is the end. */
  #beginsLikeRequest(line: Buffer): boolean {
    const began = this.#isLong ? this.#beganLikeRequest : undefined;
    return (began ?? beginsLikeRequest(line)) === true;
  }

  /** Judges the target of an RTSP line. A path alone could be on any host. */
  #isFreeTarget(line: Buffer, at: number): boolean {
    if (!isTargetAt(line, at)) return true;
    const parts = RTSP_TARGET.exec(wordsIn(line.subarray(at))[0] ?? '');
    if (parts === null) return false;
    const host = Buffer.from(parts[1] ?? '', 'latin1');
    const whole = Buffer.concat([host, Buffer.from(parts[2] ?? '/', 'latin1')]);
    const { matcher, market } = this.#flow;
    const verdict = matcher.matchRequestBytes(whole, 0, host.length, host.length, whole.length, market);
    this.#rule = Math.max(FORWARD, verdict);
    return verdict === FORWARD;
  }

  #keep(bytes: Buffer, start: number): void {
    const lastEnd = bytes.lastIndexOf(LF);
    const restStart = Math.max(start, lastEnd + 1);
    if (lastEnd >= 0) this.#isLong = false;
    const rest = bytes.subarray(restStart);
    if (rest.length > MOST_LINE_BYTES && !this.#isLong) {
      this.#isLong = true;
      this.#beganLikeRequest = undefined;
    }
    if (this.#isLong) this.#beganLikeRequest ??= beginsLikeRequest(rest);
    this.#line = Buffer.from(this.#isLong ? rest.subarray(-TAIL_BYTES) : rest);
  }
}

function endsInCr(line: Buffer): boolean {
  return line.at(-1) === CR;
}

function isEmptyLine(line: Buffer): boolean {
  return line.length === 0 || (line.length === 1 && line[0] === CR);
}

/** For a line with a version: any target is accepted behind a method, but without one it must look like a target. */
function hasTarget(line: Buffer, words: readonly string[]): boolean {
  return words.length > 2 || isTargetAt(line, line.indexOf(words[0] ?? '', 0, 'latin1'));
}

/** Whether a path or an absolute URI begins at `at`. */
function isTargetAt(line: Buffer, at: number): boolean {
  return line[at] === SLASH || ABSOLUTE.test(line.toString('latin1', at, at + MOST_SCHEME_BYTES));
}

/** Whether the line ends inside of what may be a scheme. */
function mayBecomeTarget(line: Buffer, at: number): boolean {
  return SCHEME_BEGUN.test(line.toString('latin1', at, at + MOST_SCHEME_BYTES));
}

/** What parts words: blanks of Latin-1 (Python's `str.split`), those of ASCII (`bytes.split`), or spaces alone (Java). */
const GAPS: readonly ((byte: number | undefined) => boolean)[] = [
  isWordGap,
  (byte) => byte === SPACE || (byte !== undefined && byte < 0x1c && isWordGap(byte)),
  (byte) => byte === SPACE,
];

/** Where a server may expect the target: behind the first word, or behind blanks in place of one. Empty before a blank has come. */
function targetStarts(line: Buffer): readonly number[] {
  const starts: number[] = [];
  for (const isGap of GAPS) {
    let at = afterGap(line, 0, isGap);
    if (at > 0 && at < line.length) starts.push(at);
    while (at < line.length && !isGap(line[at])) at += 1;
    at = afterGap(line, at, isGap);
    if (at < line.length) starts.push(at);
  }
  return starts;
}

function afterGap(line: Buffer, from: number, isGap: (byte: number | undefined) => boolean): number {
  let at = from;
  while (at < line.length && isGap(line[at])) at += 1;
  return at;
}

/** Whether a target is where a server may expect it; `undefined` while some server has not enough of a second word. */
function beginsLikeRequest(line: Buffer): boolean | undefined {
  const starts = targetStarts(line);
  if (starts.some((at) => isTargetAt(line, at))) return isGitPacket(line, 0) !== true;
  return starts.length < GAPS.length || starts.some((at) => mayBecomeTarget(line, at)) ? undefined : false;
}

/** The words of a line, as the most lenient server parts them: at any blank of Latin-1. */
function wordsIn(line: Buffer): string[] {
  const words: string[] = [];
  let start = -1;
  for (let at = 0; at <= line.length; at += 1) {
    const isGap = at === line.length || isWordGap(line[at]);
    if (isGap && start >= 0) words.push(line.toString('latin1', start, at));
    if (isGap) start = -1;
    else if (start < 0) start = at;
  }
  return words;
}
