/** A web server for a built site, on this machine only: to look at it as readers will. */
import { createReadStream, existsSync, statSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { extname, join, normalize } from 'node:path';
import { CONTENT_POLICY } from './policy.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.csv': 'text/csv; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.webp': 'image/webp',
};

/** Listens on loopback for the site in `folder`, at the path `base`; `port` 0 is one that is free. */
export function serveSite(folder: string, base: string, port: number): Promise<Server> {
  const server = createServer((request, response) => {
    const path = pathOf(request.url ?? '/');
    const found = path?.startsWith(base) === true ? fileIn(folder, path.slice(base.length)) : undefined;
    const file = found ?? join(folder, '404.html');
    response.writeHead(found === undefined ? 404 : 200, {
      'content-type': TYPES[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': CONTENT_POLICY,
      'x-content-type-options': 'nosniff',
    });
    createReadStream(file).pipe(response);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      resolve(server);
    });
  });
}

/** Returns the decoded path of a request target; `undefined` if it has none that can be decoded. */
function pathOf(target: string): string | undefined {
  try {
    return decodeURIComponent(new URL(target, 'http://site.invalid').pathname);
  } catch {
    return undefined;
  }
}

/** Returns the file that a path names; `undefined` if there is none. A path cannot leave the folder. */
function fileIn(folder: string, path: string): string | undefined {
  const file = join(folder, normalize(`/${path}${path === '' || path.endsWith('/') ? 'index.html' : ''}`));
  return existsSync(file) && statSync(file).isFile() ? file : undefined;
}
