/** Listens on ports of all addresses, and answers each connection with one line that names the client. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { plainAddress } from '../../../src/linux/address-bytes.ts';
import { argument, listen, notify } from './talk.ts';

const { ports } = argument() as { readonly ports: readonly number[] };

const servers = ports.map((port) =>
  createServer((socket) => {
    const { remoteAddress = '', remotePort, localAddress = '', localPort } = socket;
    const seen = {
      seen: plainAddress(remoteAddress),
      from: remotePort,
      at: plainAddress(localAddress),
      port: localPort,
    };
    notify(seen);
    socket.on('error', () => {});
    socket.end(JSON.stringify(seen));
  }).listen(port, '::'),
);
await Promise.all(servers.map((server) => once(server, 'listening')));
notify({ ready: true });
listen(() => {});
