import { readdir, readFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { makeIdentity } from '@netvakt/selftest';

/** Where the demonstration's web server listens and what it shows. */
export interface OriginSettings {
  readonly address: string;
  readonly httpPort: number;
  readonly httpsPort: number;
  /** A folder with one page a host, named `<host>.html`. */
  readonly site: string;
}

export interface DemoOrigin {
  readonly httpPort: number;
  readonly httpsPort: number;
  close(): Promise<void>;
}

/**
 * Starts the web server that stands for the internet in the demonstration: every path of a host answers with its page.
 * It is a stage prop on the main thread, not part of the filter.
 *
 * Rejects with the system's error if a port cannot be bound or the folder cannot be read.
 */
export async function startOrigin(settings: OriginSettings): Promise<DemoOrigin> {
  const pages = await readPages(settings.site);
  const answer = answerWith(pages);
  const http = createServer(answer);
  const https = createTlsServer(await makeIdentity([...pages.keys()]), answer);
  const servers: readonly Server[] = [http, https];
  try {
    return {
      httpPort: await listen(http, settings.address, settings.httpPort),
      httpsPort: await listen(https, settings.address, settings.httpsPort),
      close: () => closeAll(servers),
    };
  } catch (error) {
    await closeAll(servers);
    throw error;
  }
}

async function readPages(site: string): Promise<ReadonlyMap<string, Buffer>> {
  const files = (await readdir(site)).filter((name) => name.endsWith('.html'));
  const pages = await Promise.all(
    files.map(async (name) => [name.slice(0, -'.html'.length), await readFile(join(site, name))] as const),
  );
  return new Map(pages);
}

function answerWith(pages: ReadonlyMap<string, Buffer>): RequestListener {
  const missing = Buffer.from('The demonstration has no such host.\n');
  return (request, response) => {
    const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
    const page = pages.get(host);
    request.resume(); // a body is read and thrown away, so that the connection can be used again
    request.on('end', () => {
      const body = page ?? missing;
      response.writeHead(page === undefined ? 404 : 200, {
        'content-type': `text/${page === undefined ? 'plain' : 'html'}; charset=utf-8`,
        'content-length': body.length,
      });
      response.end(request.method === 'HEAD' ? undefined : body);
    });
  };
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

async function closeAll(servers: readonly Server[]): Promise<void> {
  await Promise.all(
    servers.map(
      (server) =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          server.closeAllConnections();
        }),
    ),
  );
}
