/** Process: an explicit proxy with `http-proxy`, as its readme has it, with a keep-alive agent and a list. */

import { Agent, createServer } from 'node:http';
import { connect } from 'node:net';
import httpProxy from 'http-proxy';
import { listFor, taskOfProcess } from './node-list.ts';

const task = taskOfProcess();
const isListed = listFor(task);
const proxy = httpProxy.createProxyServer({ agent: new Agent({ keepAlive: true, maxSockets: 1024 }) });
const target = `http://127.0.0.1:${task.originPort}`;
const hostOf = (authority: string | undefined): string => (authority ?? '').toLowerCase().replace(/:\d+$/, '');

proxy.on('error', (_error, _request, answer) => {
  if ('writeHead' in answer && !answer.headersSent) answer.writeHead(502);
  answer.end();
});

const server = createServer((request, answer) => {
  if (isListed(hostOf(request.headers.host))) {
    answer.writeHead(451).end();
    return;
  }
  proxy.web(request, answer, { target });
});
server.on('connect', (request, socket) => {
  if (isListed(hostOf(request.url))) {
    socket.end('HTTP/1.1 451 Unavailable For Legal Reasons\r\n\r\n');
    return;
  }
  const origin = connect(Number(/:(\d+)$/.exec(request.url ?? '')?.[1]), '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 OK\r\n\r\n');
    origin.pipe(socket).pipe(origin);
  });
  origin.on('error', () => socket.destroy());
  socket.on('error', () => origin.destroy());
});
server.keepAliveTimeout = 120_000;
server.listen(task.port, '127.0.0.1');
