/**
 * Three findings on `http-proxy` that keep it off subscriber bytes, each shown with a raw origin on loopback:
 *
 * 1. smuggling: a DELETE with a chunked body reaches the origin as `Content-Length: 0` followed by the body's bytes;
 * 2. leak: connections to the origin that stay open after their client has gone;
 * 3. crash: an origin that answers with the status 099.
 *
 * Run: node packages/bench/experiments/libraries/http-proxy.ts
 */
import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import httpProxy from 'http-proxy';

type Origin = net.Server & { open: number; received: string };

/** An origin that records what it is sent, and answers each chunk with `answer`. */
async function startOrigin(answer: string): Promise<Origin> {
  const origin: Origin = Object.assign(net.createServer(), { open: 0, received: '' });
  origin.on('connection', (socket: net.Socket) => {
    origin.open += 1;
    socket.on('error', () => {});
    socket.on('close', () => {
      origin.open -= 1;
    });
    socket.on('data', (bytes) => {
      origin.received += bytes.toString('latin1');
      if (answer !== '') socket.write(answer);
    });
  });
  origin.listen(0, '127.0.0.1');
  await once(origin, 'listening');
  return origin;
}

const portOf = (server: net.Server | http.Server): number => (server.address() as net.AddressInfo).port;

/** A reverse proxy as its README shows it, with the keep-alive agent that throughput needs. */
async function startProxy(origin: Origin): Promise<http.Server> {
  const agent = new http.Agent({ keepAlive: true });
  const proxy = httpProxy.createProxyServer({ target: `http://127.0.0.1:${portOf(origin)}`, agent });
  proxy.on('error', () => {});
  const server = http.createServer((request, response) => proxy.web(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

async function send(port: number, bytes: string): Promise<net.Socket> {
  const socket = net.connect(port, '127.0.0.1');
  socket.on('error', () => {});
  await once(socket, 'connect');
  socket.write(bytes);
  return socket;
}

async function smuggling(): Promise<string> {
  const origin = await startOrigin('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n');
  const proxy = await startProxy(origin);
  const hidden = 'GET /hidden HTTP/1.1\r\nHost: demo.test\r\n\r\n';
  const body = `${hidden.length.toString(16)}\r\n${hidden}\r\n0\r\n\r\n`;
  await send(portOf(proxy), `DELETE /seen HTTP/1.1\r\nHost: demo.test\r\nTransfer-Encoding: chunked\r\n\r\n${body}`);
  await wait(300);
  const framing = /content-length: \d+|transfer-encoding: \w+/iu.exec(origin.received)?.[0] ?? 'no framing';
  const second = origin.received.includes('GET /hidden') && framing.toLowerCase() === 'content-length: 0';
  return `DELETE arrives with "${framing}"; the hidden GET is ${second ? 'a second request to the origin' : 'still a body'}`;
}

async function leak(): Promise<string> {
  const origin = await startOrigin('');
  const proxy = await startProxy(origin);
  for (let i = 0; i < 20; i += 1) {
    const client = await send(portOf(proxy), 'GET / HTTP/1.1\r\nHost: demo.test\r\n\r\n');
    await wait(10);
    client.destroy();
  }
  await wait(3000);
  return `20 clients aborted; ${origin.open} connections to the origin still open 3 s later`;
}

async function crash(): Promise<string> {
  const origin = await startOrigin('HTTP/1.1 099 Odd\r\nContent-Length: 0\r\n\r\n');
  const proxy = await startProxy(origin);
  const died = new Promise<string>((resolve) =>
    process.once('uncaughtException', (error: NodeJS.ErrnoException) => resolve(error.code ?? error.message)),
  );
  await send(portOf(proxy), 'GET / HTTP/1.1\r\nHost: demo.test\r\n\r\n');
  return `status 099: ${await Promise.race([died.then((code) => `uncaught ${code}, the process would have ended`), wait(500, 'survived')])}`;
}

process.stdout.write(`node ${process.version}\n1 ${await smuggling()}\n2 ${await leak()}\n3 ${await crash()}\n`);
process.exit(0);
