/**
 * The origin: HTTP on port 80 of all addresses, and over TLS on port 443. Each answer has its length; `/slow` takes two seconds for it, a piece every
 * hundred milliseconds. Ends with its standard input.
 */
import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { makeIdentity } from '@netvakt/selftest';

const PIECE = Buffer.alloc(2048, 'x');
const PIECES = 20;

const answer: RequestListener = (request, response) => {
  // A body is read to its end first: whether it comes whole is what the sender wants to know.
  if (request.method === 'POST') {
    request.resume().once('end', () => response.end());
    return;
  }
  response.writeHead(200, { 'Content-Length': PIECE.length * PIECES, Connection: 'close' });
  if (request.url !== '/slow') {
    for (let i = 0; i < PIECES; i += 1) response.write(PIECE);
    response.end();
    return;
  }
  let sent = 0;
  const timer = setInterval(() => {
    response.write(PIECE);
    sent += 1;
    if (sent < PIECES) return;
    clearInterval(timer);
    response.end();
  }, 100);
  response.on('close', () => clearInterval(timer));
};

const identity = await makeIdentity(['origin.test']);
const servers = [createServer(answer).listen(80, '::'), createSecureServer(identity, answer).listen(443, '::')];
await Promise.all(servers.map((server) => once(server, 'listening')));
process.stdout.write('ready\n');
process.stdin.on('close', () => process.exit()).resume();
