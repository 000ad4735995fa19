import { writeFile } from 'node:fs/promises';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client } from './client.ts';
import { patientLimits } from './patient-limits.ts';
import { folderWith, Netvakt } from './process.ts';

/** A configuration with one list of domains and one of URLs, and free ports everywhere. `more` goes to its end. */
export function configText(originPort: number, more = ''): string {
  return `operator: { name: Operator, url: https://operator.example/ }
block:
  { authority: Authority, legal_basis: https://law.example/, objection: https://law.example/o, help_line: https://help.example/ }
default_market: se
markets: [{ id: se }, { id: lt, clients: [127.0.1.0/24] }]
lists:
  - { id: domains, file: domains.txt }
  - { id: urls, file: urls.txt, markets: [se] }
admin: { port: 0 }
log: { format: json, level: debug }
statistics: { window_seconds: 3600, interval_seconds: 0 }
probe: { interval_seconds: 0 }
proxy:
  listen: [{ address: 127.0.0.1, port: 0 }]
  workers: 2
  limits: ${patientLimits()}
  hosts:
    - { name: free.test, to: "127.0.0.1:${originPort}" }
    - { name: late.test, to: "127.0.0.1:${originPort}" }
    - { name: mixed.test, to: "127.0.0.1:${originPort}" }
${more}`;
}

/** The lists of {@link configText}. */
export const LISTS = {
  'domains.txt': 'blocked.test\nother.test\n',
  'urls.txt': 'http://mixed.test/blocked/\nhttp://mixed.test/page\n',
};

/** A running filter with its folder and its ports. */
export interface Running {
  readonly netvakt: Netvakt;
  readonly proxyPort: number;
  readonly adminPort: number;
  /** Replaces a file of its folder. */
  write(name: string, text: string): Promise<void>;
  /** The body of an administration page. */
  admin(path: string): Promise<string>;
}

/** Everything that a test starts, so that all of it ends with the test, whatever becomes of it. */
export class Stage {
  readonly #webs: Server[] = [];
  readonly #filters: Netvakt[] = [];
  readonly #clients: Client[] = [];

  /** Starts a web server that stands for the internet; resolves with its port. */
  async web(answer: RequestListener): Promise<number> {
    const server = createServer(answer);
    this.#webs.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        resolve();
      });
    });
    return (server.address() as AddressInfo).port;
  }

  /** Starts the filter and waits until it listens. */
  async filter(config: string, lists: Readonly<Record<string, string>> = LISTS): Promise<Running> {
    return this.filterIn(await folderWith({ 'netvakt.yaml': config, ...lists }));
  }

  /** Starts the filter whose configuration is in `folder`, as `netvakt.yaml`. */
  async filterIn(folder: string): Promise<Running> {
    const netvakt = new Netvakt(['run', '--config', join(folder, 'netvakt.yaml')]);
    this.#filters.push(netvakt);
    const { proxy, admin } = await netvakt.logged('listening');
    return {
      netvakt,
      proxyPort: portOf(proxy),
      adminPort: portOf(admin),
      write: (name, text) => writeFile(join(folder, name), text),
      admin: async (path) => (await fetch(`http://127.0.0.1:${portOf(admin)}${path}`)).text(),
    };
  }

  /** Opens a connection to the filter. */
  async client({ proxyPort }: Running, from?: string): Promise<Client> {
    const client = await Client.connect(proxyPort, from);
    this.#clients.push(client);
    return client;
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.end();
    await Promise.all(this.#filters.map((netvakt) => netvakt.kill()));
    for (const server of this.#webs) {
      server.closeAllConnections();
      server.close();
    }
  }
}

/** The port of the first of the addresses that a log line names. */
function portOf(addresses: unknown): number {
  const [first] = addresses as readonly string[];
  return Number(first?.slice(first.lastIndexOf(':') + 1));
}
