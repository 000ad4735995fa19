import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { closeServer, HANDSHAKE_MILLISECONDS, HTTP_OPTIONS, listenAt, serveWith } from './http-server.ts';
import type { AdminSources } from './routes.ts';
import { ScrapeWatch } from './scrape-watch.ts';

export interface AdminSettings {
  /** An IP address. Loopback by default. */
  readonly address: string;
  /** 0 lets the kernel choose. */
  readonly port: number;
  /** Names in addition to loopback and `address` that a Host header may carry. */
  readonly hosts: readonly string[];
  /** PEM; absent: HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  /** What has to be sent as a bearer token now; absent or `undefined`: nothing. */
  readonly token?: () => string | undefined;
}

export interface AdminServer {
  readonly address: AddressInfo;
  /** Resolves when all who scrape regularly have the figures of now: with false if one did not come, or after `most` milliseconds. */
  lastScrape(most: number): Promise<boolean>;
  /** Stops listening and cuts open connections: a scrape is worth less than an orderly end. */
  close(): Promise<void>;
}

/** Connections at one time. Those of this machine are kept apart, so that a crowd from outside does not keep them out. */
const SEATS = { all: 80, local: 16 };

/**
 * Serves `/metrics` and the health endpoints over HTTP or HTTPS. It runs on the main thread and reads shared memory, so it answers
 * while every worker is busy or dead. However many connections are open and idle, a new one is served: see `Seats`.
 *
 * Rejects with the system's error if the address cannot be bound (`EADDRINUSE`, `EADDRNOTAVAIL`, `EACCES`).
 */
export async function startAdmin(settings: AdminSettings, sources: AdminSources): Promise<AdminServer> {
  const { address, port, hosts, tls, token = () => undefined } = settings;
  const server =
    tls === undefined
      ? createServer(HTTP_OPTIONS)
      : createTlsServer({
          ...HTTP_OPTIONS,
          ...tls,
          minVersion: 'TLSv1.2',
          handshakeTimeout: HANDSHAKE_MILLISECONDS,
        });
  const scrapes = new ScrapeWatch();
  serveWith(server, { sources, seats: SEATS, scrapes, guard: { address, hosts, token } });
  await listenAt(server, { host: address, port });
  return {
    address: server.address() as AddressInfo,
    lastScrape: (most) => scrapes.lastScrape(most),
    close: () => closeServer(server),
  };
}
