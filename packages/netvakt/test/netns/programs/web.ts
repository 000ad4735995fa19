/**
 * The web: HTTP on port 80 and HTTPS on 443 of all addresses, with the certificate in the folder given. Answers who came and
 * what for; `/large` is 16 MiB. Ends with its standard input.
 */
import { readFileSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { join } from 'node:path';

const folder = process.argv[2] ?? '';
const LARGE = Buffer.alloc(16 * 1024 * 1024, 'x');

const answer: RequestListener = ({ url, headers, socket }, response) => {
  if (url === '/large') response.end(LARGE);
  else
    response.end(
      JSON.stringify({ seen: socket.remoteAddress?.replace('::ffff:', ''), host: headers.host, url, via: headers.via }),
    );
};
const key = readFileSync(join(folder, 'key.pem'));
const cert = readFileSync(join(folder, 'cert.pem'));
const servers = [createServer(answer).listen(80, '::'), createSecureServer({ key, cert }, answer).listen(443, '::')];
await Promise.all(servers.map((server) => new Promise((resolve) => server.once('listening', resolve))));
process.stdout.write('ready\n');
process.stdin.on('close', () => process.exit()).resume();
