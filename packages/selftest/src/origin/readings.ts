/**
 * Reads requests as servers do that are more forgiving than RFC 9112 allows. Where a filter passed on bytes that two servers
 * read differently, one of these readings finds what was hidden in them.
 *
 * It shares no code with the data plane: two readers that share code share their mistakes.
 */

/** How one kind of server reads. */
export interface Reading {
  /** Whether a coding is heeded that is not `chunked` alone in HTTP/1.1: by whoever finds the word in the field. */
  readonly coding: 'any' | 'strict';
  /** Which of two lengths counts, and whether a length counts beside a coding. */
  readonly length: 'first' | 'last' | 'over-coding';
  /** Whether `Name : value`, continuation lines and bare CR are borne. */
  readonly loose: boolean;
}

/** What servers are known to do. The first is how the origin itself reads. */
export const READINGS: readonly Reading[] = (['any', 'strict'] as const).flatMap((coding) =>
  (['first', 'last', 'over-coding'] as const).flatMap((length) =>
    [true, false].map((loose) => ({ coding, length, loose })),
  ),
);

export interface ReadRequest {
  readonly method: string;
  readonly target: string;
  readonly hosts: readonly string[];
  readonly head: string;
  readonly upgrade: boolean;
  readonly closes: boolean;
  /** Where the message begins and ends. */
  readonly start: number;
  readonly end: number;
}

/** The next request; `more` where it is not whole yet, `broken` where this reading finds none. */
export function readRequest(text: string, start: number, reading: Reading): ReadRequest | 'more' | 'broken' {
  let at = start;
  while (text[at] === '\r' || text[at] === '\n') at += 1;
  const blank = /\r?\n\r?\n/g;
  blank.lastIndex = at;
  const found = blank.exec(text);
  if (found === null) return text.length - at > 1_000_000 ? 'broken' : 'more';
  const head = text.slice(at, found.index);
  const headEnd = found.index + found[0].length;
  const lines = linesOf(head, reading);
  const [, method, target, version] = /^([!-~]+)[ \t]+(\S*)[ \t]+(HTTP\/\d\.\d)\s*$/.exec(lines[0] ?? '') ?? [];
  if (method === undefined || target === undefined || version === undefined) return 'broken';
  const fields = lines.slice(1).map((line) => fieldOf(line, reading));
  const end = bodyEnd(text, headEnd, version, fields, reading);
  if (typeof end === 'string') return end;
  return { method, target, head, start: at, end, ...saidIn(fields, version) };
}

/** What the fields say of the connection. */
function saidIn(fields: readonly Field[], version: string): Pick<ReadRequest, 'hosts' | 'upgrade' | 'closes'> {
  const connection = valuesOf(fields, 'connection').join().toLowerCase();
  return {
    hosts: valuesOf(fields, 'host'),
    upgrade: connection.includes('upgrade'),
    closes: connection.includes('close') || (version === 'HTTP/1.0' && !connection.includes('keep-alive')),
  };
}

function valuesOf(fields: readonly Field[], name: string): string[] {
  return fields.filter((field) => field.name === name).map(({ value }) => value);
}

interface Field {
  readonly name: string;
  readonly value: string;
}

function linesOf(head: string, { loose }: Reading): string[] {
  const text = loose ? head.replaceAll(/\r?\n[ \t]+/g, ' ') : head;
  return text.split(loose ? /\r\n|\n|\r/ : /\r?\n/);
}

function fieldOf(line: string, { loose }: Reading): Field {
  const colon = line.indexOf(':');
  const name = line.slice(0, Math.max(0, colon)).toLowerCase();
  return { name: loose ? name.trim().replaceAll('_', '-') : name, value: line.slice(colon + 1).trim() };
}

function bodyEnd(
  text: string,
  from: number,
  version: string,
  fields: readonly Field[],
  reading: Reading,
): number | 'more' | 'broken' {
  const lengths = valuesOf(fields, 'content-length').map((value) => Number.parseInt(value, 10) || 0);
  const length = reading.length === 'last' ? lengths.at(-1) : lengths[0];
  const coded = isCoded(
    valuesOf(fields, 'transfer-encoding').join().toLowerCase(),
    version,
    lengths.length > 0,
    reading,
  );
  const counted = length !== undefined && (!coded || reading.length === 'over-coding');
  if (coded && !counted) return chunksEnd(text, from);
  const end = from + (length ?? 0);
  return end > text.length ? 'more' : end;
}

/** Where the field is as it must be, every server takes the body for chunked. */
function isCoded(codings: string, version: string, hasLength: boolean, { coding }: Reading): boolean {
  if (codings === 'chunked' && version === 'HTTP/1.1' && !hasLength) return true;
  return coding === 'any' && codings.includes('chunked');
}

/** Behind the last chunk and its trailer. */
function chunksEnd(text: string, from: number): number | 'more' | 'broken' {
  let at = from;
  for (;;) {
    const line = text.indexOf('\n', at);
    if (line < 0) return text.length - at > 10_000 ? 'broken' : 'more';
    const size = Number.parseInt(text.slice(at, line), 16);
    if (!(size >= 0)) return 'broken';
    at = line + 1;
    if (size === 0) break;
    at += size;
    if (at > text.length) return 'more';
    at += text.startsWith('\r\n', at) ? 2 : text[at] === '\n' ? 1 : 0;
  }
  const trailer = /^(?:[^\r\n]+\r?\n)*\r?\n/.exec(text.slice(at, at + 10_000));
  return trailer === null ? 'more' : at + trailer[0].length;
}

/** All requests that one reading finds. At most 100. */
export function requestsIn(text: string, reading: Reading): ReadRequest[] {
  const requests: ReadRequest[] = [];
  let at = 0;
  while (at < text.length && requests.length < 100) {
    const request = readRequest(text, at, reading);
    if (typeof request === 'string') break;
    requests.push(request);
    at = request.end;
  }
  return requests;
}
