import type { Socket } from 'node:net';

/**
 * Who is told of what happens on a socket. Every socket of the data plane has exactly one owner at a time, from accept or
 * connect to its end, so an error event never goes unheard (it would end the process).
 */
export interface SocketOwner {
  data(bytes: Buffer): void;
  /** The other side has closed its direction (FIN). */
  ended(): void;
  /** What was written has gone out; more may follow. */
  drained(): void;
  /** Nothing more will come or go. `failed`: it ended by a reset or another error. Told once. */
  closed(failed: boolean): void;
}

const OWNER = Symbol('owner');

type OwnedSocket = Socket & { [OWNER]: SocketOwner };

/** Makes `owner` the one that hears of the socket. Listeners are added once; a new owner only takes the old one's place. */
export function own(socket: Socket, owner: SocketOwner): void {
  const owned = socket as OwnedSocket;
  const isNew = owned[OWNER] === undefined;
  owned[OWNER] = owner;
  if (!isNew) return;
  socket.on('error', ignored);
  socket.on('close', onClose);
  socket.on('data', onData);
  socket.on('end', onEnd);
  socket.on('drain', onDrain);
}

// Functions of the module, not closures: a connection costs no five of them.

/** `close` follows every error and says that there was one. */
function ignored(): void {}

function onClose(this: OwnedSocket, failed: boolean): void {
  this[OWNER].closed(failed);
}

function onData(this: OwnedSocket, bytes: Buffer): void {
  this[OWNER].data(bytes);
}

function onEnd(this: OwnedSocket): void {
  this[OWNER].ended();
}

function onDrain(this: OwnedSocket): void {
  this[OWNER].drained();
}
