import { CORPUS } from '../corpus/corpus.ts';
import { inOriginForm } from '../corpus/origin-form.ts';
import { CASE, type Payload } from '../corpus/payload.ts';
import type { Targets } from './case.ts';
import { type Row, row } from './rows.ts';

const PAYLOADS: ReadonlyMap<string, Payload> = new Map(CORPUS.map((payload) => [payload.name, payload]));

/**
 * A row whose bytes and reason are a payload's of the corpus, in the form that the way of the run needs.
 *
 * Throws a RangeError if the corpus has no payload of that name, or if it cannot be written in origin-form.
 */
export function drawn(id: string, payload: string, ref: string, more: Partial<Row> = {}): Row {
  const proxy = PAYLOADS.get(payload);
  const [route] = proxy === undefined ? [] : inOriginForm([proxy]);
  if (proxy === undefined || route === undefined) throw new RangeError(`No payload for both ways is called ${payload}`);
  const bytes = (t: Targets): string => (t.way === 'proxy' ? proxy : route).bytes.replaceAll(CASE, t.token);
  return row(id, proxy.why, ref, bytes, more);
}
