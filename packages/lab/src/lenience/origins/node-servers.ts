/** Node's own servers, in the laboratory's process: `node:http` and `node:https`, which read requests and hellos with its defaults. */
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo, Server } from 'node:net';
import { createSecureContext } from 'node:tls';
import { lookedUpPath } from '../../origins/origin.ts';
import { FREE_MARKER, FREE_NAME, LISTED_HOST, LISTED_NAME, LISTED_PAGE } from '../listed.ts';
import type { Certificates } from './certificates.ts';
import type { LenientOrigin, LenientOriginKind } from './lenient-origin.ts';

/** The page for a target as it came: a host of none is the listed one, whose server this is. */
export function pageFor(host: string | undefined, target: string): string {
  const authority = /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/iu.exec(target)?.[1] ?? host ?? LISTED_HOST;
  const name = authority.replace(/:\d*$|\.$/u, '').toLowerCase();
  return name === LISTED_HOST && lookedUpPath(target).startsWith('/blocked/') ? LISTED_PAGE : FREE_MARKER;
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  const page = `${pageFor(request.headers.host, request.url ?? '')}\n`;
  response.setHeader('Content-Length', page.length);
  response.end(page);
}

/** Listens on a free loopback port. */
export async function listening(server: Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', 511, resolve));
  return (server.address() as AddressInfo).port;
}

async function start(certificates: Certificates): Promise<LenientOrigin> {
  const pair = (name: string): { key: Buffer; cert: Buffer } => ({
    key: readFileSync(certificates.path(`${name}.key`)),
    cert: readFileSync(certificates.path(`${name}.pem`)),
  });
  const listed = createSecureContext({ ...pair(LISTED_NAME), minVersion: 'TLSv1' });
  const clear = createServer({ requireHostHeader: false }, answer);
  const secure = createSecureServer(
    {
      ...pair(FREE_NAME),
      minVersion: 'TLSv1',
      SNICallback: (name, done) => done(null, name.toLowerCase() === LISTED_NAME ? listed : undefined),
    },
    answer,
  );
  for (const server of [clear, secure]) server.keepAliveTimeout = 10_000;
  const [http, tls] = [await listening(clear), await listening(secure)];
  return {
    name: 'node',
    family: 'node',
    http,
    tls,
    stop: async () => {
      for (const server of [clear, secure]) {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      }
    },
  };
}

export const node: LenientOriginKind = { name: 'node', family: 'node', packages: [], proof: undefined, start };
