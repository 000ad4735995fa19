/** The five ways in which a blocked request ends, each as a server that notes when something came. */
import { once } from 'node:events';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';

/** Fatal, access_denied (RFC 8446 §6.2), as `proxy.tls_block: alert` sends it. */
export const ALERT: Buffer = Buffer.from([21, 3, 3, 0, 2, 2, 49]);
const HANDSHAKE = 22;
const UNAVAILABLE = 'HTTP/1.1 451 Unavailable For Legal Reasons\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

/** How an ending answers the first bytes of a connection. */
export interface Ending {
  /** What a client has to be given: an address of TLS, a proxy for TLS, or an address in clear. */
  readonly through: 'tls' | 'proxy' | 'clear';
  readonly end: (socket: Socket) => void;
}

export const ENDINGS: Readonly<Record<'alert' | 'reset' | 'fin' | 'connect-451' | 'http-451', Ending>> = {
  alert: { through: 'tls', end: (socket) => socket.end(ALERT) },
  reset: { through: 'tls', end: (socket) => socket.resetAndDestroy() },
  fin: { through: 'tls', end: (socket) => socket.end() },
  'connect-451': { through: 'proxy', end: (socket) => socket.end(UNAVAILABLE) },
  'http-451': { through: 'clear', end: (socket) => socket.end(UNAVAILABLE) },
};

/** A listening ending. */
export interface Listening {
  readonly port: number;
  /** When a hello, a CONNECT or a request came, in seconds since the server listened. */
  readonly times: readonly number[];
  close(): void;
}

/**
 * Listens on 127.0.0.1, at a port that the system chooses.
 *
 * @param name - only what asks for this host is noted: a browser has business of its own with a proxy. Default: everything is
 */
export async function listen({ through, end }: Ending, name = ''): Promise<Listening> {
  const times: number[] = [];
  const begun = performance.now();
  const server: Server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', (bytes) => {
      const isRequest = through !== 'tls' || bytes[0] === HANDSHAKE;
      if (isRequest && bytes.includes(name)) times.push((performance.now() - begun) / 1000);
      end(socket);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, times, close: () => server.close() };
}

/** Returns the times as seconds after the first, to a tenth. */
export function afterFirst(times: readonly number[]): readonly number[] {
  const [first = 0] = times;
  return times.map((time) => Math.round((time - first) * 10) / 10);
}
