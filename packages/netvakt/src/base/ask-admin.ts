/** Asks a running filter over its administration port, or over its socket for local tools. */
import { readdirSync } from 'node:fs';
import { type ClientRequest, request } from 'node:http';
import { request as tlsRequest } from 'node:https';
import { join } from 'node:path';

/** What a filter answered. */
export interface AdminReply {
  readonly status: number;
  readonly body: string;
}

/** Where the service manager makes a folder for each filter's socket (`RuntimeDirectory=` of the units). */
const RUNTIME_FOLDER = '/run/netvakt';
export const SOCKET_NAME = 'admin.sock';
const UNIX = 'unix:';
/** No page is longer; an answer that is comes from something else. In bytes. */
const MOST_BYTES = 16 * 1024 * 1024;

/** Sockets of filters that the service manager runs here, one for each instance, as {@link askAdmin} takes them; two during an upgrade. */
export function filterSockets(folder: string = RUNTIME_FOLDER): readonly string[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
      .flatMap((entry) => {
        if (entry.isSocket() && entry.name === SOCKET_NAME) return [join(folder, entry.name)];
        return entry.isDirectory() ? filterSocketsIn(join(folder, entry.name)) : [];
      })
      .map((path) => `${UNIX}${path}`);
  } catch {
    return [];
  }
}

function filterSocketsIn(folder: string): readonly string[] {
  const isThere = readdirSync(folder, { withFileTypes: true }).some(
    (entry) => entry.isSocket() && entry.name === SOCKET_NAME,
  );
  return isThere ? [join(folder, SOCKET_NAME)] : [];
}

/**
 * Asks for one page. Never rejects: `undefined` if nothing answers, or not as a whole within `patience` milliseconds.
 *
 * @param base - `unix:/run/netvakt/admin.sock`, or an address such as `http://127.0.0.1:9464`.
 */
export async function askAdmin(base: string, path: string, patience: number): Promise<AdminReply | undefined> {
  const options = { agent: false, signal: signalAfter(patience) } as const;
  try {
    return await takeBody(
      base.startsWith(UNIX)
        ? request({ ...options, socketPath: base.slice(UNIX.length), path, headers: { host: 'localhost' } })
        : (base.startsWith('https:') ? tlsRequest : request)(new URL(path, base), options),
    );
  } catch {
    return undefined; // no such protocol
  }
}

/** Aborted after so many milliseconds. A process that stood still runs its timers first: what came meanwhile is read before. */
export function signalAfter(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(() => setImmediate(() => controller.abort()), milliseconds).unref();
  return controller.signal;
}

/** Sends a request and takes its answer; never rejects, as {@link askAdmin}. */
export function takeBody(asking: ClientRequest): Promise<AdminReply | undefined> {
  return new Promise((resolve) => {
    asking.on('error', () => resolve(undefined));
    asking.on('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (text: string) => {
        if (body.length + text.length > MOST_BYTES) response.destroy();
        else body += text;
      });
      response.on('error', () => resolve(undefined));
      response.on('close', () => resolve(response.complete ? { status: response.statusCode ?? 0, body } : undefined));
    });
    asking.end();
  });
}
