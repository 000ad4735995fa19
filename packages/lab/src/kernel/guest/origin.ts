/**
 * The origin in the machine: HTTPS on port 443 of all addresses, `/large` and a short page. It serves any number of clients at one time: hellos
 * that a filter has dropped leave connections that never end, and `openssl s_server` waits for the first of them.
 *
 *   node origin.ts KEY CERTIFICATE BYTES
 */
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:https';

const [key = '', cert = '', bytes = '0'] = process.argv.slice(2);
const large = Buffer.alloc(Number(bytes));

const server = createServer({ key: readFileSync(key), cert: readFileSync(cert) }, ({ url }, response) => {
  response.end(url === '/large' ? large : 'page\n');
});
await once(server.listen(443, '::'), 'listening');
process.stdout.write('ready\n');
