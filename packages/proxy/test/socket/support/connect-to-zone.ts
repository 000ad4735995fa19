/** Run in a network namespace of its own: connects to an address that has a meaning on one link only, and prints how that ended. */
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { connect } from '../../../src/socket/connect.ts';
import type { OwnedSocket } from '../../../src/socket/ownership.ts';

const LINK = `
link add near type veth peer name far
link set near addrgenmode none
address add fe80::1/64 dev near nodad
link set lo up
link set near up
link set far up
`;

execFileSync('ip', ['-batch', '-'], { input: LINK });
const server = createServer((peer) => peer.destroy()).listen(0, 'fe80::1%near');
await once(server, 'listening');
const { port } = server.address() as AddressInfo;
const ended = (socket: OwnedSocket, how: string): void => {
  process.stdout.write(how);
  socket.destroy();
  server.close();
};
connect(
  { address: `fe80::1%${process.argv[2]}`, port },
  {
    connected: (socket) => ended(socket, 'connected'),
    connectFailed: (socket, code) => ended(socket, code ?? 'no code'),
  },
);
