import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from '@jest/globals';
import { begin } from '../../src/tail/meanwhile.ts';

test('metrics that cannot be read fail the round when it ends, not the process before', async () => {
  const server = createServer((_, response) => response.writeHead(500, { Connection: 'close' }).end());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port: adminPort } = server.address() as AddressInfo;
  const end = begin('scrape', { adminPort, reload: () => undefined });
  const [request] = (await once(server, 'request')) as [NodeJS.EventEmitter & { socket: NodeJS.EventEmitter }];
  await once(request.socket, 'close');
  for (let i = 0; i < 100; i += 1) await turn(); // a rejection that nobody awaits fails the test here
  await expect(end()).rejects.toThrow('answered with 500');
  server.close();
});

test('a swap is begun once, and nothing is to be ended', async () => {
  let reloads = 0;
  const end = begin('swap', { adminPort: 0, reload: () => void (reloads += 1) });
  await end();
  expect(reloads).toBe(1);
});
