import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  DirectoryStore,
  generateKey,
  type Parties,
  type Party,
  type PrivateKey,
  partiesOf,
  publicPart,
} from '@netvakt/coalition';
import { makeLog } from '../../../src/base/log.ts';
import { coalitionServer, SERVICE_BOUNDS, type ServiceBounds } from '../../../src/coalition/serve/server.ts';
import { Captured } from '../../support/captured.ts';

/** 2026-10-01, in seconds. */
export const NOW = 1_790_812_800;
const IDS = ['secretariat', 'alpha', 'beta', 'm1', 'm2', 'm3'];

/** A coalition's folder, served on a loopback port. */
export class ServedFolder {
  readonly root: string;
  readonly store: DirectoryStore;
  readonly parties: Parties;
  readonly keys: ReadonlyMap<string, PrivateKey>;
  readonly logged: Captured = new Captured();
  /** Milliseconds of the server's clock. */
  clock = 0;
  server!: Server;
  readonly #tokens: Map<string, string>;

  private constructor(root: string, keys: ReadonlyMap<string, PrivateKey>) {
    this.root = root;
    this.store = new DirectoryStore(join(root, 'folder'));
    this.keys = keys;
    const party = (id: string): Party => ({ id, key: publicPart(this.keyOf(id)) });
    this.parties = partiesOf({
      coalition: 'nordic',
      secretariat: party('secretariat'),
      aggregators: ['alpha', 'beta'].map(party),
      members: ['m1', 'm2', 'm3'].map(party),
      markets: ['se'],
    });
    this.#tokens = new Map(IDS.map((id) => [createHash('sha256').update(tokenOf(id)).digest('hex'), id]));
  }

  static async start(bounds: Partial<ServiceBounds> = {}): Promise<ServedFolder> {
    const keys = await Promise.all(IDS.map(async (id) => [id, await generateKey()] as const));
    const served = new ServedFolder(await mkdtemp(join(tmpdir(), 'netvakt-served-')), new Map(keys));
    served.server = coalitionServer({
      store: served.store,
      parties: () => served.parties,
      tokens: () => served.#tokens,
      log: makeLog({ level: 'info', format: 'json' }, served.logged),
      bounds: { ...SERVICE_BOUNDS, ...bounds },
      clock: () => served.clock,
      now: () => NOW,
    });
    served.server.listen(0, '127.0.0.1');
    await once(served.server, 'listening');
    return served;
  }

  keyOf(id: string): PrivateKey {
    return this.keys.get(id) as PrivateKey;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  get url(): URL {
    return new URL(`http://127.0.0.1:${this.port}/`);
  }

  /** Forgets the token of a party. */
  revoke(id: string): void {
    this.#tokens.delete(createHash('sha256').update(tokenOf(id)).digest('hex'));
  }

  get(path: string, id?: string): Promise<Response> {
    return fetch(new URL(path, this.url), { headers: headersOf(id), redirect: 'error' });
  }

  put(path: string, body: string | Buffer, id?: string): Promise<Response> {
    const bytes = new Uint8Array(Buffer.from(body as string));
    return fetch(new URL(path, this.url), { method: 'PUT', headers: headersOf(id), body: bytes, redirect: 'error' });
  }

  /** Sends bytes as they are; resolves with all that comes back until the server ends the connection. */
  async raw(bytes: string, ends = false): Promise<string> {
    const socket = connect(this.port, '127.0.0.1');
    let answer = '';
    socket.setEncoding('latin1').on('data', (text: string) => {
      answer += text;
    });
    socket.on('error', () => undefined);
    if (ends) socket.end(bytes, 'latin1');
    else socket.write(bytes, 'latin1');
    await once(socket, 'close');
    return answer;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await rm(this.root, { recursive: true, force: true });
  }
}

/** The token of a party in tests. */
export function tokenOf(id: string): string {
  return `token-of-${id}-0123456789`;
}

function headersOf(id: string | undefined): Record<string, string> {
  return id === undefined ? {} : { authorization: `Bearer ${tokenOf(id)}` };
}
