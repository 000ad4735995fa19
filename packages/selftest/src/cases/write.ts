import type { Targets } from '../case.ts';
import { MIXED } from '../names.ts';

/** Lines with CRLF after each, and the empty line that ends a head. */
export function head(...lines: readonly string[]): string {
  return [...lines, '', ''].join('\r\n');
}

/** A request for `path` on `host`, as a client of this way writes it. `fields` come behind Host. */
export function request(t: Targets, method: string, host: string, path: string, ...fields: readonly string[]): string {
  return head(`${method} ${t.on(host)}${path} HTTP/1.1`, `Host: ${host}`, mark(t), ...fields);
}

/** {@link request} with GET. */
export function get(t: Targets, host: string, path: string, ...fields: readonly string[]): string {
  return request(t, 'GET', host, path, ...fields);
}

/** The field that names the run. */
export function mark(t: Targets): string {
  return `X-Case: ${t.token}`;
}

/** A POST to an innocent page with the given fields and what follows the head. */
export function post(t: Targets, fields: readonly string[], after: string): string {
  return head(`POST ${t.on(MIXED)}/free/ HTTP/1.1`, `Host: ${MIXED}`, mark(t), ...fields) + after;
}

/** A whole request for a listed page, to be hidden inside another. */
export function hidden(t: Targets): string {
  return get(t, MIXED, `/blocked/${t.token}`);
}

/** One chunk. */
export function chunk(data: string): string {
  return `${data.length.toString(16)}\r\n${data}\r\n`;
}
