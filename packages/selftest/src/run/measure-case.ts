import type { HttpCase, MeasureCase, Targets } from '../cases/case.ts';
import { get, request } from '../cases/write.ts';
import { type Address, answerTime, Conversation, open } from '../client/connection.ts';
import { BLOCKED, FREE, MIXED } from '../lists/names.ts';
import { RESPONSES } from '../origin/responses.ts';
import type { Ground } from './ground.ts';
import { runHttp } from './http-case.ts';
import { readFigures } from './metrics.ts';
import { runHello, runSession } from './tls-case.ts';

/** Requests behind each figure of the latency, and those before that only warm up. */
const REQUESTS = 200;
const WARM = 20;
/** A worker’s counts are asked for again until they have moved. */
const SETTLE_MS = 50;

/** What a measurement found. `skipped` holds the reason if there is none. */
export type Measured = { readonly wrong?: string | undefined; readonly figure?: string; readonly skipped?: string };

const plain = (bytes: HttpCase['bytes'], more: Partial<HttpCase> = {}): HttpCase => ({
  kind: 'http',
  group: 'counting',
  id: 'counting',
  why: '',
  ref: '',
  expect: 'pass',
  bytes,
  ...more,
});

const COUNTED: Readonly<
  Record<string, { readonly requests: HttpCase; readonly blocked: number; readonly refused: number }>
> = {
  'count-blocked': { requests: plain((t) => get(t, BLOCKED, '/')), blocked: 1, refused: 0 },
  'count-passed': { requests: plain((t) => get(t, FREE, '/free/')), blocked: 0, refused: 0 },
  'count-pipeline': {
    requests: plain((t) => get(t, MIXED, '/free/') + get(t, MIXED, '/blocked/x') + get(t, MIXED, '/free/'), {
      served: 2,
    }),
    blocked: 1,
    refused: 0,
  },
  'count-refused': {
    requests: plain((t) => get(t, FREE, '/free/', `Host: ${FREE}`)),
    blocked: 0,
    refused: 1,
  },
};

/** Runs one measurement. Nothing else may run meanwhile. */
export function measureCase(one: MeasureCase, ground: Ground, t: Targets): Promise<Measured> {
  if (one.measure === 'source') return source(ground, t);
  if (one.measure === 'latency') return latency(ground, t);
  if (one.measure === 'bytes') return everyByte(ground, t);
  return count(one.measure, ground, t);
}

async function count(name: MeasureCase['measure'], ground: Ground, t: Targets): Promise<Measured> {
  const { metrics } = ground;
  if (metrics === undefined) return { skipped: 'no --metrics given' };
  const { patience } = ground.http;
  const before = await readFigures(metrics, patience);
  const wanted = COUNTED[name] ?? { requests: undefined, blocked: 1, refused: 0 };
  if (wanted.requests === undefined) await blockedSession(ground, t);
  else await runHttp(wanted.requests, ground.http, t, ground.evidence);
  const found = { blocked: 0, refused: 0 };
  for (let attempt = 0; attempt < 40; attempt += 1) {
    const after = await readFigures(metrics, patience);
    found.blocked = after.blocked - before.blocked;
    found.refused = after.refused - before.refused;
    if (found.blocked >= wanted.blocked && found.refused >= wanted.refused) break;
    await new Promise((resolve) => setTimeout(resolve, SETTLE_MS));
  }
  if (found.blocked !== wanted.blocked)
    return { wrong: `the blocked requests moved by ${found.blocked}, not by ${wanted.blocked}` };
  return found.refused === wanted.refused
    ? {}
    : { wrong: `the refusals moved by ${found.refused}, not by ${wanted.refused}` };
}

/** One listed name over TLS: in the hello on a route, before that in CONNECT to a proxy. */
async function blockedSession({ https, evidence }: Ground, t: Targets): Promise<void> {
  const common = { group: 'counting', id: 'counting', why: '', ref: '', expect: 'block' } as const;
  if (t.way === 'route') await runHello({ ...common, kind: 'hello', hello: { name: BLOCKED } }, https, t, evidence);
  else await runSession({ ...common, kind: 'session', name: BLOCKED }, https, t);
}

