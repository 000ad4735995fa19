import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { AdminAnswer } from './answer.ts';
import { type Denial, denialOf, tokenDenialOf } from './guard.ts';
import { type AdminSources, answerTo, plain } from './routes.ts';

export interface AdminSettings {
  /** An IP address. Loopback unless the operator says otherwise. */
  readonly address: string;
  /** 0 lets the kernel choose. */
  readonly port: number;
  /** Names beside loopback and `address` that a Host header may carry. */
  readonly hosts: readonly string[];
  /** PEM; absent: HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** What has to be sent as a bearer token now; absent or `undefined`: nothing. */
  readonly token?: () => string | undefined;
}

export interface AdminServer {
  readonly address: AddressInfo;
  /** Stops listening and cuts open connections: a scrape is worth less than an orderly end. */
  close(): Promise<void>;
}

/** A scrape has a head of some 500 bytes and comes on one connection. */
const LIMITS = {
  headBytes: 8 * 1024,
  headMilliseconds: 5_000,
  requestMilliseconds: 10_000,
  idleMilliseconds: 65_000,
  connections: 64,
};

/**
 * Serves `/metrics` and the health endpoints over HTTP or HTTPS. It runs on the main thread and reads shared memory, so it answers
 * while every worker is busy or dead.
 *
 * Rejects with the system's error where the address cannot be bound (`EADDRINUSE`, `EADDRNOTAVAIL`, `EACCES`).
 */
export function startAdmin(settings: AdminSettings, sources: AdminSources): Promise<AdminServer> {
  const options = {
    maxHeaderSize: LIMITS.headBytes,
    headersTimeout: LIMITS.headMilliseconds,
    requestTimeout: LIMITS.requestMilliseconds,
    keepAliveTimeout: LIMITS.idleMilliseconds,
    connectionsCheckingInterval: 1_000,
  };
  const answer = (request: IncomingMessage, response: ServerResponse): void =>
    void serve(request, response, { settings, sources });
  const { tls } = settings;
  const server =
    tls === undefined
      ? createServer(options, answer)
      : createTlsServer(
          { ...options, ...tls, minVersion: 'TLSv1.2', handshakeTimeout: LIMITS.headMilliseconds },
          answer,
        );
  server.maxConnections = LIMITS.connections;
  server.on('clientError', (_error, socket) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });
  return listen(server, settings);
}

function listen(server: Server, { address, port }: AdminSettings): Promise<AdminServer> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host: address, port }, () => {
      server.off('error', reject);
      // After this an error can only be of one accept (EMFILE): the next scrape tries again.
      server.on('error', () => undefined);
      resolve({ address: server.address() as AddressInfo, close: () => close(server) });
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

interface Served {
  readonly settings: AdminSettings;
  readonly sources: AdminSources;
}

async function serve(request: IncomingMessage, response: ServerResponse, { settings, sources }: Served): Promise<void> {
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  const asked = {
    method: request.method,
    host: request.headersDistinct['host']?.length === 1 ? request.headers.host : undefined,
    hasBody: request.headers['transfer-encoding'] !== undefined || (request.headers['content-length'] ?? '0') !== '0',
  };
  const token = settings.token?.();
  const denial =
    denialOf(asked, settings.address, settings.hosts) ??
    (token === undefined ? undefined : tokenDenialOf(pathOf(request), request.headers.authorization, token));
  const answer =
    denial === undefined ? await answerTo(pathOf(request), sources, request.headers.accept) : denied(denial);
  send(response, answer, denial);
}

/** The target's path; an absolute-form target is someone who takes us for a proxy, and finds nothing. */
function pathOf({ url = '' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

function denied({ status, remedy }: Denial): AdminAnswer {
  return plain(status, `${remedy}\n`);
}

function send(response: ServerResponse, answer: AdminAnswer, denial: Denial | undefined): void {
  const body = Buffer.from(answer.body);
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': body.length,
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...answer.headers,
    ...denial?.headers,
    // The rest of a denied request is not read.
    ...(denial === undefined ? {} : { connection: 'close' }),
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
