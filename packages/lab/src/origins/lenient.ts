/**
 * Two deliberately lenient origins, as embedded devices and old frameworks are: whatever can be read somehow, is read.
 *
 * They differ where RFC 9112 leaves no choice but real code has taken one. A filter that forwards only what is
 * unambiguous gets the same requests from both; one that lets a doubt through is told apart by the other.
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
import { lookedUpPath, type Origin, type OriginKind, type Served } from './origin.ts';

interface Personality {
  readonly name: string;
  readonly lastWins: boolean;
  readonly codingWins: boolean;
  readonly looseCoding: boolean;
  readonly lineEnd: RegExp;
  readonly unfold: boolean;
}

const LENGTH: Personality = {
  name: 'lenient-length',
  lastWins: true,
  codingWins: false,
  looseCoding: false,
  lineEnd: /\r?\n/,
  unfold: true,
};

const CODING: Personality = {
  name: 'lenient-coding',
  lastWins: false,
  codingWins: true,
  looseCoding: true,
  lineEnd: /\r?\n|\r(?!\n)/,
  unfold: false,
};

interface Message {
  readonly method: string;
  readonly target: string;
  readonly host: string;
  /** Where the next message begins; beyond the buffer where the body has not come yet. */
  readonly end: number;
}

type Fields = readonly (readonly [name: string, value: string])[];

function pick(fields: Fields, name: string, last: boolean): string | undefined {
  const values = fields.filter(([key]) => key === name).map(([, value]) => value);
  return last ? values.at(-1) : values[0];
}

/** The end of a chunked body, or Infinity where it has not all come. */
function endOfChunks(text: string, from: number): number {
  let at = from;
  for (;;) {
    const lineEnd = text.indexOf('\n', at);
    if (lineEnd < 0) return Number.POSITIVE_INFINITY;
    const size = Number.parseInt(text.slice(at, lineEnd), 16);
    at = lineEnd + 1;
    if (!(size > 0)) break;
    at += size;
    if (text.startsWith('\r\n', at)) at += 2;
    else if (text.startsWith('\n', at)) at += 1;
  }
  const blank = /^(?:[^\n]+\n)*?\r?\n/.exec(text.slice(at));
  return blank === null ? Number.POSITIVE_INFINITY : at + blank[0].length;
}

function endOfBody(personality: Personality, fields: Fields, text: string, from: number): number {
  const coding = pick(fields, 'transfer-encoding', personality.lastWins)?.toLowerCase();
  const length = pick(fields, 'content-length', personality.lastWins);
  const chunked = coding !== undefined && (personality.looseCoding ? /chunked/.test(coding) : coding === 'chunked');
  if (chunked && (personality.codingWins || length === undefined)) return endOfChunks(text, from);
  const bytes = Number.parseInt(length ?? '0', 10);
  return bytes > 0 ? from + bytes : from;
}

/** Reads one message at the start of `text`; `undefined` where its head is not complete. */
function readMessage(personality: Personality, text: string): Message | undefined {
  const skipped = /^[\r\n]*/.exec(text)?.[0].length ?? 0;
  const rest = text.slice(skipped);
  const blank = new RegExp(`(?:${personality.lineEnd.source})(?:${personality.lineEnd.source})`).exec(rest);
  if (blank === null) return undefined;
  let head = rest.slice(0, blank.index);
  if (personality.unfold) head = head.replaceAll(/\r?\n[ \t]+/g, ' ');
  const [line = '', ...others] = head.split(personality.lineEnd);
  const fields: Fields = others.map((other) => {
    const colon = other.indexOf(':');
    return [other.slice(0, colon).trim().toLowerCase(), other.slice(colon + 1).trim()] as const;
  });
  const [method = '', target = ''] = line.trim().split(/\s+/);
  const after = skipped + blank.index + blank[0].length;
  return {
    method,
    target,
    host: pick(fields, 'host', personality.lastWins) ?? '',
    end: endOfBody(personality, fields, text, after),
  };
}

/** How far one message has got while its bytes still come. */
interface Progress {
  recorded: boolean;
  answered: boolean;
}

function answer(socket: Socket, { method, target }: Message): void {
  const body = `served ${method} ${target}\n`;
  socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(body, 'latin1')}\r\n\r\n`, 'latin1');
  if (method !== 'HEAD') socket.write(body, 'latin1');
}

function serve(personality: Personality, socket: Socket, served: Served[]): void {
  const port = socket.remotePort ?? 0;
  let pending = '';
  let progress: Progress = { recorded: false, answered: false };
  /** Serves the first message of what is pending; false where more bytes are needed. */
  const serveFirst = (): boolean => {
    const message = readMessage(personality, pending);
    if (message === undefined) return false;
    const { method, target, host, end } = message;
    if (!progress.recorded) {
      served.push({ by: 'front', port, method, host, target, path: lookedUpPath(target), status: 200 });
      progress.recorded = true;
    }
    const complete = end <= pending.length;
    if (!progress.answered && (complete || target.includes('/early/'))) {
      answer(socket, message);
      progress.answered = true;
    }
    if (!complete) return false;
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
