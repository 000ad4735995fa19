/** What the administration port and the socket for local tools have in common: deadlines, seats, and one answer a request. */
import type { IncomingMessage, Server, ServerOptions, ServerResponse } from 'node:http';
import type { Server as TlsServer } from 'node:https';
import type { ListenOptions, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { AdminAnswer } from './answer.ts';
import { encoded } from './encoding.ts';
import { type Denial, denialOf, requestDenialOf, tokenDenialOf } from './guard.ts';
import { type AdminSources, answerTo, plain } from './routes.ts';
import type { ScrapeWatch } from './scrape-watch.ts';
import { type SeatCounts, Seats } from './seats.ts';

/** A scrape has a head of some 500 bytes and comes on one connection. */
const LIMITS = {
  headBytes: 8 * 1024,
  /** From accept, or from the first byte of a further request, to the end of its head. */
  headMilliseconds: 5_000,
  requestMilliseconds: 10_000,
  idleMilliseconds: 65_000,
  /** For a client to take its answer, however slowly it reads. */
  answerMilliseconds: 15_000,
};

export const HTTP_OPTIONS: ServerOptions = {
  maxHeaderSize: LIMITS.headBytes,
  headersTimeout: LIMITS.headMilliseconds,
  requestTimeout: LIMITS.requestMilliseconds,
  keepAliveTimeout: LIMITS.idleMilliseconds,
  connectionsCheckingInterval: 1_000,
};

export const HANDSHAKE_MILLISECONDS: number = LIMITS.headMilliseconds;

/** Sent by Prometheus, and by agents that scrape as it does; nobody else has a use for it. */
const SCRAPERS_FIELD = 'x-prometheus-scrape-timeout-seconds';

/** How requests are answered, and to whom. */
export interface AdminService {
  readonly sources: AdminSources;
  readonly seats: SeatCounts;
  /** Notified of scrapes. */
  readonly scrapes?: ScrapeWatch;
  /** Whom the port asks who they are; `undefined` on a socket, where the file system does. */
  readonly guard?: {
    readonly address: string;
    readonly hosts: readonly string[];
    readonly token: () => string | undefined;
  };
}

/** Answers every request that comes to `server`. */
export function serveWith(server: Server | TlsServer, served: AdminService): void {
  const seats = new Seats(served.seats);
  server.on('connection', (socket: Socket) => seats.take(socket));
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    seats.serve(socket);
    const deadline = setTimeout(() => socket.destroy(), LIMITS.answerMilliseconds);
    deadline.unref();
    response.once('close', () => clearTimeout(deadline));
    // Whoever reads slowly waits from here on, like clients that send nothing.
    void serve(request, response, served).then(() => seats.left(socket));
  });
  server.on('clientError', (_error: Error, socket: Duplex) => {
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    else socket.destroy();
  });
}

/** Resolves when `server` listens; rejects with the system's error. */
export function listenAt(server: Server | TlsServer, where: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, () => {
      server.off('error', reject);
      // After this an error can only be of one accept (EMFILE): the next scrape tries again.
      server.on('error', () => undefined);
      resolve();
    });
  });
}

/** Stops listening and cuts open connections: a scrape is worth less than an orderly end. */
export function closeServer(server: Server | TlsServer): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  { sources, guard, scrapes }: AdminService,
): Promise<void> {
  request.on('error', () => undefined);
  response.on('error', () => undefined);
  const denial = denied(request, guard);
  const path = pathOf(request);
  if (denial === undefined && path === '/metrics' && request.headers[SCRAPERS_FIELD] !== undefined) {
    const who = request.socket.remoteAddress ?? '';
    const read = performance.now();
    response.once('finish', () => scrapes?.served(who, read));
  }
  const answer =
    denial === undefined
      ? await answerTo(path, sources, request.headers.accept)
      : plain(denial.status, `${denial.remedy}\n`);
  await send(response, answer, denial);
}

function denied(request: IncomingMessage, guard: AdminService['guard']): Denial | undefined {
  const asked = {
    method: request.method,
    host: request.headersDistinct['host']?.length === 1 ? request.headers.host : undefined,
    hasBody: request.headers['transfer-encoding'] !== undefined || (request.headers['content-length'] ?? '0') !== '0',
  };
  if (guard === undefined) return requestDenialOf(asked);
  const token = guard.token();
  return (
    denialOf(asked, guard.address, guard.hosts) ??
    (token === undefined ? undefined : tokenDenialOf(pathOf(request), request.headers.authorization, token))
  );
}

/** The target's path; an absolute-form target is someone who takes us for a proxy, and finds nothing. */
function pathOf({ url = '' }: IncomingMessage): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}

async function send(response: ServerResponse, answer: AdminAnswer, denial: Denial | undefined): Promise<void> {
  const { bytes, isGzip } = await encoded(answer.body, response.req.headers['accept-encoding']);
  response.writeHead(answer.status, {
    'content-type': answer.contentType,
    'content-length': bytes.length,
    ...(isGzip ? { 'content-encoding': 'gzip' } : {}),
    vary: 'accept, accept-encoding',
    'cache-control': 'no-store',
    'x-content-type-options': 'nosniff',
    ...answer.headers,
    ...denial?.headers,
    // The rest of a denied request is not read.
    ...(denial === undefined ? {} : { connection: 'close' }),
  });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}
