/** Child process: clients whose requests pass, clients whose requests are blocked, idle ones, and the origin. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { answerAll } from '../common/child.ts';
import { LOAD, type LoadAnswer, type LoadTask } from './protocol.ts';
import type { ScrapeSettings } from './settings.ts';
import { clientOf, FREE_HOST, listedHost } from './world.ts';

const PATIENCE_MILLIS = 60_000;
/** Connections that open at one time: the wave of handshakes is not what is measured. */
const WAVE = 50;

/** Longer than any run: an idle connection stays. */
const ORIGIN = { keepAliveTimeout: 600_000, connectionsCheckingInterval: 60_000 };
const origin = createServer(ORIGIN, (_request, response) =>
  response.writeHead(200, { 'content-length': 4 }).end('free'),
);

/** Asks clients to leave. */
const end = new AbortController();
const count = { passed: 0, blocked: 0, failed: 0 };
const idle: Socket[] = [];
let clients: Promise<unknown>[] = [];
let started = 0;

async function open(port: number, client: string): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress: client, noDelay: true });
  socket.on('error', () => undefined); // 'close' follows
  await once(socket, 'connect', { signal: AbortSignal.timeout(PATIENCE_MILLIS) });
  return socket;
}

/** The status that one request is answered with. */
async function ask(socket: Socket, host: string): Promise<string> {
  socket.write(`GET http://${host}/ HTTP/1.1\r\nHost: ${host}\r\nAccept: text/html\r\n\r\n`);
  const [answer] = (await once(socket, 'data', { signal: AbortSignal.timeout(PATIENCE_MILLIS) })) as [Buffer];
  return answer.toString('latin1', 9, 12);
}

async function passing(port: number, settings: ScrapeSettings, turn: number): Promise<void> {
  const socket = await open(port, clientOf(settings, turn));
  while (!end.signal.aborted) {
    if ((await ask(socket, FREE_HOST)) === '200') count.passed += 1;
    else count.failed += 1;
    await sleep(settings.rest);
  }
  socket.destroy();
}

async function blocked(port: number, settings: ScrapeSettings, first: number): Promise<void> {
  for (let turn = first; !end.signal.aborted; turn += settings.blocked) {
    const socket = await open(port, clientOf(settings, turn));
    if ((await ask(socket, listedHost(settings, turn))) === '451') count.blocked += 1;
    else count.failed += 1;
    socket.destroy();
    await sleep(settings.rest);
  }
}

/** Uses the proxy once, and keeps the connection. */
async function settle(port: number, client: string): Promise<void> {
  const socket = await open(port, client);
  idle.push(socket);
  if ((await ask(socket, FREE_HOST)) !== '200') count.failed += 1;
}

async function start(port: number, settings: ScrapeSettings): Promise<void> {
  for (let opened = 0; opened < settings.idle; opened += WAVE) {
    const wave = Array.from({ length: Math.min(WAVE, settings.idle - opened) }, (_, i) =>
      settle(port, clientOf(settings, opened + i)),
    );
    await Promise.all(wave);
  }
  started = performance.now();
  const each = (clientCount: number, client: typeof passing): Promise<void>[] =>
    Array.from({ length: clientCount }, (_, turn) =>
      client(port, settings, turn).catch(() => void (count.failed += 1)),
    );
  clients = [...each(settings.passing, passing), ...each(settings.blocked, blocked)];
}

async function stop(): Promise<void> {
  end.abort();
  await Promise.all(clients);
  for (const socket of idle) socket.destroy();
}

answerAll(LOAD, async (task: LoadTask): Promise<LoadAnswer> => {
  if (task.step === 'origin') await new Promise<void>((resolve) => void origin.listen(0, '127.0.0.1', resolve));
  if (task.step === 'start') await start(task.port, task.settings);
  const seconds = (performance.now() - started) / 1000;
  if (task.step === 'stop') await stop();
  return { port: (origin.address() as AddressInfo).port, seconds, ...count };
});
