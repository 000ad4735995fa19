/**
 * A deliberately naive filter: what is written in an afternoon. `node naive-proxy.ts PORT UPSTREAM-PORT`
 *
 * It reads the first head with a regular expression, judges that one request, and then pipes both ways. The laboratory
 * is tested with it: a laboratory in which it passes proves nothing.
 */
import { connect, createServer, type Socket } from 'node:net';
import { pathToFileURL } from 'node:url';

const ANSWER = 'HTTP/1.1 451 Unavailable For Legal Reasons\r\nContent-Length: 8\r\nConnection: close\r\n\r\nblocked\n';
const REFUSAL = 'HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n';

function serve(client: Socket, upstreamPort: number): void {
  let pending = '';
  client.on('error', () => client.destroy());
  const read = (bytes: Buffer): void => {
    pending += bytes.toString('latin1');
    if (!/\r?\n\r?\n/.test(pending)) return;
    client.off('data', read);
    const [line = ''] = pending.split('\n', 1);
    const [, method = '', url = ''] = /^(\S+)\s+(\S+)/.exec(line) ?? [];
    if (/^http:\/\/([^/]*\.)?blocked\.selftest\.test|^http:\/\/mixed\.selftest\.test\/blocked\//.test(url)) {
      client.end(ANSWER);
      return;
    }
    if (method === 'CONNECT' || !url.startsWith('http://')) {
      client.end(REFUSAL);
      return;
    }
    const upstream = connect(upstreamPort, '127.0.0.1');
    upstream.on('error', () => client.destroy());
    upstream.on('close', () => client.destroy());
    client.on('close', () => upstream.destroy());
    upstream.write(pending.replace(/http:\/\/[^/]*/, ''), 'latin1');
    client.pipe(upstream).pipe(client);
  };
  client.on('data', read);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const [port = '0', upstream = '0'] = process.argv.slice(2);
  createServer((client) => serve(client, Number(upstream))).listen(Number(port), '127.0.0.1', 511);
}
