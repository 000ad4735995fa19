import { X509Certificate } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { type Capture, Recorder } from '../http/recorder.ts';
import { HOSTS } from '../lists/names.ts';
import { makeIdentity } from './certificate.ts';
import type { Evidence } from './evidence.ts';
import { secureServer } from './secure.ts';
import { webServer } from './web.ts';

/** Where the origins of the self-test listen. */
export interface OriginPlace {
  readonly address: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  /** Where the evidence can be asked for over the network. Default: nowhere. */
  readonly controlPort?: number;
}

export interface Origins extends Evidence {
  readonly httpPort: number;
  readonly httpsPort: number;
  readonly controlPort: number | undefined;
  close(): Promise<void>;
}

/** A run has at most six connections at one time. */
const KEPT = { bytes: 524_288, connections: 1000 };

/** Starts them. Rejects with the system's error if a port cannot be bound. */
export async function startOrigins({ address, httpPort, httpsPort, controlPort }: OriginPlace): Promise<Origins> {
  const recorder = new Recorder(KEPT);
  const identity = await makeIdentity(HOSTS.filter((host) => !/^[\d.]+$|:/.test(host)));
  const { fingerprint256: fingerprint } = new X509Certificate(identity.cert);
  const servers: Server[] = [webServer(recorder), secureServer(recorder, identity)];
  if (controlPort !== undefined) servers.push(controlServer(recorder, fingerprint));
  const close = async (): Promise<void> => {
    await Promise.all(servers.map((server) => new Promise<void>((resolve) => server.close(() => resolve()))));
  };
  const wanted = [httpPort, httpsPort, controlPort ?? 0];
  const sockets = new Set<{ destroy(): void }>();
  for (const server of servers) {
    server.on('connection', (socket) => {
      sockets.add(socket);
      socket.once('close', () => sockets.delete(socket));
    });
  }
  const ports: number[] = [];
  try {
    for (const [i, server] of servers.entries()) ports.push(await listen(server, address, wanted[i] ?? 0));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    httpPort: ports[0] ?? 0,
    httpsPort: ports[1] ?? 0,
    controlPort: ports[2],
    fingerprint,
    captures: (token) => Promise.resolve(recorder.captures(token)),
    close: async () => {
      const closed = close();
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

function controlServer(recorder: Recorder, fingerprint: string): Server {
  return createHttpServer((request, response) => {
    const token = /^\/captures\/(st[0-9a-f]{14})$/.exec(request.url ?? '')?.[1];
    const answer = token === undefined ? { fingerprint } : { captures: recorder.captures(token) };
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(answer));
  });
}

function listen(server: Server, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ host, port }, () => {
      server.off('error', reject);
      resolve((server.address() as AddressInfo).port);
    });
  });
}

const CONTROL_MS = 5000;

/** The evidence of origins on another machine: `control` is the address that `--serve` printed. */
export async function remoteEvidence(control: string, patience = 1): Promise<Evidence> {
  const ask = async (path: string): Promise<unknown> =>
    (await fetch(`http://${control}${path}`, { signal: AbortSignal.timeout(CONTROL_MS * patience) })).json();
  const { fingerprint } = (await ask('/')) as { readonly fingerprint: string };
  return {
    fingerprint,
    captures: async (token) =>
      ((await ask(`/captures/${token}`)) as { readonly captures: readonly Capture[] }).captures,
  };
}
