import { createServer, type Server, type Socket } from 'node:net';
import { READINGS, type Reading, type ReadRequest, readRequest } from '../http/lenient-reader.ts';
import type { Recorder } from '../http/recorder.ts';
import { ORIGIN_MARK, ordinary, RESPONSES, SWITCHING } from './responses.ts';

const IDLE_MS = 15_000;
const [READING] = READINGS as readonly [Reading, ...Reading[]];

/** The web server of the self-test: keeps every byte that comes, and answers what it can read. */
export function webServer(recorder: Recorder): Server {
  return createServer({ noDelay: true }, (socket) => new Visit(socket, recorder.record(addressOf(socket))));
}

/** Whose connection it is: its address, an IPv4 one never as IPv6 writes it. */
export function addressOf({ remoteAddress = '' }: Socket): string {
  return remoteAddress.replace(/^::ffff:/, '');
}

class Visit {
  readonly #socket: Socket;
  #text = '';
  #switched = false;

  constructor(socket: Socket, record: (bytes: Buffer) => void) {
    this.#socket = socket;
    socket.setTimeout(IDLE_MS, () => socket.destroy());
    socket.on('error', () => socket.destroy());
    socket.on('data', (bytes: Buffer) => {
      record(bytes);
      if (this.#switched) socket.write(bytes);
      else this.#read(bytes);
    });
  }

  #read(bytes: Buffer): void {
    this.#text += bytes.toString('latin1');
    while (this.#text !== '' && !this.#switched && !this.#socket.writableEnded) {
      const request = readRequest(this.#text, 0, READING);
      if (request === 'more') return;
      if (request === 'broken') {
        this.#socket.end(ordinary('broken', false, '400 Bad Request'));
        return;
      }
      this.#text = this.#text.slice(request.end);
      this.#answer(request);
    }
  }

  #answer(request: ReadRequest): void {
    const token = /\bst[0-9a-f]{14}\b/.exec(request.head)?.[0] ?? '';
    const name = /\/answer\/([a-z-]+)/.exec(request.target)?.[1] ?? '';
    if (name === 'upgrade' && request.upgrade) {
      this.#switched = true;
      this.#socket.write(SWITCHING);
      this.#socket.write(Buffer.from(`${ORIGIN_MARK} ${token}\n`));
      return;
    }
    const toHead = request.method === 'HEAD';
    this.#socket.write(RESPONSES.get(name) ?? ordinary(token, toHead));
    if (name === 'until-close' || request.closes) this.#socket.end();
  }
}
