/** What the server answers, and how long clients may keep it. */
import type { ServerResponse } from 'node:http';
import type { Place } from '@netvakt/coalition';

/** A refusal: a status, and what to do. Holds nothing of the request. */
export interface Refusal {
  readonly status: 400 | 401 | 403 | 404 | 405 | 408 | 409 | 411 | 413 | 415 | 422 | 429 | 503 | 507;
  readonly remedy: string;
}

const ALWAYS = {
  'x-content-type-options': 'nosniff',
  'content-security-policy': "default-src 'none'; sandbox",
  'referrer-policy': 'no-referrer',
};

/** Sends a file. */
export function sendFile(response: ServerResponse, path: string, place: Place, bytes: Buffer): void {
  const isKept = place.readers === 'everybody' && (!place.isReplaced || path.includes('/tile/'));
  response.writeHead(200, {
    ...ALWAYS,
    'content-type': typeOf(path),
    'content-length': bytes.length,
    'cache-control': isKept ? 'public, max-age=31536000, immutable' : 'no-store',
  });
  response.end(response.req.method === 'HEAD' ? undefined : bytes);
}

function typeOf(path: string): string {
  if (path.includes('/tile/')) return 'application/octet-stream';
  if (path.endsWith('.json')) return 'application/json';
  if (path.endsWith('.jws')) return 'application/jose+json';
  return 'text/plain; charset=utf-8';
}

/** Confirms that a file is there now. */
export function sendStored(response: ServerResponse, isNew: boolean): void {
  response.writeHead(isNew ? 201 : 200, { ...ALWAYS, 'content-length': 0, 'cache-control': 'no-store' });
  response.end();
}

const HEADERS: Readonly<Partial<Record<Refusal['status'], Readonly<Record<string, string>>>>> = {
  401: { 'www-authenticate': 'Bearer realm="netvakt coalition"' },
  405: { allow: 'GET, HEAD, PUT' },
  429: { 'retry-after': '60' },
  503: { 'retry-after': '10' },
};

/** Refuses a request. The rest of it is not read: its connection ends with the answer. */
export function refuse(response: ServerResponse, { status, remedy }: Refusal): void {
  const body = Buffer.from(`${remedy}\n`);
  response.writeHead(status, {
    ...ALWAYS,
    ...HEADERS[status],
    'content-type': 'text/plain; charset=utf-8',
    'content-length': body.length,
    'cache-control': 'no-store',
    connection: 'close',
  });
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
