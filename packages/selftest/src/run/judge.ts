import type { Case, Expectation } from '../cases/case.ts';
import type { Seen } from '../client/seen.ts';
import { READINGS, type ReadRequest, requestsIn } from '../http/lenient-reader.ts';
import type { Capture } from '../http/recorder.ts';
import { BLOCKED } from '../lists/names.ts';
import { ORIGIN_MARK } from '../origin/responses.ts';

/** What is wrong with what was seen; `undefined` if the expectation was met. */
export function judge(
  expect: Expectation,
  seen: Seen,
  token: string,
  served: number = expect === 'pass' ? 1 : 0,
): string | undefined {
  const marks = [...seen.received.toString('latin1').matchAll(new RegExp(`${ORIGIN_MARK} ${token}\r?\n`, 'g'))].length;
  switch (expect) {
    case 'block':
      return judgeBlock(seen, marks);
    case 'pass':
      return (marks >= served || endedEarly(seen, marks)) && seen.captures.length > 0
        ? undefined
        : whatCame(seen, marks);
    case 'shut':
      return (
        hiddenServed(seen.captures, token) ??
        (marks < served ? `${whatCame(seen, marks)} for the innocent request` : undefined)
      );
    default:
      throw new TypeError(`Cannot judge the expectation ${String(expect satisfies never)}`);
  }
}

/** A connection may end after any whole answer, in good order (RFC 9112 §9.6): the client asks again on another. */
function endedEarly({ responses, end }: Seen, marks: number): boolean {
  return marks > 0 && end === 'closed' && responses.every(({ whole }) => whole);
}

/** The end of a connection without an answer, or of a tunnel, is no block if it comes later, however patient the run is: somebody had waited for more. */
const LATE_MS = 9000;
const CONNECT = Buffer.from('CONNECT ');

function judgeBlock({ sent, captures, end, responses, milliseconds }: Seen, marks: number): string | undefined {
  if (marks > 0) return 'the page was served';
  if (captures.length > 0) return 'the request reached the origin';
  // A 200 to any other request is a page of the filter, such as a page of reasons, however late it comes.
  const opened = responses[0]?.status === 200 && sent.subarray(0, CONNECT.length).equals(CONNECT);
  const isOver = end === 'silence' || (milliseconds >= LATE_MS && (end !== 'answered' || opened));
  if (!isOver) return undefined;
  return opened ? 'a tunnel was opened' : 'neither an answer nor an end came in time';
}

function whatCame({ responses, end, captures }: Seen, marks: number): string {
  const statuses = responses.filter(({ status }) => status >= 200).map(({ status }) => status);
  const reached = captures.length > 0 ? 'the request reached the origin' : 'nothing reached the origin';
  if (marks > 0) return `${marks} answers of the origin came`;
  if (statuses.length > 0) return `the client got ${statuses.join(', ')}; ${reached}`;
  return end === 'silence' ? `no answer in time; ${reached}` : `the connection was ${end}; ${reached}`;
}

/** Asks every reading of what arrived for a page that was to be hidden. */
function hiddenServed(captures: readonly Capture[], token: string): string | undefined {
  for (const { text } of captures) {
    for (const reading of READINGS) {
      const found = requestsIn(text, reading).some((request) => request.head.includes(token) && isListed(request));
      if (found) return 'bytes that a server can read as a request for the listed page reached the origin';
    }
  }
  return undefined;
}

/** Hidden pages are spelled plainly. Of several hosts, servers take the first or the last, or what is before a delimiter. */
function isListed({ target, hosts }: ReadRequest): boolean {
  const [, authority, path = target] = /^http:\/\/([^/?]*)(.*)$/i.exec(target) ?? [];
  const named = (authority === undefined ? hosts : [authority]).flatMap((host) =>
    host.toLowerCase().split(/[\s,@/\0:]/),
  );
  return path.startsWith('/blocked/') || named.includes(BLOCKED);
}

/** The words of a report for what was expected. */
export const EXPECTED: Readonly<Record<Case['expect'], string>> = {
  block: 'must be blocked',
  pass: 'must pass',
  shut: 'must not be let through',
};
