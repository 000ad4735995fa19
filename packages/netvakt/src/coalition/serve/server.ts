/**
 * The coalition's folder over HTTP. Nothing is served that has no place in the layout; nothing of a request reaches the file system but
 * such a path.
 *
 *   GET   public files to all; others to the parties that the layout names
 *   PUT   by a party that the layout names, within a rate, after its content was checked; a file that is written once is never replaced
 */
import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import {
  everybodyOf,
  type FileStore,
  filePlace,
  mayRead,
  mayWrite,
  type Parties,
  type Party,
  type Place,
} from '@netvakt/coalition';
import { codeOf } from '../../base/anonymous.ts';
import type { Log } from '../../base/log.ts';
import { refusalOf } from './accept.ts';
import { Allowance } from './allowance.ts';
import { type Refusal, refuse, sendFile, sendStored } from './answer.ts';
import { readBody } from './body.ts';
import { partyOfToken } from './tokens.ts';

/** What is served, and to whom. */
export interface CoalitionService {
  readonly store: FileStore;
  /** In force now. */
  readonly parties: () => Parties;
  /** Parties by the digest of their token, now. */
  readonly tokens: () => ReadonlyMap<string, string>;
  readonly log: Log;
  /** PEM; absent: HTTP. */
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly bounds: ServiceBounds;
  /** Milliseconds that only go forward. */
  readonly clock: () => number;
  /** Seconds since 1970. */
  readonly now: () => number;
}

/** What a client can take. */
export interface ServiceBounds {
  /** Requests in a minute, by party; without a token, by address. */
  readonly requests: number;
  /** Bytes that a party can hand in within a day. */
  readonly bytes: number;
  /** Bodies that are read at one time: of all parties, and of one. */
  readonly bodies: number;
  readonly bodiesEach: number;
  readonly connections: number;
  /** Connections from one address that is not this machine. */
  readonly connectionsEach: number;
  /** Milliseconds: for the head of a request, and for the whole of it. */
  readonly headTime: number;
  readonly requestTime: number;
}

export const SERVICE_BOUNDS: ServiceBounds = {
  requests: 600,
  bytes: 256 << 20,
  bodies: 8,
  bodiesEach: 2,
  connections: 512,
  connectionsEach: 32,
  headTime: 10_000,
  requestTime: 60_000,
};

const HEAD_BYTES = 8192;
const DAY = 86_400;
const TARGET = /^\/[A-Za-z\d._/-]{1,200}$/u;
const FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EDQUOT']);

/** Makes the server; it does not listen yet. */
export function coalitionServer(service: CoalitionService): Server {
  const { bounds, tls } = service;
  const handler = new Handler(service);
  const listener: RequestListener = (request, response) => void handler.handle(request, response);
  const options = {
    maxHeaderSize: HEAD_BYTES,
    headersTimeout: bounds.headTime,
    requestTimeout: bounds.requestTime,
    connectionsCheckingInterval: Math.min(1000, bounds.headTime),
    keepAliveTimeout: 5000,
  };
  const server =
    tls === undefined
      ? createServer(options, listener)
      : createTlsServer({ ...options, ...tls, minVersion: 'TLSv1.2', handshakeTimeout: bounds.headTime }, listener);
  server.maxConnections = bounds.connections;
  server.on('checkContinue', listener);
  server.on('connection', limited(bounds.connectionsEach));
  server.on('clientError', (_error: Error, socket: Socket) => {
    if (socket.writable) socket.write('HTTP/1.1 400 Bad Request\r\nConnection: close\r\nContent-Length: 0\r\n\r\n');
    // Not `end`: a client that keeps its side open would keep the connection, and what it holds.
    socket.destroySoon();
  });
  server.setTimeout(bounds.requestTime);
  return server;
}

const LOOPBACK = /^(?:127\.|::1$|::ffff:127\.)/u;

/** Ends connections that are too many from one address. Behind a web server, all are from this machine, and it bounds them. */
function limited(most: number): (socket: Socket) => void {
  const open = new Map<string, number>();
  return (socket) => {
    const address = socket.remoteAddress ?? '';
    const count = (open.get(address) ?? 0) + 1;
    if (count > most && !LOOPBACK.test(address)) {
      socket.destroy();
      return;
    }
    open.set(address, count);
    socket.once('close', () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left === 0) open.delete(address);
      else open.set(address, left);
    });
  };
}

class Handler {
  readonly #service: CoalitionService;
  readonly #requests: Allowance;
  readonly #bytes: Allowance;
  /** By party: bodies that are read now. */
  readonly #bodies = new Map<string, number>();

