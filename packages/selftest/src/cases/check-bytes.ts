import { type Response, responsesIn } from '../client/responses.ts';
import type { Seen } from '../client/seen.ts';
import { READINGS, requestsIn } from '../http/lenient-reader.ts';
import { RESPONSES } from '../origin/responses.ts';
import type { Targets } from './case.ts';

/** What a proxy may add, or use itself (RFC 9110 §7.6). */
const OF_THE_HOP = new Set(['via', 'connection', 'proxy-connection', 'keep-alive', 'host']);

/** How much may differ: nothing, or what a proxy may do: write names in another case, and add fields of its own. */
export type Strictness = 'exact' | 'meaning';

/** The request as it was sent, whatever else came on the connection: method, path, end-to-end fields in their order, body. */
export function requestUntouched(strictness: Strictness): (seen: Seen, t: Targets) => string | undefined {
  return ({ sent, captures }, { way, token }) => {
    const wanted = sent.toString('latin1');
    const text = captures.map((capture) => requestOf(capture.text, token)).find((found) => found !== undefined) ?? '';
    if (text === wanted) return undefined;
    const asked = partsOf(way === 'route' ? wanted : wanted.replace(/^(\S+) http:\/\/[^/ ]+/, '$1 '));
    const came = partsOf(text);
    if (came.line !== asked.line) return `the request line arrived as ${JSON.stringify(came.line)}`;
    const changed = fieldsChanged(asked.fields, came.fields, strictness);
    if (changed !== undefined) return changed;
    return came.body === asked.body ? undefined : `the body arrived changed: ${firstDifference(asked.body, came.body)}`;
  };
}

/** The bytes of the request with this name, of several on a connection. */
function requestOf(text: string, token: string): string | undefined {
  const [reading] = READINGS;
  const found = reading && requestsIn(text, reading).find(({ head }) => head.includes(token));
  return found && text.slice(found.start, found.end);
}

function partsOf(text: string): { readonly line: string; readonly fields: readonly string[]; readonly body: string } {
  const end = text.indexOf('\r\n\r\n');
  const [line = '', ...lines] = text.slice(0, end).split('\r\n');
  const fields = lines.filter((field) => !OF_THE_HOP.has(field.slice(0, field.indexOf(':')).toLowerCase()));
  return { line, fields, body: text.slice(end + 4) };
}

function fieldsChanged(sent: readonly string[], came: readonly string[], strictness: Strictness): string | undefined {
  if (strictness === 'exact') {
    const [wanted, arrived] = [sent.join('\n'), came.join('\n')];
    return wanted === arrived ? undefined : `the fields came changed: ${firstDifference(wanted, arrived)}`;
  }
  const left = came.map(meaningOf);
  let at = 0;
  for (const field of sent) {
    at = left.indexOf(meaningOf(field), at) + 1;
    if (at === 0) return `the field ${JSON.stringify(field)} did not come as it was sent`;
  }
  return undefined;
}

/** Names have no case, and white space around a value is not part of it (RFC 9110 §5.1, §5.5). */
function meaningOf(field: string): string {
  const colon = field.indexOf(':');
  return `${field.slice(0, colon).toLowerCase()}:${field.slice(colon + 1).trim()}`;
}

/** The same responses: status, end-to-end fields in their order, and body. */
export function responseUntouched(name: string, strictness: Strictness): (seen: Seen) => string | undefined {
  const wanted = RESPONSES.get(name) ?? Buffer.alloc(0);
  return ({ received, responses }) => {
    if (received.equals(wanted)) return undefined;
    const original = responsesIn(wanted, false, true);
    if (responses.length !== original.length) return `${original.length} responses were sent, ${responses.length} came`;
    for (const [i, response] of original.entries()) {
      const difference = between(response, responses[i] as Response, strictness);
      if (difference !== undefined) return difference;
    }
    return undefined;
  };
}

const FRAMING = new Set(['transfer-encoding', 'content-length', 'trailer']);

function between(wanted: Response, came: Response, strictness: Strictness): string | undefined {
  if (wanted.status !== came.status) return `the status ${wanted.status} became ${came.status}`;
  if (!wanted.body.equals(came.body))
    return `a body of ${wanted.body.length} bytes came as ${came.body.length} bytes, or others`;
  return fieldsChanged(fieldsOf(wanted), fieldsOf(came), strictness);
}

/** Those that are not for the hop alone, and reveal nothing of the framing. */
function fieldsOf({ fields }: Response): string[] {
  return fields
    .filter(([field]) => !OF_THE_HOP.has(field.toLowerCase()) && !FRAMING.has(field.toLowerCase()))
    .map((field) => field.join(': '));
}

function firstDifference(wanted: string, came: string): string {
  let at = 0;
  while (at < wanted.length && wanted[at] === came[at]) at += 1;
  return `from byte ${at} on: sent ${JSON.stringify(wanted.slice(at, at + 40))}, arrived ${JSON.stringify(came.slice(at, at + 40))}`;
}

/** What was sent behind the switch came back. */
export function echoed({ received }: Seen, { token }: Targets): string | undefined {
  if (!received.includes('HTTP/1.1 101 ')) return 'the switch of protocols did not come back';
  return received.includes(`echo ${token} ended`) ? undefined : 'what was sent behind the switch did not come back';
}
