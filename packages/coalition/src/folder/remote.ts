/** The coalition's files on a web server: `netvakt coalition serve`, any server that answers GET and PUT, an object store. */
import { request as httpRequest } from 'node:http';
import { request as httpsRequest, type RequestOptions } from 'node:https';
import { CoalitionError } from '../document/error.ts';
import type { CreateOutcome, FileStore } from './store.ts';

/** Where the server is, and how it knows who asks. */
export interface RemoteSettings {
  /** `https://coalition.example/`; `http` only to this machine. */
  readonly url: URL;
  /** Sent as a bearer token. */
  readonly token?: string;
  /** PEM; whose certificates count in addition to the system's. */
  readonly ca?: string;
  /** Milliseconds for one request. */
  readonly patience: number;
}

interface Answer {
  readonly status: number;
  readonly body: Buffer;
}

const LOOPBACK: ReadonlySet<string> = new Set(['localhost', '127.0.0.1', '[::1]']);
/** Not there, or not there for us. */
const ABSENT: ReadonlySet<number> = new Set([403, 404, 410]);

/** One server. No redirection is followed: it could lead a token elsewhere. */
export class RemoteStore implements FileStore {
  readonly #settings: RemoteSettings;

  /** @throws CoalitionError ERR_FOLDER - the URL would send the token in the clear, or is of another kind. */
  constructor(settings: RemoteSettings) {
    const { protocol, hostname, username } = settings.url;
    const isSafe = protocol === 'https:' || (protocol === 'http:' && LOOPBACK.has(hostname));
    if (!isSafe || username !== '') {
      throw new CoalitionError('ERR_FOLDER', {
        found: 'The address of the coalition’s folder does not begin with https://, or holds a password',
        remedy: 'Write https:// and the host, and put the token into a file for --token-file',
      });
    }
    this.#settings = settings;
  }

  async read(path: string, most: number): Promise<Buffer | undefined> {
    const { status, body } = await this.#ask('GET', path, most);
    if (status === 200) return body;
    if (ABSENT.has(status)) return undefined;
    throw refused(status, path);
  }

  async write(path: string, bytes: Uint8Array): Promise<void> {
    const { status } = await this.#ask('PUT', path, 4096, bytes);
    if (status < 200 || status > 299) throw refused(status, path);
  }

  async create(path: string, bytes: Uint8Array): Promise<CreateOutcome> {
    const { status } = await this.#ask('PUT', path, 4096, bytes);
    if (status === 201) return 'created';
    if (status === 409 || status === 412) return 'taken';
    if (status >= 200 && status <= 299) return 'same';
    throw refused(status, path);
  }

  #ask(method: 'GET' | 'PUT', path: string, most: number, body?: Uint8Array): Promise<Answer> {
    const { url, token, ca, patience } = this.#settings;
    const target = new URL(path, url.href.endsWith('/') ? url : `${url.href}/`);
    const options: RequestOptions = {
      method,
      signal: AbortSignal.timeout(patience),
      headers: {
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
        ...(body === undefined ? {} : { 'content-length': body.length }),
      },
      ...(ca === undefined ? {} : { ca }),
    };
    return new Promise((resolve, reject) => {
      const asking = (target.protocol === 'https:' ? httpsRequest : httpRequest)(target, options, (response) => {
        const parts: Buffer[] = [];
        let length = 0;
        response.on('data', (part: Buffer) => {
          length += part.length;
          if (length > most) asking.destroy(new Error('too long'));
          else parts.push(part);
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: Buffer.concat(parts) }));
        response.on('error', (error) => reject(unreachable(error)));
      });
      asking.on('error', (error) => reject(unreachable(error)));
      asking.end(body);
    });
  }
}

function refused(status: number, path: string): CoalitionError {
  const remedies: Readonly<Record<number, string>> = {
    401: 'Check the token: the server does not know it',
    413: 'The file is longer than the server takes; ask who runs it',
    429: 'Wait a minute and try again: the server takes only so many files at a time',
    507: 'The disk of the server is full; inform its operator',
  };
  return new CoalitionError('ERR_FOLDER', {
    found: `The server answered ${status} for ${path}`,
    remedy: remedies[status] ?? 'Try again later; if it stays so, ask who runs the server',
  });
}

function unreachable(error: Error): CoalitionError {
  const code = (error as NodeJS.ErrnoException).code ?? error.name;
  return new CoalitionError('ERR_FOLDER', {
    found: `The server of the coalition’s folder cannot be asked: ${code}`,
    remedy: 'Check the address, the network and, with a certificate of your own authority, --ca',
  });
}
