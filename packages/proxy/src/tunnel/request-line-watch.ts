/**
 * Watches what a client sends in a connection that is passed unread, because its first bytes are no request and no hello: no HTTP
 * server may find a request in it all the same. Some take nearly any line for one, and some read on after what they took for one.
 *
 *   first line that is not empty      later lines
 *   <any word> /path                  <word> <word> HTTP/1.1     ends the connection
 *   … HTTP/1.1                        <word> <word> ICE/1.0      ends the connection
 *   <word> rtsp://host/path RTSP/1.0  the same                   judged: Node's server answers it like a request
 *
 * A line counts when its end comes, and that end is not passed on: the origin never has a whole request. Cost: a search for a few
 * bytes in each read, and up to 8 KiB of a line that goes on.
 */
import { LF } from '../bytes/classes.ts';
import { isWordGap } from '../bytes/text.ts';
import type { Flow } from '../connection/flow.ts';
import { sightingOf } from '../connection/sighting-of.ts';
import { FORWARD } from '../decide/judge.ts';
import { REFUSAL } from '../observe/refusal.ts';
import { ANSWER, PROTOCOL } from '../observe/vocabulary.ts';

/** Of a longer line only the end is kept: it counts as a request if it names a version, or began like one. */
const MOST_LINE_BYTES = 8192;
const TAIL_BYTES = 64;

const VERSIONS = [Buffer.from('HTTP/'), Buffer.from('RTSP/'), Buffer.from('ICE/')] as const;
const RTSP_TARGET = /^rtsp[su]?:\/\/([^/?#@\s]+)(\/[^#\s]*)?$/iu;
const NOTHING = Buffer.alloc(0);

export class RequestLineWatch {
  readonly #flow: Flow;
  /** What has come of the line that goes on; of a long one its end. */
  #line: Buffer = NOTHING;
  #isFirst = true;
  #isLong = false;
  /** The beginning of a long line, which is not kept, was `<any word> /`. */
  #beganLikeRequest = false;
  /** The rule that covers what was found, or 0. */
  #rule = 0;

  constructor(flow: Flow) {
    this.#flow = flow;
  }

  /** False if `fresh` completes what a server may take for a request: it is not to be passed, and the connection to be ended. */
  passes(fresh: Buffer): boolean {
    const bytes = this.#line.length === 0 ? fresh : Buffer.concat([this.#line, fresh]);
    let start = 0;
    while (this.#isFirst) {
      const end = bytes.indexOf(LF, start);
      if (end < 0) break;
      const line = bytes.subarray(start, end);
      if (this.#isRequest(line)) return false;
      this.#isFirst = wordsIn(line).length === 0 && !this.#isLong;
      this.#isLong = false;
      start = end + 1;
    }
    if (!this.#isFirst && !this.#laterLinesPass(bytes, start)) return false;
    this.#keep(bytes, start);
    return true;
  }

  /** False if the client's end would complete it: some servers take the end of the connection for the end of a line. */
  passesEnd(): boolean {
    return !this.#isRequest(this.#line);
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

  /** Only lines that name a version are looked at: after a first line that is no request, no server reads another without one. */
  #laterLinesPass(bytes: Buffer, start: number): boolean {
    for (const version of VERSIONS) {
      let at = bytes.indexOf(version, start);
      while (at >= 0) {
        const end = bytes.indexOf(LF, at);
        if (end < 0) break;
        const lineStart = Math.max(start, bytes.lastIndexOf(LF, at) + 1);
        if (this.#isRequest(bytes.subarray(lineStart, end))) return false;
        if (lineStart === start) this.#isLong = false;
        at = bytes.indexOf(version, end);
      }
    }
    return true;
  }

  /** `line`: without its line feed. */
  #isRequest(line: Buffer): boolean {
    const words = wordsIn(line);
    const version = words.at(-1)?.toUpperCase() ?? '';
    if (version.startsWith('HTTP/') || version.startsWith('ICE/')) return words.length > 2 || this.#isLong;
    if (version.startsWith('RTSP/')) return this.#isLong || !this.#isFreeTarget(words[1] ?? '');
    return this.#isFirst && this.#isWithoutVersion(line, words);
  }

  #isWithoutVersion(line: Buffer, words: readonly string[]): boolean {
    return this.#isLong ? this.#beganLikeRequest : words.length === 2 && asksForPath(line, words[1] ?? '');
  }

  /** Judges the target of an RTSP line. A path alone could be on any host. */
  #isFreeTarget(target: string): boolean {
    if (target.startsWith('/')) return false;
    const parts = RTSP_TARGET.exec(target);
    if (parts === null) return true;
    const host = Buffer.from(parts[1] ?? '', 'latin1');
    const whole = Buffer.concat([host, Buffer.from(parts[2] ?? '/', 'latin1')]);
    const { station, market } = this.#flow;
    const verdict = station.matcher.matchRequestBytes(whole, 0, host.length, host.length, whole.length, market);
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
      this.#beganLikeRequest = asksForPath(rest, wordsIn(rest)[1] ?? '');
    }
    this.#line = Buffer.from(this.#isLong ? rest.subarray(-TAIL_BYTES) : rest);
  }
}

/** True if the second word of a line is a path that some server may serve. */
function asksForPath(line: Buffer, second: string): boolean {
  return second.startsWith('/') && !isGitPacket(line, 0);
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

/**
 * True if a line begins like `0032git-upload-pack /project.git`: four digits of length and a command in lower case (git's pack
 * protocol), which is no method to any server.
 */
export function isGitPacket(bytes: Buffer, start: number): boolean {
  return /^[0-9a-f]{4}git-[a-z-]+ /u.test(bytes.toString('latin1', start, start + 32));
}