async function source({ http, evidence, source: wanted }: Ground, t: Targets): Promise<Measured> {
  if (wanted === 'any') return { skipped: 'the filter is meant to use its own address (--source any)' };
  const { captures, localAddress } = await visitWithAddress(http, t, evidence);
  const [capture] = captures;
  if (capture === undefined) return { wrong: 'the request did not reach the origin' };
  return capture.from === localAddress ? {} : { wrong: 'the origin sees another address than the client’s' };
}

async function visitWithAddress(
  http: Address,
  t: Targets,
  evidence: Ground['evidence'],
): Promise<{ captures: readonly { from: string }[]; localAddress: string }> {
  const socket = await open(http);
  const localAddress = (socket.localAddress ?? '').replace(/^::ffff:/, '');
  const talk = new Conversation(socket);
  await talk.send([Buffer.from(get(t, FREE, '/free/'), 'latin1')]);
  await talk.until(() => talk.received.includes('\r\n\r\n'), answerTime(http));
  talk.close();
  return { captures: await evidence.captures(t.token), localAddress };
}

/** A request with a body, and every response that there is, byte by byte. */
async function everyByte(ground: Ground, t: Targets): Promise<Measured> {
  const changed: string[] = [];
  const { sent, captures } = await runHttp(
    plain((to) => `${request(to, 'POST', FREE, '/free/?%7e', 'x-A:  b', 'Content-Length: 2')}ab`),
    ground.http,
    t,
    ground.evidence,
  );
  if (!captures.some(({ text }) => text.includes(sent.toString('latin1')))) changed.push('a request');
  for (const [name, wanted] of RESPONSES) {
    const ask = plain((to) => get(to, FREE, `/free/answer/${name}`));
    const { received } = await runHttp(ask, ground.http, t, ground.evidence);
    if (!received.equals(wanted)) changed.push(`the response ${name}`);
  }
  return changed.length === 0 ? {} : { wrong: `bytes were changed in ${changed.join(', ')}` };
}

async function latency(ground: Ground, t: Targets): Promise<Measured> {
  const filtered = await times(ground.http, t);
  const direct =
    ground.direct === undefined ? undefined : await times(ground.direct, { ...t, way: 'route', on: () => '' });
  if (filtered.length === 0) return { wrong: 'no innocent request was answered' };
  const [p50 = 0, p99 = 0] = [0.5, 0.99].map(
    (q) => quantile(filtered, q) - (direct === undefined ? 0 : quantile(direct, q)),
  );
  const what = direct === undefined ? 'with the filter' : 'added';
  const figure = `${p50.toFixed(2)} ms median, ${p99.toFixed(2)} ms p99 ${what}`;
  const over = ground.mostAddedMs !== undefined && p50 > ground.mostAddedMs;
  return over ? { figure, wrong: `${figure}, more than the ${ground.mostAddedMs} ms that were allowed` } : { figure };
}

/** Milliseconds of requests, sorted; on one connection, or on another if the filter ends it. */
async function times(to: Address, t: Targets): Promise<number[]> {
  let talk = new Conversation(await open(to));
  const found: number[] = [];
  const asked = Buffer.from(get(t, FREE, '/free/'), 'latin1');
  for (let i = 0; i < 2 * REQUESTS && found.length < REQUESTS; i += 1) {
    talk.takeReceived();
    const begun = performance.now();
    await talk.send([asked]);
    const end = await talk.until(() => talk.received.includes(`${t.token}\n`), answerTime(to));
    if (end === 'silence') break;
    if (end === 'answered' && i >= WARM) found.push(performance.now() - begun);
    if (end !== 'answered') talk = new Conversation(await open(to));
  }
  talk.close();
  return found.sort((a, b) => a - b);
}

function quantile(sorted: readonly number[], q: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * q))] ?? 0;
}
