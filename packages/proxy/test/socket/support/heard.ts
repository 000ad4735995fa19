import { once } from 'node:events';
import type { Socket } from 'node:net';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { until } from '@netvakt/testing';
import { connect } from '../../../src/socket/connect.ts';
import { type OwnedSocket, own } from '../../../src/socket/ownership.ts';
import type { SocketOwner } from '../../../src/socket/socket-owner.ts';

/** An owner that records its events: `data`, `ended`, `drained`, `closed` or `failed`, in that order of arrival. */
export class Heard implements SocketOwner {
  readonly notices: string[] = [];
  received = '';

  data(bytes: Buffer): void {
    this.received += bytes.toString('latin1');
    if (this.notices.at(-1) !== 'data') this.notices.push('data');
  }
  ended(): void {
    this.notices.push('ended');
  }
  drained(): void {
    this.notices.push('drained');
  }
  closed(failed: boolean): void {
    this.notices.push(failed ? 'failed' : 'closed');
  }

  async until(what: string): Promise<void> {
    await until(what, () => this.notices.includes(what));
  }
}

/** A socket of the data plane, what its owner has heard, and the peer's: one of Node's, whose errors are ignored. */
export interface Pair {
  readonly socket: OwnedSocket;
  readonly heard: Heard;
  readonly peer: Socket;
}

const servers: Server[] = [];
const sockets: { destroy(): unknown }[] = [];

/** A connection on loopback that the data plane has made; nobody owns it yet. */
export async function unowned(address = '127.0.0.1'): Promise<Omit<Pair, 'heard'>> {
  const server = createServer({ allowHalfOpen: true }).listen(0, address);
  servers.push(server);
  await once(server, 'listening');
  const accepted = once(server, 'connection') as Promise<[Socket]>;
  const { port } = server.address() as AddressInfo;
  const socket = await new Promise<OwnedSocket>((resolve, reject) => {
    connect({ address, port }, { connected: resolve, connectFailed: (_, code) => reject(new Error(code)) });
  });
  const [peer] = await accepted;
  sockets.push(socket, peer);
  peer.on('error', () => {});
  return { socket, peer };
}

/** {@link unowned}, with its owner. */
export async function pair(address?: string): Promise<Pair> {
  const { socket, peer } = await unowned(address);
  const heard = new Heard();
  own(socket, heard);
  return { socket, heard, peer };
}

/** For `afterEach`. */
export function closeAll(): void {
  for (const socket of sockets.splice(0)) socket.destroy();
  for (const server of servers.splice(0)) server.close();
}
