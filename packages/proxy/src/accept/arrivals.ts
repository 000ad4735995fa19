import type { Server, SocketConstructorOpts } from 'node:net';
import { BareSocket } from '../socket/bare-socket.ts';
import type { OwnedSocket } from '../socket/ownership.ts';
import { SOCKET_PARTS } from '../socket/parts.ts';
import { StreamSocket } from '../socket/stream-socket.ts';
import type { TcpHandle } from '../socket/tcp-handle.ts';

interface ListeningHandle {
  onconnection?: (this: ListeningHandle, status: number, client?: TcpHandle) => void;
}

/**
 * Lets a listening server make sockets of our own kinds: it has no option for the class or for `onread`.
 *
 * Node has no public name for this. `onconnection` of the server's handle has been how connections arrive since Node 0.10,
 * and `handle` is the option by which Node itself makes a socket of one; this is the only place that relies on them. If
 * they are not, the server goes on making sockets of Node's class, which are read more slowly.
 *
 * @returns whether `accepted` will be called, instead of the server's event `connection`.
 */
export function takeArrivals(server: Server, accepted: (socket: OwnedSocket) => void): boolean {
  const { _handle: handle } = server as { readonly _handle?: ListeningHandle | null };
  const usual = handle?.onconnection;
  if (handle === undefined || handle === null || typeof usual !== 'function') return false;
  handle.onconnection = function (status, client): void {
    if (status === 0 || status === undefined) accepted(socketOf(client as TcpHandle));
    else usual.call(this, status, client);
  };
  return true;
}

function socketOf(handle: TcpHandle): OwnedSocket {
  if (SOCKET_PARTS !== undefined) return new BareSocket(handle);
  // Readable and writable at once, without waiting for anything; whether it delays is decided by the listener.
  const options = { handle, readable: true, writable: true, noDelay: false };
  return new StreamSocket(options as unknown as SocketConstructorOpts);
}
