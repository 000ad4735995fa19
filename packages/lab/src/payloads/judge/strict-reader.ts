/**
 * Reads what a filter forwarded as RFC 9112 reads it, with no tolerance at all: CRLF only, tokens only, one framing.
 *
 * It is the reference that origins are compared with. Slow and short on purpose, and written from the grammar, not from
 * the data plane: two readers that share code share their mistakes.
 */

export interface StrictRequest {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  /** Its head, as it was forwarded. */
  readonly head: string;
  /** False if the body had not all come when the connection ended. */
  readonly complete: boolean;
}

export interface StrictReading {
  readonly requests: readonly StrictRequest[];
  /** The reason the bytes from some point on can be read in more than one way; `undefined` if they cannot. */
  readonly doubt: string | undefined;
  /** The message in which the doubt arose. */
  readonly doubtful: string;
}

const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const LINE = /^([!#$%&'*+\-.^_`|~0-9A-Za-z]+) ([!-~\x80-\xff]+) HTTP\/1\.([01])$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;
const AUTHORITY = /^(?:\[[0-9a-f:.]+\]|[0-9a-z!$%&'()*+,;=._~-]*)(?::[0-9]*)?$/i;
/** Anything in an extension but a quoted string that does not end: there two readers look for the line end elsewhere. */
const CHUNK = /^([0-9a-f]{1,15})(?:[ \t]*;(?:[\t !#-~\x80-\xff]|"(?:[\t !#-[\]-~\x80-\xff]|\\[\t -~\x80-\xff])*")*)?$/i;

/** Thrown inside and caught by {@link readStrictly}: the rest of the bytes has no single reading. */
class Doubt extends Error {}

interface Head {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  readonly body: number | 'chunked';
  readonly end: number;
}

function lineAt(text: string, from: number): { line: string; next: number } | undefined {
  const end = text.indexOf('\r\n', from);
  const line = text.slice(from, end < 0 ? undefined : end);
  if (line.includes('\n') || (end < 0 ? /\r./s.test(line) : line.includes('\r'))) throw new Doubt('bare CR or LF');
  return end < 0 ? undefined : { line, next: end + 2 };
}

type Fields = ReadonlyMap<string, readonly string[]>;

function codingOf(codings: readonly string[], minor: string): 'chunked' {
  if (minor === '0') throw new Doubt('Transfer-Encoding on HTTP/1.0');
  if (codings.length > 1 || codings[0]?.toLowerCase() !== 'chunked') throw new Doubt('odd Transfer-Encoding');
  return 'chunked';
}

function framing(fields: Fields, minor: string): number | 'chunked' {
  const lengths = fields.get('content-length') ?? [];
  const codings = fields.get('transfer-encoding') ?? [];
  if (lengths.length > 0 && codings.length > 0) throw new Doubt('both framings');
  if (codings.length > 0) return codingOf(codings, minor);
  if (lengths.length === 0) return 0;
  if (lengths.length > 1 || !/^[0-9]{1,15}$/.test(lengths[0] ?? '')) throw new Doubt('odd Content-Length');
  return Number(lengths[0]);
}

function hostOf(fields: Fields, minor: string): string {
  const hosts = fields.get('host') ?? [];
  if (hosts.length > 1 || (hosts.length === 0 && minor === '1')) throw new Doubt(`${hosts.length} Host fields`);
  const host = hosts[0] ?? '';
  if (!AUTHORITY.test(host)) throw new Doubt('malformed Host');
  return host;
}

/** Field lines up to the empty one; of a head or of a trailer section. `undefined` if they have not all come. */
function fieldsAt(text: string, from: number): { fields: Fields; end: number } | undefined {
  const fields = new Map<string, string[]>();
  let at = from;
  for (;;) {
    const field = lineAt(text, at);
    if (field === undefined) return undefined;
    at = field.next;
    if (field.line === '') return { fields, end: at };
    const colon = field.line.indexOf(':');
    const name = field.line.slice(0, Math.max(0, colon)).toLowerCase();
    const value = field.line.slice(colon + 1).replace(/^[ \t]+|[ \t]+$/g, '');
    if (!TOKEN.test(name)) throw new Doubt('malformed field name');
    if (!VALUE.test(value)) throw new Doubt('control character in a field value');
    fields.set(name, [...(fields.get(name) ?? []), value]);
  }
}

function readHead(text: string, from: number): Head | undefined {
  const first = lineAt(text, from);
  if (first === undefined) return undefined;
  const parts = LINE.exec(first.line);
  if (parts === null) throw new Doubt('malformed request line');
  const [, method = '', target = '', minor = ''] = parts;
  const rest = fieldsAt(text, first.next);
  if (rest === undefined) return undefined;
  if (target.includes('#')) throw new Doubt('fragment in the target');
  const { fields, end } = rest;
  return { method, target, host: hostOf(fields, minor), body: framing(fields, minor), end };
}

/** The end of a chunked body; `undefined` if it has not all come. */
function endOfChunks(text: string, from: number): number | undefined {
  let at = from;
  for (;;) {
    const size = lineAt(text, at);
    if (size === undefined) return undefined;
    const parts = CHUNK.exec(size.line);
    if (parts === null) throw new Doubt('malformed chunk size');
    const bytes = Number.parseInt(parts[1] ?? '', 16);
    at = size.next + bytes;
    if (bytes === 0) return fieldsAt(text, at)?.end;
    if (at + 2 > text.length) return undefined;
    if (!text.startsWith('\r\n', at)) throw new Doubt('chunk data without its line end');
    at += 2;
  }
}

function bodyEnd(text: string, head: Head): number | undefined {
  if (head.body === 'chunked') return endOfChunks(text, head.end);
  const end = head.end + head.body;
  return end <= text.length ? end : undefined;
}

/** All requests in what one connection carried; never throws. */
export function readStrictly(text: string): StrictReading {
  const requests: StrictRequest[] = [];
  let at = 0;
  try {
    while (at < text.length) {
      if (text.startsWith('\r\n', at)) {
        at += 2; // RFC 9112 §2.2: an empty line before a request line is to be ignored.
        continue;
      }
      const head = readHead(text, at);
      if (head === undefined) break;
      const { method, target, host } = head;
      const read = { method, target, host, head: text.slice(at, head.end) };
      requests.push({ ...read, complete: false });
      const end = bodyEnd(text, head);
      if (end === undefined) break;
      requests[requests.length - 1] = { ...read, complete: true };
      at = end;
    }
    return { requests, doubt: undefined, doubtful: '' };
  } catch (error) {
    if (error instanceof Doubt) return { requests, doubt: error.message, doubtful: text.slice(at) };
    throw error;
  }
}
