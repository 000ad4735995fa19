import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { serveSite } from '../../site/serve.ts';

const folder = mkdtempSync(join(tmpdir(), 'netvakt-serve-'));
let server: Server;

beforeAll(async () => {
  writeFileSync(join(folder, 'index.html'), 'first');
  writeFileSync(join(folder, '404.html'), 'none');
  server = await serveSite(folder, '/docs/', 0);
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
  rmSync(folder, { recursive: true });
});

/** Asks with a target as it is written: `fetch` would change it. */
function answer(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    request({ host: '127.0.0.1', port, path }, (response) => {
      response.on('data', (data) => {
        resolve(`${String(response.statusCode)} ${String(data)}`);
      });
    })
      .on('error', reject)
      .end();
  });
}

test.each([
  { why: 'the first page', path: '/docs/', want: '200 first' },
  { why: 'a page that is not there', path: '/docs/gone.html', want: '404 none' },
  { why: 'a path outside the site', path: '/index.html', want: '404 none' },
  { why: 'a path out of the folder', path: '/docs/%2e%2e%2f%2e%2e%2fetc/passwd', want: '404 none' },
  { why: 'a percent sign without digits', path: '/docs/%', want: '404 none' },
  { why: 'a target that is no address', path: '//', want: '404 none' },
])('$why', async ({ path, want }) => {
  expect(await answer(path)).toBe(want);
});
