import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import { freePort } from '../../src/common/daemon.ts';
import { TailLoad } from '../../src/tail/load.ts';
import { tailBenchObstacle } from '../../src/tail/run.ts';
import { describeUnless } from '../support/describe-unless.ts';

const PATIENCE_MICROS = 20e6;
const ANSWER = `HTTP/1.1 200 OK\r\nContent-Length: 256\r\n\r\n${'0'.repeat(256)}`;

describeUnless(tailBenchObstacle())('the client of the benchmark of tails', () => {
  // Latencies of requests that were never answered were left out: the worst looked better than the bad.
  test('a request that is never answered is failed, and as late as the client waited', async () => {
    const sockets: Socket[] = [];
    let deaf: Socket | undefined;
    const proxy = createServer((socket) => {
      sockets.push(socket);
      socket.on('error', () => undefined);
      socket.on('data', () => {
        deaf ??= socket;
        if (socket !== deaf) socket.write(ANSWER);
      });
    });
    proxy.listen(0, '127.0.0.1');
    await once(proxy, 'listening');
    const folder = mkdtempSync(join(tmpdir(), 'netvakt-tail-load-'));
    const load = await TailLoad.start(folder, await freePort());
    try {
      const { port } = proxy.address() as AddressInfo;
      const task = { port, rate: 50, connections: 2, warm: 0, idle: 0, millis: 400, burst: 0 };
      const { sent, done, failed, max } = await load.play(task, () => undefined);
      expect([failed, sent]).toEqual([1, done + 1]);
      expect(max).toBeGreaterThanOrEqual(PATIENCE_MICROS);
    } finally {
      await load.stop();
      for (const socket of sockets) socket.destroy();
      proxy.close();
      rmSync(folder, { recursive: true });
    }
  });
});
