import type { Server, SocketConstructorOpts } from 'node:net';
import { descriptorOf, duplicateDescriptor } from '../linux/descriptor.ts';
import { SOCKET_PARTS } from '../socket/parts.ts';
import { StreamSocket } from '../socket/stream-socket.ts';
import { type ArrivalsUser, KernelArrivals } from './kernel-arrivals.ts';

/** Where connections come in. */
export interface Arrivals {
  /** Takes all that wait in the kernel: whoever is still there when the listening ends gets a reset. */
  takeWaiting?(): void;
  /** Ends the listening. Connections that have arrived go on. */
  close(): void;
}

/**
 * Takes a listening server's connections as sockets of our own kinds, which a server has no option for.
 *
 * With system calls of our own, its listening socket is taken over and the server closed: nothing that has come or comes is lost, since the
 * socket itself stays open. Otherwise the server makes {@link StreamSocket}s, as far as it can be made to.
 */
export function takeArrivals(server: Server, user: ArrivalsUser): Arrivals {
  const descriptor = descriptorOf(server);
  if (SOCKET_PARTS === undefined || descriptor === undefined) {
    takeHandles(server, user);
    return server;
  }
  const listening = duplicateDescriptor(descriptor);
  server.close();
  return new KernelArrivals(listening, SOCKET_PARTS.calls, user);
}

interface ListeningHandle {
  onconnection?: (this: ListeningHandle, status: number, client?: unknown) => void;
}

/**
 * Lets a server make {@link StreamSocket}s: it has no option for the class or for `onread`. `onconnection` of the server's handle has been how
 * connections arrive since Node 0.10, and `handle` is the option by which Node itself makes a socket of one; this is the only place that
 * relies on them. If they are not there, the server goes on making sockets of Node's class, which are read more slowly.
 */
function takeHandles(server: Server, user: ArrivalsUser): void {
  const { _handle: handle } = server as { readonly _handle?: ListeningHandle | null };
  const usual = handle?.onconnection;
  if (handle === undefined || handle === null || typeof usual !== 'function') return;
  handle.onconnection = function (status, client): void {
    if (status === 0 || status === undefined) user.arrived(streamOf(client));
    else usual.call(this, status, client);
  };
}

/** Readable and writable at once, without waiting for anything; whether it delays is decided by the listener. */
function streamOf(handle: unknown): StreamSocket {
  return new StreamSocket({
    handle,
    readable: true,
    writable: true,
    noDelay: false,
  } as unknown as SocketConstructorOpts);
}
