import type { Server, SocketConstructorOpts } from 'node:net';
import { OwnedSocket } from '../relay/owned-socket.ts';

/** What a server's handle gives for a connection; opaque here. */
type Handle = object;

interface ListeningHandle {
  onconnection?: (this: ListeningHandle, status: number, client?: Handle) => void;
}

/**
 * Lets a listening server make {@link OwnedSocket}s: it has no option for the class or for `onread`.
 *
 * Node has no public name for this. `onconnection` of the server's handle has been how connections arrive since Node 0.10,
 * and `handle` is the option by which Node itself makes a socket of one; this is the only place that relies on them. Where
 * they are not, the server goes on making sockets of Node's class, which are read more slowly.
 *
 * @returns whether `accepted` will be called, instead of the server's event `connection`.
 */
export function takeArrivals(server: Server, accepted: (socket: OwnedSocket) => void): boolean {
  const { _handle: handle } = server as { readonly _handle?: ListeningHandle | null };
  const usual = handle?.onconnection;
  if (handle === undefined || handle === null || typeof usual !== 'function') return false;
  handle.onconnection = function (status, client): void {
    if (status === 0 || status === undefined) accepted(socketOf(client as Handle));
    else usual.call(this, status, client);
  };
  return true;
}

function socketOf(handle: Handle): OwnedSocket {
  // Readable and writable at once, without waiting for anything; whether it delays is the listener's to say.
  const options = { handle, readable: true, writable: true, noDelay: false };
  return new OwnedSocket(options as SocketConstructorOpts);
}
