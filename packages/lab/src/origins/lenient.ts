/**
 * Two deliberately lenient origins, as embedded devices and old frameworks are: whatever can be read somehow, is read.
 *
 * Both read with the self-test's lenient reader. They differ where RFC 9112 leaves no choice but real code has taken one. A filter that forwards only what is
 * unambiguous gets the same requests from both; if the filter lets an ambiguous one through, the other reveals it.
 *
 *                          lenient-length            lenient-coding
 *   both framings          Content-Length wins       Transfer-Encoding wins
 *   two Content-Lengths    the last                  the first
 *   "xchunked", "Chunked "  not chunked              chunked
 *   two Hosts              the last                  the first
 *   line end               LF or CRLF                LF, CRLF or a bare CR
 *   folded field           joins the line before     is a field of its own
 */
import { createServer, type Socket } from 'node:net';
import { bodyEnd, chosenOf, type Reading, type RequestHead, readHead } from '@netvakt/selftest';
import { lookedUpPath, type Origin, type OriginKind, type Served } from './origin.ts';

interface Personality {
  readonly name: string;
  readonly reading: Reading;
}

const LENGTH: Personality = {
  name: 'lenient-length',
  reading: {
    coding: 'strict',
    repeated: 'last',
    framing: 'length',
    spacedNames: true,
    underscores: false,
    folds: true,
    bareCr: false,
    guesses: true,
  },
};

const CODING: Personality = {
  name: 'lenient-coding',
  reading: {
    coding: 'any',
    repeated: 'first',
    framing: 'coding',
    spacedNames: true,
    underscores: false,
    folds: false,
    bareCr: true,
    guesses: true,
  },
};

/** How far one message has got while its bytes still come. */
interface Progress {
  recorded: boolean;
  answered: boolean;
}

function answer(socket: Socket, { method, target }: RequestHead): void {
  const body = `served ${method} ${target}\n`;
  socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n`, 'latin1');
  if (method !== 'HEAD') socket.write(body, 'latin1');
}

function serve({ reading }: Personality, socket: Socket, served: Served[]): void {
  const port = socket.remotePort ?? 0;
  let pending = '';
  let progress: Progress = { recorded: false, answered: false };
  /** Serves the first message of what is pending; false if more bytes are needed. */
  const serveFirst = (): boolean => {
    const head = readHead(pending, 0, reading);
    if (typeof head === 'string') return false;
    const { method, target, hosts } = head;
    if (!progress.recorded) {
      const host = chosenOf(hosts, reading) ?? '';
      served.push({ by: 'front', port, method, host, target, path: lookedUpPath(target), status: 200 });
      progress.recorded = true;
    }
    const end = bodyEnd(pending, head, reading);
    if (!progress.answered && (typeof end === 'number' || target.includes('/early/'))) {
      answer(socket, head);
      progress.answered = true;
    }
    if (typeof end !== 'number') return false;
    progress = { recorded: false, answered: false };
    pending = pending.slice(end);
    return true;
  };
  socket.on('error', () => socket.destroy());
  socket.on('data', (bytes: Buffer) => {
    pending += bytes.toString('latin1');
    while (serveFirst());
  });
}

function lenient(personality: Personality): OriginKind {
  return {
    name: personality.name,
    program: undefined,
    start: async (): Promise<Origin> => {
      const served: Served[] = [];
      const sockets = new Set<Socket>();
      const server = createServer((socket) => {
        sockets.add(socket);
        socket.once('close', () => sockets.delete(socket));
        serve(personality, socket, served);
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 511, resolve));
      const address = server.address();
      return {
        name: personality.name,
        port: typeof address === 'object' && address !== null ? address.port : 0,
        echoes: true,
        finish: async () => {
          for (const socket of sockets) socket.destroy();
          await new Promise((resolve) => server.close(resolve));
          return served;
        },
      };
    },
  };
}

export const lenientLength: OriginKind = lenient(LENGTH);
export const lenientCoding: OriginKind = lenient(CODING);
