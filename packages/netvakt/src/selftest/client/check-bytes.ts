import type { Targets } from '../case.ts';
import { RESPONSES } from '../origin/responses.ts';
import { type Response, responsesIn } from './responses.ts';
import type { Seen } from './seen.ts';

/** What a proxy may add, or use itself (RFC 9110 §7.6). */
const OF_THE_HOP = new Set(['via', 'connection', 'proxy-connection', 'keep-alive', 'host']);

/** On a route the same bytes; through a proxy the same method, path, end-to-end fields in their order and case, and body. */
export function requestUntouched({ sent, captures }: Seen, { way, token }: Targets): string | undefined {
  const text = captures.find((capture) => capture.text.includes(token))?.text ?? '';
  const wanted = sent.toString('latin1');
  if (way === 'route') return text === wanted ? undefined : firstDifference(wanted, text);
  const asked = partsOf(wanted.replace(/^(\S+) http:\/\/[^/ ]+/, '$1 '));
  const came = partsOf(text);
  if (came.line !== asked.line) return `the request line arrived as ${JSON.stringify(came.line)}`;
  if (came.fields !== asked.fields) return `the fields arrived changed: ${firstDifference(asked.fields, came.fields)}`;
  return came.body === asked.body ? undefined : `the body arrived changed: ${firstDifference(asked.body, came.body)}`;
}

function partsOf(text: string): { readonly line: string; readonly fields: string; readonly body: string } {
  const end = text.indexOf('\r\n\r\n');
  const [line = '', ...lines] = text.slice(0, end).split('\r\n');
  const fields = lines.filter((field) => !OF_THE_HOP.has(field.slice(0, field.indexOf(':')).toLowerCase()));
  return { line, fields: fields.join('\n'), body: text.slice(end + 4) };
}

/** On a route the same bytes; through a proxy the same responses: status, end-to-end fields and body. */
export function responseUntouched(name: string): (seen: Seen, t: Targets) => string | undefined {
  const wanted = RESPONSES.get(name) ?? Buffer.alloc(0);
  return ({ received, responses }, { way }) => {
    if (received.equals(wanted)) return undefined;
    if (way === 'route') return firstDifference(wanted.toString('latin1'), received.toString('latin1'));
    const original = responsesIn(wanted, false, true);
    if (responses.length !== original.length) return `${original.length} responses were sent, ${responses.length} came`;
    for (const [i, response] of original.entries()) {
      const difference = between(response, responses[i] as Response);
      if (difference !== undefined) return difference;
    }
    return undefined;
  };
}

const FRAMING = new Set(['transfer-encoding', 'content-length', 'trailer']);

function between(wanted: Response, came: Response): string | undefined {
  if (wanted.status !== came.status) return `the status ${wanted.status} became ${came.status}`;
  if (!wanted.body.equals(came.body))
    return `a body of ${wanted.body.length} bytes came as ${came.body.length} bytes, or others`;
  const [sent, arrived] = [fieldsOf(wanted), fieldsOf(came)];
  return sent === arrived ? undefined : `the fields came changed: ${firstDifference(sent, arrived)}`;
}

/** Those that are not for the hop alone, and say nothing of the framing. */
function fieldsOf({ fields }: Response): string {
  return fields
    .filter(([field]) => !OF_THE_HOP.has(field.toLowerCase()) && !FRAMING.has(field.toLowerCase()))
    .map((field) => field.join(': '))
    .join('\n');
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
