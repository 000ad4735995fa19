import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { DirectoryStore } from '@netvakt/coalition';
import { CoalitionHome } from '../../coalition/home.ts';
import { coalitionServer, SERVICE_BOUNDS } from '../../coalition/serve/server.ts';
import { Watched } from '../../coalition/serve/watched.ts';
import { QUARTERS, SECRETARIAT } from './cast.ts';
import type { PlayStage } from './stage.ts';

/** The secretariat's server: what `netvakt coalition serve` runs, on a loopback port, with the clock of the play. */
export class CoalitionServer {
  readonly #stage: PlayStage;
  readonly #server: Server;

  private constructor(stage: PlayStage, server: Server) {
    this.#stage = stage;
    this.#server = server;
  }

  static async start(stage: PlayStage, tokenFile: string): Promise<CoalitionServer> {
    const home = await CoalitionHome.open(stage.of(SECRETARIAT, 'home'));
    const watched = await Watched.open(home, tokenFile);
    const server = coalitionServer({
      store: new DirectoryStore(home.settings.folder),
      parties: () => watched.parties,
      tokens: () => watched.tokens,
      log: stage.log,
      bounds: { ...SERVICE_BOUNDS, requests: 10_000 },
      clock: () => performance.now(),
      now: () => Math.floor(stage.now / 1000),
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return new CoalitionServer(stage, server);
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/`;
  }

  /** A party without access to the folder brings its copy in step. */
  async sync(party: string): Promise<void> {
    const quarters = QUARTERS.flatMap(({ name }) => ['--quarter', name]);
    await this.#stage.coalition(party, 'sync', this.url, '--token-file', this.#stage.of(party, 'token'), ...quarters);
  }

  /** The status with which the server answers. @param token - absent: nobody's. */
  async status(path: string, token?: string): Promise<number> {
    const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
    const response = await fetch(new URL(path, this.url), { headers, redirect: 'error' });
    await response.arrayBuffer();
    return response.status;
  }

  async close(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
