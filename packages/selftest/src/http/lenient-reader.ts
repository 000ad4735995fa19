/**
 * Reads requests as servers do that are more forgiving than RFC 9112 allows. If a filter passed on bytes that two servers
 * read differently, one of these readings finds what was hidden in them.
 *
 * It shares no code with the data plane: two readers that share code share their mistakes.
 */

/** How one kind of server reads. */
export interface Reading {
  /** Whether a coding is heeded that is not `chunked` alone in HTTP/1.1: by whoever finds the word in the field. */
  readonly coding: 'any' | 'strict';
  /** Which of several fields of one name counts. */
  readonly repeated: 'first' | 'last';
  /** Which framing counts if a message has both. */
  readonly framing: 'coding' | 'length';
  /** Whether `Name : value` is a field. */
  readonly spacedNames: boolean;
  /** Whether `Content_Length` is `Content-Length`, as for gateways that turn names into variables. */
  readonly underscores: boolean;
  /** Whether a line that begins with white space continues the one before. */
  readonly folds: boolean;
  /** Whether a bare CR ends a line. */
  readonly bareCr: boolean;
  /** Whether any line with a word in it is a request line, and a chunk size that is no number ends the body. */
  readonly guesses: boolean;
}

const loose = { spacedNames: true, underscores: true, folds: true, bareCr: true, guesses: false } as const;
const tight = { spacedNames: false, underscores: false, folds: false, bareCr: false, guesses: false } as const;

/** What servers are known to do. The first is how the self-test's own origin reads. */
export const READINGS: readonly Reading[] = [
  { coding: 'any', repeated: 'first', framing: 'coding', ...loose },
  { coding: 'any', repeated: 'first', framing: 'coding', ...tight },
  { coding: 'any', repeated: 'last', framing: 'coding', ...loose },
  { coding: 'any', repeated: 'last', framing: 'coding', ...tight },
  { coding: 'any', repeated: 'first', framing: 'length', ...loose },
  { coding: 'any', repeated: 'first', framing: 'length', ...tight },
  { coding: 'strict', repeated: 'first', framing: 'coding', ...loose },
  { coding: 'strict', repeated: 'first', framing: 'coding', ...tight },
  { coding: 'strict', repeated: 'last', framing: 'coding', ...loose },
  { coding: 'strict', repeated: 'last', framing: 'coding', ...tight },
  { coding: 'strict', repeated: 'first', framing: 'length', ...loose },
  { coding: 'strict', repeated: 'first', framing: 'length', ...tight },
];

/** The head of a request, as soon as it has come. */
export interface RequestHead {
  readonly method: string;
  readonly target: string;
  readonly hosts: readonly string[];
  readonly head: string;
  readonly upgrade: boolean;
  readonly closes: boolean;
  /** Where the message begins, and where its body does. */
  readonly start: number;
  readonly bodyStart: number;
  /** Bytes of the body, or that chunks follow. */
  readonly body: number | 'chunked';
}

/** A whole request. */
export interface ReadRequest extends RequestHead {
  readonly end: number;
}

/** Without an end after so many characters, a head, a chunk's line or a trailer is broken. */
const MOST_HEAD = 1_000_000;
const MOST_LINE = 131_072;

/** The next request; `more` if it is not whole yet, `broken` if this reading finds none. */
export function readRequest(text: string, start: number, reading: Reading): ReadRequest | 'more' | 'broken' {
  const head = readHead(text, start, reading);
  if (typeof head === 'string') return head;
  const end = bodyEnd(text, head, reading);
  return typeof end === 'string' ? end : { ...head, end };
}

