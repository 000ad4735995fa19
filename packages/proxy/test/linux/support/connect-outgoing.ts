import { Socket } from 'node:net';
import { type OutgoingOptions, openOutgoing } from '../../../src/linux/outgoing.ts';
import type { Endpoint } from '../../../src/linux/socket-address.ts';

/** Connects as the data plane does, with a socket of Node's. @throws {SystemCallError} if there is no socket. */
export function connectOutgoing({ address, port }: Endpoint, options: OutgoingOptions, allowHalfOpen = false): Socket {
  const outgoing = openOutgoing(address, options);
  if (outgoing.kind === 'failed') throw outgoing.error;
  const { descriptor, source } = outgoing;
  const local = source === undefined ? {} : { localAddress: source.address, localPort: source.port };
  return new Socket({ fd: descriptor, allowHalfOpen }).connect({ host: address, port, ...local });
}
