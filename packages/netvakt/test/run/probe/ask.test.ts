import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { afterEach, expect, test } from '@jest/globals';
import { ASKS, type CanaryQuestion } from '../../../src/run/probe/ask.ts';

let server: Server | undefined;
afterEach(() => {
  server?.close();
});

/** A proxy that answers every first bytes with `answers`, one after the other. */
async function proxyThat(...answers: readonly string[]): Promise<CanaryQuestion> {
  server = createServer((socket: Socket) => {
    let at = 0;
    socket.on('error', () => undefined);
    socket.on('data', () => {
      const answer = answers[at];
      at += 1;
      if (answer === undefined) socket.destroy();
      else socket.write(answer, 'latin1');
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    proxy: { address: '127.0.0.1', port },
    client: '127.0.0.1',
    canary: 'canary.invalid',
    sink: { host: 'sink.invalid', port: 443 },
    resetsTls: false,
    introduced: false,
  };
}

const OK = 'HTTP/1.1 200 Connection established\r\n\r\n';
const ALERT = '\x15\x03\x03\x00\x02\x02\x31'; // fatal, access_denied

test.each<{ why: string; protocol: keyof typeof ASKS; answers: string[]; want: boolean }>([
  { why: 'a block page', protocol: 'http', answers: ['HTTP/1.1 451 Unavailable\r\n\r\n'], want: true },
  {
    why: 'a canary that passed has no address',
    protocol: 'http',
    answers: ['HTTP/1.1 502 Bad Gateway\r\n\r\n'],
    want: false,
  },
  { why: 'a proxy that says nothing', protocol: 'http', answers: [], want: false },
  { why: 'a refused CONNECT', protocol: 'connect', answers: ['HTTP/1.1 403 Forbidden\r\n\r\n'], want: true },
  { why: 'a CONNECT that is let through', protocol: 'connect', answers: [OK], want: false },
  { why: 'a handshake that an alert ends', protocol: 'tls', answers: [OK, ALERT], want: true },
  {
    why: 'a handshake that somebody answers',
    protocol: 'tls',
    answers: [OK, 'this should have been blocked'],
    want: false,
  },
  { why: 'a handshake that is cut where an alert is due', protocol: 'tls', answers: [OK], want: false },
  { why: 'no tunnel', protocol: 'tls', answers: ['HTTP/1.1 502 Bad Gateway\r\n\r\n'], want: false },
])('$protocol: $why: blocked $want', async ({ protocol, answers, want }) => {
  expect(await ASKS[protocol](await proxyThat(...answers))).toBe(want);
});
