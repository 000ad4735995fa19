import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';

const RESPONSE = 0x80;
const RECURSION_AND_NO_SUCH_NAME = 0x83;

/** A resolver for which no name exists (RFC 1035 §4.1.1), so that no filter waits for one: the names that do are in the hosts file. */
export async function knowsNothing(): Promise<Socket> {
  const socket = createSocket('udp4');
  socket.on('message', (question, { address, port }) => {
    const answer = Buffer.from(question);
    answer[2] = (answer[2] ?? 0) | RESPONSE;
    answer[3] = RECURSION_AND_NO_SUCH_NAME;
    socket.send(answer, port, address);
  });
  await once(socket.bind(53, '127.0.0.1'), 'listening');
  return socket;
}