  constructor(service: CoalitionService) {
    const { bounds, clock } = service;
    this.#service = service;
    this.#requests = new Allowance(bounds.requests, 60, clock);
    this.#bytes = new Allowance(bounds.bytes, DAY, clock);
  }

  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    request.on('error', () => undefined);
    response.on('error', () => undefined);
    try {
      const refusal = await this.#answer(request, response);
      if (refusal !== undefined) refuse(response, refusal);
    } catch (error) {
      const code = codeOf(error) ?? 'unknown';
      const isFull = FULL.has(code);
      this.#service.log.error({ code }, 'a file could not be served');
      if (response.headersSent) response.destroy();
      else
        refuse(response, isFull ? { status: 507, remedy: 'The disk is full' } : { status: 503, remedy: 'Try again' });
    }
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<Refusal | undefined> {
    const { authorization } = request.headers;
    const party = this.#partyOf(authorization);
    if (!this.#requests.take(party?.id ?? `@${request.socket.remoteAddress ?? ''}`)) {
      return { status: 429, remedy: 'Too many requests: wait a minute' };
    }
    if (authorization !== undefined && party === undefined) return { status: 401, remedy: 'This token is not known' };
    const { method, url = '' } = request;
    const path = TARGET.test(url) ? url.slice(1) : '';
    const asked = { path, place: filePlace(path), party };
    if (method === 'PUT') return await this.#put(request, response, asked);
    if (method !== 'GET' && method !== 'HEAD') return { status: 405, remedy: 'Send GET, HEAD or PUT' };
    return await this.#get(response, asked);
  }

  #partyOf(authorization: string | undefined): Party | undefined {
    const id = partyOfToken(this.#service.tokens(), authorization);
    return id === undefined ? undefined : everybodyOf(this.#service.parties()).find((one) => one.id === id);
  }

  async #get(response: ServerResponse, { path, place, party }: PlacedRequest): Promise<Refusal | undefined> {
    if (place === undefined) return NOT_FOUND;
    if (!mayRead(this.#service.parties(), place, party?.id)) return party === undefined ? NO_TOKEN : NOT_YOURS;
    const bytes = await this.#service.store.read(path, place.most);
    if (bytes === undefined) return NOT_FOUND;
    sendFile(response, path, place, bytes);
    return undefined;
  }

  /** 1. who, 2. where, 3. how long; then the body. */
  async #put(
    request: IncomingMessage,
    response: ServerResponse,
    { path, place, party }: PlacedRequest,
  ): Promise<Refusal | undefined> {
    if (party === undefined) return NO_TOKEN;
    if (place === undefined) return NOT_FOUND;
    if (!mayWrite(this.#service.parties(), place, party.id)) return NOT_YOURS;
    const refusal = this.#headRefusal(request, place, party);
    if (refusal !== undefined) return refusal;
    if (!this.#enter(party)) return { status: 503, remedy: 'Too much is being sent: try again in a moment' };
    try {
      if (request.headers.expect !== undefined) response.writeContinue();
      const bytes = await readBody(request, place.most);
      if (bytes === undefined) return { status: 400, remedy: 'The file did not arrive as a whole' };
      return await this.#take(response, { path, place, party }, bytes);
    } finally {
      this.#leave(party);
    }
  }

  /** False if too many bodies are being read. */
  #enter({ id }: Party): boolean {
    const { bodies, bodiesEach } = this.#service.bounds;
    const own = this.#bodies.get(id) ?? 0;
    const all = [...this.#bodies.values()].reduce((sum, count) => sum + count, 0);
    if (own >= bodiesEach || all >= bodies) return false;
    this.#bodies.set(id, own + 1);
    return true;
  }

  #leave({ id }: Party): void {
    const left = (this.#bodies.get(id) ?? 1) - 1;
    if (left === 0) this.#bodies.delete(id);
    else this.#bodies.set(id, left);
  }

  /** 4. what it is, 5. into its place. */
  async #take(response: ServerResponse, { path, place, party }: Whole, bytes: Buffer): Promise<Refusal | undefined> {
    const { store, log, parties, now } = this.#service;
    const read = async (other: string): Promise<Buffer | undefined> =>
      await store.read(other, filePlace(other)?.most ?? 0);
    const wrong = await refusalOf({ path, place, bytes, party, parties: parties(), now: now(), read });
    if (wrong !== undefined) return { status: 422, remedy: `The file is not taken: ${wrong}` };
    if (place.isReplaced) await store.write(path, bytes);
    const outcome = place.isReplaced ? 'created' : await store.create(path, bytes);
    if (outcome === 'taken') return { status: 409, remedy: 'Another file has this name already, and is not replaced' };
    log.info({ party: party.id, kind: place.kind ?? 'other', bytes: bytes.length }, 'taken');
    sendStored(response, outcome === 'created');
    return undefined;
  }

  #headRefusal({ headers }: IncomingMessage, place: Place, party: Party): Refusal | undefined {
    const length = Number(headers['content-length'] ?? Number.NaN);
    if (headers['content-encoding'] !== undefined)
      return { status: 415, remedy: 'Send the file as it is, uncompressed' };
    if (headers['transfer-encoding'] !== undefined || Number.isNaN(length)) {
      return { status: 411, remedy: 'Send Content-Length' };
    }
    if (length > place.most) return { status: 413, remedy: `Such a file has at most ${place.most} bytes` };
    return this.#bytes.take(party.id, length) ? undefined : { status: 429, remedy: 'Too much for one day' };
  }
}

interface PlacedRequest {
  readonly path: string;
  readonly place: Place | undefined;
  readonly party: Party | undefined;
}

interface Whole extends PlacedRequest {
  readonly place: Place;
  readonly party: Party;
}

const NOT_FOUND: Refusal = { status: 404, remedy: 'There is no such file' };
const NO_TOKEN: Refusal = { status: 401, remedy: 'Send your token as Authorization: Bearer …' };
const NOT_YOURS: Refusal = { status: 403, remedy: 'This file is not for you' };
