/**
 * The origin: HTTP on port 80 of all addresses. Each answer says its length; `/slow` takes two seconds for it, a piece every
 * hundred milliseconds. Ends with its standard input.
 */
import { createServer } from 'node:http';

const PIECE = Buffer.alloc(2048, 'x');
const PIECES = 20;

const server = createServer((request, response) => {
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
});
server.listen(80, '::', () => process.stdout.write('ready\n'));
process.stdin.on('close', () => process.exit()).resume();
