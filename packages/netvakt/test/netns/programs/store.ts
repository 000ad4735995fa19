/** The web behind a narrow link: HTTP on port 80 and 8081 of all addresses. GET gives 3 MB, POST the number of bytes that came. Ends with its standard input. */
import { createServer } from 'node:http';

const PAGE = Buffer.alloc(3_000_000, 'x');

const servers = [80, 8081].map((port) =>
  createServer((request, response) => {
    if (request.method !== 'POST') return response.end(PAGE);
    let came = 0;
    request.on('data', (chunk: Buffer) => (came += chunk.length));
    return request.on('end', () => response.end(String(came)));
  }).listen(port, '::'),
);
await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
process.stdout.write('{"ready":true}\n');
process.stdin.on('close', () => process.exit()).resume();
