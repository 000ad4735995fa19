/** Cases in a tunnel, against a proxy that opens none. */
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import type { Targets } from '../src/cases/case.ts';
import { TLS } from '../src/cases/tls.ts';
import type { Evidence } from '../src/origin/evidence.ts';
import { judge } from '../src/run/judge.ts';
import { judgeSession, runHello, runSession } from '../src/run/tls-case.ts';

const t: Targets = { way: 'proxy', token: 'st0123456700000f', on: (authority) => `http://${authority}` };
const evidence: Evidence = { fingerprint: '', captures: () => Promise.resolve([]) };
const LATE = 'neither an answer nor an end came in time';

let server: Server | undefined;
afterEach(() => void server?.close());

/** Starts a proxy that answers every request with `text`, or is silent. Returns its port. */
async function startProxy(text: string): Promise<number> {
  const started = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.on('data', () => socket.write(text));
  });
  server = started;
  await new Promise<void>((resolve) => started.listen(0, '127.0.0.1', resolve));
  return (started.address() as AddressInfo).port;
}

test.each([
  { why: 'a CONNECT that is refused is a block', text: 'HTTP/1.1 403 Forbidden\r\n\r\n', wrong: undefined },
  { why: 'a CONNECT that is never answered is none', text: '', wrong: LATE },
])('$why, of a hello and of a session', async ({ text, wrong }) => {
  // If no answer ever comes, a tenth of a second is long enough; the kernel accepts connections at once.
  const patience = wrong === undefined ? 100 : 0.03;
  const to = { host: '127.0.0.1', port: await startProxy(text), patience };
  const hello = TLS.find((one) => one.kind === 'hello' && one.expect === 'block');
  const session = TLS.find((one) => one.kind === 'session' && one.expect === 'block');
  if (hello?.kind !== 'hello' || session?.kind !== 'session') throw new Error('There are no such cases');
  expect(judge('block', await runHello(hello, to, t, evidence), t.token)).toBe(wrong);
  expect(judgeSession(session, await runSession(session, to, t), t, evidence)).toBe(wrong);
});
