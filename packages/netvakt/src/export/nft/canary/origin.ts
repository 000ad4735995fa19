/** The canary's origin, and how it is asked: what comes of a request is one of few words. */
import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { destroyIfSilent } from '../../../base/silent-socket.ts';

/** What a request came to: from a filter, from the origin, nothing in time, or something else. */
export type CanaryAnswer = 'blocked' | 'origin' | 'nothing' | 'other';

/** A request that takes longer has failed, in milliseconds. */
const PATIENCE = 5_000;
/** What the origin answers; no filter answers so. */
const ORIGIN_STATUS = 204;
/** A fatal alert, internal_error (RFC 8446 §6): the origin has no certificate, and needs none to be distinguished. */
const ORIGIN_ALERT: Uint8Array = Uint8Array.of(21, 3, 3, 0, 2, 2, 80);

const HTTP_BLOCK = /^HTTP\/1\.1 (?:451|403|302) /u;
const HTTP_ORIGIN = new RegExp(`^HTTP/1\\.1 ${ORIGIN_STATUS} `, 'u');
/** How a handshake ends, as Node calls it. A filter sends the alert access_denied, or resets (`tls_block: reset`). */
const TLS_ENDS: ReadonlyMap<string, CanaryAnswer> = new Map([
  ['ERR_SSL_TLSV1_ALERT_ACCESS_DENIED', 'blocked'],
  ['ECONNRESET', 'blocked'],
  ['ERR_SSL_TLSV1_ALERT_INTERNAL_ERROR', 'origin'],
]);

/** Where a request goes, and for which host. */
export interface CanaryTarget {
  readonly address: string;
  readonly port: number;
  readonly host: string;
}

/** Listens where requests in clear come. */
export function serveHttp(address: string, port: number): Promise<Server> {
  return serve(address, port, `HTTP/1.1 ${ORIGIN_STATUS} No Content\r\nConnection: close\r\n\r\n`);
}

/** Listens where hellos come. */
export function serveTls(address: string, port: number): Promise<Server> {
  return serve(address, port, ORIGIN_ALERT);
}

async function serve(address: string, port: number, answer: string | Uint8Array): Promise<Server> {
  const server = createServer((socket) => {
    // If the filter keeps the hello, no data ever comes: the socket must not keep the process alive.
    destroyIfSilent(socket, PATIENCE).unref();
    socket.once('data', () => socket.end(answer));
  });
  server.listen(port, address);
  await once(server, 'listening');
  return server;
}

/** One request in clear. Never rejects. */
export function askHttp({ address, port, host }: CanaryTarget): Promise<CanaryAnswer> {
  return new Promise((resolve) => {
    const socket = destroyIfSilent(connect({ host: address, port }), PATIENCE);
    socket.once('connect', () => socket.write(`GET / HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`));
    socket.once('close', () => resolve('nothing'));
    socket.once('data', (bytes: Buffer) => {
      resolve(httpAnswer(bytes.toString('latin1')));
      socket.destroy();
    });
  });
}

function httpAnswer(text: string): CanaryAnswer {
  if (HTTP_ORIGIN.test(text)) return 'origin';
  return HTTP_BLOCK.test(text) ? 'blocked' : 'other';
}

/** One handshake. Never rejects. */
export function askTls({ address, port, host }: CanaryTarget): Promise<CanaryAnswer> {
  return new Promise((resolve) => {
    const socket = connectTls({ host: address, port, servername: host, rejectUnauthorized: false });
    const end = (answer: CanaryAnswer): void => {
      resolve(answer);
      socket.destroy();
    };
    socket.once('error', ({ code = '' }: NodeJS.ErrnoException) => end(TLS_ENDS.get(code) ?? 'other'));
    socket.once('secureConnect', () => end('other')); // somebody else has a certificate
    socket.once('close', () => resolve('nothing'));
    destroyIfSilent(socket, PATIENCE);
  });
}
