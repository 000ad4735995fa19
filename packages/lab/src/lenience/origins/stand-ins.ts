/**
 * Servers that no Debian package has, each by what is known of it. They take the first line whose words hold a target for a request,
 * as the most lenient real ones do, and read on.
 *
 *   windows    "%u0062" is 'b', "/blocked./page" and "/blocked /page" are "/blocked/page", '\' parts segments, escapes in escapes are
 *              decoded, and the address "[2001:db8::%36%36]" is one that clients write "[2001:db8::66]"
 *   gateway    fields of a chunked body's trailer join the head's, "Transfer_Encoding" among them as "Transfer-Encoding" (CGI, WSGI):
 *              what was taken for the body is read as the next request
 */
import { createServer, type Socket } from 'node:net';
import { FREE_MARKER, LISTED_PAGE } from '../listed.ts';
import type { LenientOrigin, LenientOriginKind } from './lenient-origin.ts';
import { listening, pageFor } from './node-servers.ts';

const LISTED_ADDRESS = '[2001:db8::66]';

interface Head {
  readonly target: string;
  readonly host: string | undefined;
  readonly end: number;
}

function readHead(text: string): Head | undefined {
  const start = /^\s*/u.exec(text)?.[0].length ?? 0;
  const blank = /\r?\n\r?\n/u.exec(text.slice(start));
  if (blank === null) return undefined;
  const head = text.slice(start, start + blank.index);
  const target = /^\S+[^\S\n]+(\/\S*|\S+:\/\/\S*)/u.exec(head)?.[1] ?? '';
  return { target, host: /^host[ \t]*:[ \t]*(\S*)/imu.exec(head)?.[1], end: start + blank.index + blank[0].length };
}

function decodeRepeatedly(text: string): string {
  let decoded = text;
  for (let round = 0; round < 3; round += 1) {
    decoded = decoded
      .replaceAll(/%u([0-9a-f]{4})/giu, (_, unit: string) => String.fromCharCode(Number.parseInt(unit, 16)))
      .replaceAll(/%([0-9a-f]{2})/giu, (_, byte: string) => String.fromCharCode(Number.parseInt(byte, 16)));
  }
  return decoded;
}

function windowsPage({ target, host }: Head): string {
  const path = decodeRepeatedly(target.replace(/[?#].*$/su, ''))
    .replaceAll('\\', '/')
    .replaceAll(/(?<=[^/. ])[. ]+(?=\/|$)/gu, '');
  const isAddress = host !== undefined && decodeRepeatedly(host) === LISTED_ADDRESS;
  return pageFor(isAddress ? undefined : host, path);
}

/** The second request of a gateway that has lost its place. */
function hiddenIn(text: string, from: number): Head | undefined {
  const chunked = /^([0-9a-f]+)\r\n([^]*)\r\n0\r\n([^]*)\r\n\r\n$/iu.exec(text.slice(from));
  const [, , body = '', trailer = ''] = chunked ?? [];
  return /^transfer[-_]encoding[ \t]*:/imu.test(trailer) ? readHead(body) : undefined;
}

function gatewayPage(head: Head, text: string): string {
  const hidden = hiddenIn(text, head.end);
  return hidden === undefined ? pageFor(head.host, head.target) : pageFor(hidden.host, hidden.target);
}

function standIn(name: string, page: (head: Head, text: string) => string): LenientOriginKind {
  return {
    name,
    family: 'node',
    packages: [],
    proof: undefined,
    start: async (): Promise<LenientOrigin> => {
      const sockets = new Set<Socket>();
      const server = createServer((socket) => {
        sockets.add(socket);
        let text = '';
        socket.on('error', () => socket.destroy());
        socket.once('close', () => sockets.delete(socket));
        socket.on('data', (bytes) => {
          text += bytes.toString('latin1');
          const head = readHead(text);
          if (head === undefined) return;
          const isComplete =
            !/\nTransfer-Encoding: chunked\r/iu.test(text) || /\r\n0\r\n(?:[^\r]+\r\n)*\r\n$/u.test(text);
          if (!isComplete) return;
          const body = `${page(head, text) === LISTED_PAGE ? LISTED_PAGE : FREE_MARKER}\n`;
          socket.end(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\nConnection: close\r\n\r\n${body}`);
        });
      });
      const http = await listening(server);
      return {
        name,
        family: 'node',
        http,
        stop: async () => {
          for (const socket of sockets) socket.destroy();
          await new Promise((resolve) => server.close(resolve));
        },
      };
    },
  };
}

export const STAND_INS: readonly LenientOriginKind[] = [
  standIn('windows', windowsPage),
  standIn('gateway', gatewayPage),
];
