import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { lookedUpPath, type Served } from './origin.ts';

/** A `node:http` server that writes down each request that Node's parser hands out. */
export interface NodeServer {
  readonly port: number;
  readonly served: readonly Served[];
  close(): Promise<void>;
}

/** Node's complaints about a request line: invalid bytes in place of a request are part of what it read. */
const NEW_MESSAGE: ReadonlySet<string> = new Set([
  'HPE_INVALID_METHOD',
  'HPE_INVALID_CONSTANT',
  'HPE_INVALID_URL',
  'HPE_INVALID_VERSION',
]);

/** The field in which a server in front sends the remote port of its own client. */
export const PORT_FIELD = 'x-lab-port';

function record(request: IncomingMessage, by: Served['by']): Served {
  const sent = request.headers[PORT_FIELD];
  const url = request.url ?? '';
  return {
    by,
    port: typeof sent === 'string' ? Number(sent) : (request.socket.remotePort ?? 0),
    method: request.method ?? '',
    host: request.headers.host ?? '',
    target: url,
    path: lookedUpPath(url),
    status: 0,
  };
}

function unread(socket: Duplex, by: Served['by']): Served {
  // Behind another server, the port of the connection is not the one that the filter's connection is named by.
  const port = by === 'front' && socket instanceof Socket ? (socket.remotePort ?? 0) : 0;
  return { by, port, method: '', host: '', target: '', path: '/', status: 400 };
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const body = `served ${request.method} ${request.url}\n`;
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.setHeader('Content-Type', 'text/plain');
  // A page below /early/ answers before the body has come: RFC 9112 §9.3 allows it, and a filter must not take the rest
  // of the body for a request.
  if (request.url?.includes('/early/') === true) response.end(body);
  else request.on('end', () => response.end(body));
  request.resume();
}

/** Starts it on a free loopback port. `by`: whether it is behind another server. */
export async function startNodeServer(by: Served['by']): Promise<NodeServer> {
  const served: Served[] = [];
  const handle = (request: IncomingMessage, response: ServerResponse): void => {
    served.push(record(request, by));
    answer(request, response);
  };
  const server: Server = createServer({ keepAliveTimeout: 120_000, requestTimeout: 30_000 }, handle);
  server.on('checkContinue', (request: IncomingMessage, response: ServerResponse) => {
    response.writeContinue();
    handle(request, response);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (NEW_MESSAGE.has(error.code ?? '')) served.push(unread(socket, by));
    // Node's own answer: a client of a transparent filter hears what the origin sends, or nothing.
    if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n');
    else socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 511, resolve));
  const address = server.address();
  return {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    served,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
