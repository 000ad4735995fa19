/** Child process: a TCP server that answers the first bytes of a connection as if with a ServerHello. Replies with its port. */

import { once } from 'node:events';
import { createServer } from 'node:net';
import { answerAll } from '../../common/child.ts';
import { TUNNEL_ORIGIN } from '../protocol.ts';

const SERVER_HELLO = Buffer.concat([Buffer.of(22, 3, 3, 0, 122), Buffer.alloc(122, 2)]);

const server = createServer({ noDelay: true }, (socket) => {
  socket.once('data', () => socket.write(SERVER_HELLO));
  socket.on('error', () => socket.destroy());
});

answerAll(TUNNEL_ORIGIN, async () => {
  server.listen({ port: 0, host: '127.0.0.1', backlog: 4096 });
  await once(server, 'listening');
  const address = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
});
