import type { Socket } from 'node:net';
import { OwnedSocket, type SocketOwner } from './owned-socket.ts';

export type { SocketOwner };

/** Heard by nobody but `ignored`: it makes `close` say that it was a failure. */
const LOST = new Error('The other side has reset the connection');

type Owned = Socket & { owner?: SocketOwner | undefined };

/** Makes `owner` the one that hears of the socket. Listeners are added once; a new owner only takes the old one's place. */
export function own(socket: Socket, owner: SocketOwner): void {
  const owned = socket as Owned;
  const isNew = owned.owner === undefined;
  owned.owner = owner;
  if (!isNew) return;
  socket.on('error', ignored);
  socket.on('close', onClose);
  socket.on('end', onEnd);
  socket.on('drain', onDrain);
  if (socket instanceof OwnedSocket) socket.resume();
  else socket.on('data', onData);
}

// Functions of the module, not closures: a connection costs no five of them.

/** `close` follows every error and says that there was one. */
function ignored(): void {}

function onClose(this: Owned, failed: boolean): void {
  this.owner?.closed(failed);
}

function onData(this: Owned, bytes: Buffer): void {
  this.owner?.data(bytes);
}

function onEnd(this: Owned): void {
  // The write that failed has taken the kernel's one report of a reset: to who reads, that looks like an end in order.
  if (this instanceof OwnedSocket && this.lost) this.destroy(LOST);
  else this.owner?.ended();
}

function onDrain(this: Owned): void {
  this.owner?.drained();
}