/** The head of the next request; `more` if it is not whole yet, `broken` if this reading finds none. */
export function readHead(text: string, start: number, reading: Reading): RequestHead | 'more' | 'broken' {
  let at = start;
  while (text[at] === '\r' || text[at] === '\n') at += 1;
  const blank = reading.guesses && reading.bareCr ? /(?:\r?\n|\r(?!\n)){2}/g : /\r?\n\r?\n/g;
  blank.lastIndex = at;
  const found = blank.exec(text);
  if (found === null) return text.length - at > MOST_HEAD ? 'broken' : 'more';
  const head = text.slice(at, found.index);
  const lines = linesOf(head, reading);
  const first = requestLine(lines[0] ?? '', reading);
  if (first === undefined) return 'broken';
  const { method, target, version } = first;
  const fields = lines.slice(1).map((line) => fieldOf(line, reading));
  return {
    method,
    target,
    head,
    start: at,
    bodyStart: found.index + found[0].length,
    body: framingOf(fields, version, reading),
    ...connectionOf(fields, version),
  };
}

function requestLine(
  line: string,
  { guesses }: Reading,
): { readonly method: string; readonly target: string; readonly version: string } | undefined {
  if (guesses) {
    const [method = '', target = '', version = ''] = line.trim().split(/\s+/);
    return { method, target, version };
  }
  const [, method, target, version] = /^([!-~]+)[ \t]+(\S*)[ \t]+(HTTP\/\d\.\d)\s*$/.exec(line) ?? [];
  return method === undefined || target === undefined || version === undefined
    ? undefined
    : { method, target, version };
}

/** What the fields mean for the connection. */
function connectionOf(fields: readonly Field[], version: string): Pick<RequestHead, 'hosts' | 'upgrade' | 'closes'> {
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

function linesOf(head: string, { folds, bareCr }: Reading): string[] {
  const text = folds ? head.replaceAll(/\r?\n[ \t]+/g, ' ') : head;
  return text.split(bareCr ? /\r\n|\n|\r/ : /\r?\n/);
}

function fieldOf(line: string, { spacedNames, underscores }: Reading): Field {
  const colon = line.indexOf(':');
  let name = line.slice(0, Math.max(0, colon)).toLowerCase();
  if (spacedNames) name = name.trim();
  if (underscores) name = name.replaceAll('_', '-');
  return { name, value: line.slice(colon + 1).trim() };
}

/** The value that counts, of those that stand for one name. */
export function chosenOf(values: readonly string[], { repeated }: Reading): string | undefined {
  return repeated === 'last' ? values.at(-1) : values[0];
}

function framingOf(fields: readonly Field[], version: string, reading: Reading): RequestHead['body'] {
  const lengths = valuesOf(fields, 'content-length');
  const codings = valuesOf(fields, 'transfer-encoding').join().toLowerCase();
  const hasLength = lengths.length > 0;
  if (isChunked(codings, version, hasLength, reading) && !(hasLength && reading.framing === 'length')) return 'chunked';
  return Math.max(0, Number.parseInt(chosenOf(lengths, reading) ?? '', 10) || 0);
}

/** If the field is as it must be, every server takes the body for chunked. */
function isChunked(codings: string, version: string, hasLength: boolean, { coding }: Reading): boolean {
  if (codings === 'chunked' && version === 'HTTP/1.1' && !hasLength) return true;
  return coding === 'any' && codings.includes('chunked');
}

/** Where the message ends whose head was read. */
export function bodyEnd(text: string, { body, bodyStart }: RequestHead, reading: Reading): number | 'more' | 'broken' {
  if (body === 'chunked') return chunksEnd(text, bodyStart, reading);
  const end = bodyStart + body;
  return end > text.length ? 'more' : end;
}

/** Behind the last chunk and its trailer. */
function chunksEnd(text: string, from: number, { guesses }: Reading): number | 'more' | 'broken' {
  let at = from;
  for (;;) {
    const line = text.indexOf('\n', at);
    if (line < 0) return text.length - at > MOST_LINE ? 'broken' : 'more';
    const size = Number.parseInt(text.slice(at, line), 16);
    if (!(size >= 0) && !guesses) return 'broken';
    at = line + 1;
    if (!(size > 0)) break;
    at += size;
    if (at > text.length) return 'more';
    at += text.startsWith('\r\n', at) ? 2 : text[at] === '\n' ? 1 : 0;
  }
  const trailer = /^(?:[^\n]+\n)*?\r?\n/.exec(text.slice(at, at + MOST_LINE));
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
