import type { Socket } from 'node:net';
import { BareSocket } from './bare-socket.ts';
import type { SocketOwner } from './socket-owner.ts';
import { StreamSocket } from './stream-socket.ts';

/** Heard by nobody but `ignored`: it makes `close` report a failure. */
const LOST = new Error('The other side has reset the connection');

/** Any socket that the data plane has: a bare one, or one of Node's. */
export type OwnedSocket = BareSocket | Socket;

type Owned = Socket & { owner?: SocketOwner | undefined };

/** Makes `owner` the one that hears of the socket. Listeners are added once; a new owner only takes the old one's place. */
export function own(socket: OwnedSocket, owner: SocketOwner): void {
  if (!(socket instanceof BareSocket)) {
    ownStream(socket, owner);
    return;
  }
  const isNew = socket.owner === undefined;
  socket.owner = owner;
  if (isNew) socket.resume();
}

/** `listener` is called when nothing more will come or go; if nobody owned the socket yet, before its owner is notified. */
export function onceClosed(socket: OwnedSocket, listener: () => void): void {
  if (socket instanceof BareSocket) socket.onceClosed(listener);
  else socket.once('close', listener);
}

/** Sees to it that no error of the socket goes unheard; the owner does so from then on. */
export function hearErrors(socket: OwnedSocket): void {
  if (!(socket instanceof BareSocket)) socket.on('error', ignored);
}

/** See {@link BareSocket.endIfGone}. Node does not look after a socket of its own that has ended. */
export function endIfGone(socket: OwnedSocket): void {
  if (socket instanceof BareSocket) socket.endIfGone();
}

/** Counts `steps`, bytes of the socket that were looked at one by one, for its share: see read-shares.ts. */
export function charge(socket: OwnedSocket, steps: number): void {
  if (socket instanceof BareSocket || socket instanceof StreamSocket) socket.charge(steps);
}

function ownStream(socket: Socket, owner: SocketOwner): void {
  const owned = socket as Owned;
  const isNew = owned.owner === undefined;
  owned.owner = owner;
  if (!isNew) return;
  socket.on('error', ignored);
  socket.on('close', onClose);
  socket.on('end', onEnd);
  socket.on('drain', onDrain);
  if (socket instanceof StreamSocket) socket.resume();
  else socket.on('data', onData);
}

// Functions of the module, not closures: a connection costs no five of them.

/** `close` follows every error and reports that there was one. */
function ignored(): void {}

function onClose(this: Owned, failed: boolean): void {
  this.owner?.closed(failed);
}

function onData(this: Owned, bytes: Buffer): void {
  this.owner?.data(bytes);
}

function onEnd(this: Owned): void {
  // The write that failed has taken the kernel's one report of a reset: to who reads, that looks like an end in order.
  if (this instanceof StreamSocket && this.lost) this.destroy(LOST);
  else this.owner?.ended();
}

function onDrain(this: Owned): void {
  this.owner?.drained();
}
