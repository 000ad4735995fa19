/**
 * The other side of {@link Traffic}: a web server, and requests to it through the filter, one after the other on open connections, with the
 * time of each. A process of its own, because other work of the benchmark (handshakes with whoever fetches a list, the
 * start of other processes) would be timed as well.
 */
import { once } from 'node:events';
import { createServer } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import type { FromTraffic, ToTraffic } from './traffic.ts';

/** Milliseconds between two requests of a connection: a filter that is in use, on a machine that has room. */
const PAUSE = 5;
const CONNECTIONS = 4;

const origin = createServer((_request, response) => response.writeHead(200, { 'content-length': 4 }).end('free'));
const sockets: Socket[] = [];
const windows: Record<string, number[]> = {};
let current: number[] = [];
let [requests, failed, isOn] = [0, 0, true];

function send(message: FromTraffic): void {
  process.send?.(message);
}

async function begin(port: number, url: string): Promise<void> {
  const request = Buffer.from(`GET ${url} HTTP/1.1\r\nHost: ${new URL(url).host}\r\n\r\n`);
  for (let i = 0; i < CONNECTIONS; i += 1) {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    await once(socket, 'connect');
    sockets.push(socket);
    use(socket, request);
  }
}

/** Asks, waits for the answer, which is one small chunk, rests, and asks again. */
function use(socket: Socket, request: Buffer): void {
  let begun = 0;
  const ask = (): void => {
    if (!isOn) return;
    begun = performance.now();
    socket.write(request);
  };
  socket.on('data', (answer) => {
    current.push(performance.now() - begun);
    requests += 1;
    if (answer.toString('latin1', 9, 12) !== '200') failed += 1;
    setTimeout(ask, PAUSE);
  });
  socket.on('error', () => undefined); // 'close' follows
  socket.on('close', () => {
    if (isOn) failed += 1;
  });
  ask();
}

function end(): void {
  isOn = false;
  for (const socket of sockets) socket.destroy();
  send({ kind: 'result', windows, requests, failed });
}

process.on('message', (message: ToTraffic) => {
  if (message.kind === 'begin') void begin(message.port, message.url);
  else if (message.kind === 'window') current = windows[message.name] ??= [];
  else end();
});
// A bench that is interrupted must leave nobody behind.
process.on('disconnect', () => process.exit());
origin.listen(0, '127.0.0.1', () => send({ kind: 'origin', port: (origin.address() as AddressInfo).port }));
