import { EventEmitter, once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { afterEach, expect, test } from '@jest/globals';
import { Client } from '../support/client.ts';
import { configText, Stage } from '../support/stage.ts';

const stage = new Stage();
afterEach(() => stage.close());

/** A web server that answers `/now` at once, and anything else when the test does. */
async function slowWeb(): Promise<{ readonly port: number; readonly asked: () => Promise<ServerResponse> }> {
  const events = new EventEmitter();
  const port = await stage.web((request, response) => {
    if (request.url === '/now') response.writeHead(200, { 'content-length': 3 }).end('now');
    else events.emit('asked', response);
  });
  return { port, asked: async () => ((await once(events, 'asked')) as [ServerResponse])[0] };
}

/**
 * The reason nobody accepts any more, once it is so. Each worker has a socket of its own, and they close one after the other; the
 * kernel resets a connection that was still queued at one of them (SO_REUSEPORT), so a reset only means: try again.
 */
async function refusal(port: number): Promise<unknown> {
  for (;;) {
    try {
      (await Client.connect(port)).end();
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ECONNRESET') return error;
    }
  }
}

test.each(['SIGTERM', 'SIGINT'] as const)('%s lets a running answer finish, and ends with 0', async (signal) => {
  const web = await slowWeb();
  const filter = await stage.filter(configText(web.port));
  const [busy, idle] = [await stage.client(filter), await stage.client(filter)];
  expect((await idle.get('http://free.test/now')).status).toBe(200);
  const asked = web.asked();
  busy.send('http://free.test/later');
  const response = await asked;

  filter.netvakt.signal(signal);
  await idle.closed(); // an idle connection ends at once
  expect(await refusal(filter.proxyPort)).toMatchObject({ code: 'ECONNREFUSED' });
  response.writeHead(200, { 'content-length': 4 }).end('late');
  expect(await busy.answer()).toMatchObject({ status: 200, body: 'late' });
  expect(await filter.netvakt.exited).toBe(0);
  expect(filter.netvakt.log.at(-1)).toMatchObject({ message: 'stopped', cut: 0 });
});

test('when the grace is over the rest is cut, and it still ends with 0', async () => {
  const web = await slowWeb();
  const filter = await stage.filter(configText(web.port, 'shutdown_grace_seconds: 0\n'));
  const client = await stage.client(filter);
  const asked = web.asked();
  client.send('http://free.test/never');
  await asked;
  filter.netvakt.signal('SIGTERM');
  await client.closed();
  expect(await filter.netvakt.exited).toBe(0);
  expect(filter.netvakt.log.at(-1)).toMatchObject({ message: 'stopped', cut: 1 });
});
