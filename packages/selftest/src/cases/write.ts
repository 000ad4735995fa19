import { head } from '../corpus/payload.ts';
import type { Targets } from './case.ts';

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
