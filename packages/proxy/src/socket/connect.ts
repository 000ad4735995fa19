import type { Socket } from 'node:net';
import { constants } from 'node:os';
import { nextTick } from 'node:process';
import { getSystemErrorName } from 'node:util';
import { AF_INET, AF_INET6, SOCK_CLOEXEC, SOCK_NONBLOCK, SOCK_STREAM } from '../linux/constants.ts';
import type { Native } from '../linux/native.ts';
import { type Endpoint, SOCKET_ADDRESS_SIZE, socketAddress } from '../linux/socket-address.ts';
import { REUSE_ADDRESS, trySetOption } from '../linux/socket-options.ts';
import { BareSocket } from './bare-socket.ts';
import type { OwnedSocket } from './ownership.ts';
import { type Parts, SOCKET_PARTS } from './parts.ts';
import { READ_SHARES, type Sharing } from './read-shares.ts';
import { StreamSocket } from './stream-socket.ts';

const { EINPROGRESS, EINVAL } = constants.errno;

/** Notified how an attempt to connect ended: once, after the call that began it, and not if the socket was destroyed before. */
export interface ConnectListener {
  connected(socket: OwnedSocket): void;
  /** `code`: the system's name of the error. The socket is gone. */
  connectFailed(socket: OwnedSocket, code: string | undefined): void;
}

/** An open socket that the connection is to be made with, and the address that it is to have at this end. */
export interface Beginning {
  readonly descriptor: number;
  readonly source: Endpoint | undefined;
}

/** Connects to an IP literal; no name is looked up. The socket that is returned may be destroyed, and nothing else. */
export function connect(to: Endpoint, listener: ConnectListener, from?: Beginning): OwnedSocket {
  return SOCKET_PARTS === undefined ? connectStream(to, listener, from) : connectBare(SOCKET_PARTS, to, listener, from);
}

function connectBare(parts: Parts, to: Endpoint, listener: ConnectListener, from?: Beginning): BareSocket {
  const socket = new BareSocket();
  if (from !== undefined) socket.adopt(from.descriptor);
  READ_SHARES.waitToDial(new DialInTurn(parts, socket, { to, source: from?.source, listener }));
  return socket;
}

/** A connection that is made in its turn, unless its socket is destroyed before. */
class DialInTurn implements Sharing {
  readonly #calls: Native;
  readonly #socket: BareSocket;
  readonly #to: Endpoint;
  readonly #source: Endpoint | undefined;
  readonly #listener: ConnectListener;

  constructor(
    { calls }: Parts,
    socket: BareSocket,
    ends: { readonly to: Endpoint; readonly source: Endpoint | undefined; readonly listener: ConnectListener },
  ) {
    this.#calls = calls;
    this.#socket = socket;
    this.#to = ends.to;
    this.#source = ends.source;
    this.#listener = ends.listener;
  }

  takeTurn(): number {
    if (this.#socket.destroyed) return 0;
    const errno = this.#begin();
    const connected = (error: number): void => this.#connected(error);
    if (errno === EINPROGRESS) this.#socket.awaitConnection(connected);
    else nextTick(connected, errno);
    return 1;
  }

  /** The number of the error that came at once. */
  #begin(): number {
    const address = socketAddress(this.#to);
    if (address === undefined) return EINVAL;
    if (this.#socket.descriptor < 0) {
      const family = address.length === SOCKET_ADDRESS_SIZE ? AF_INET6 : AF_INET;
      const descriptor = this.#calls.socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
      if (descriptor < 0) return this.#calls.errno();
      this.#socket.adopt(descriptor);
    }
    const { descriptor } = this.#socket;
    if (!this.#bind(descriptor)) return this.#calls.errno();
    this.#socket.setNoDelay(true);
    return this.#calls.connect(descriptor, address, address.length) === 0 ? 0 : this.#calls.errno();
  }

  #bind(descriptor: number): boolean {
    const source = this.#source === undefined ? undefined : socketAddress(this.#source);
    if (source === undefined) return true;
    trySetOption(descriptor, REUSE_ADDRESS, 1);
    return this.#calls.bind(descriptor, source, source.length) === 0;
  }

  #connected(errno: number): void {
    if (this.#socket.destroyed) return;
    if (errno === 0) {
      this.#listener.connected(this.#socket);
      return;
    }
    this.#socket.destroy();
    this.#listener.connectFailed(this.#socket, getSystemErrorName(-errno));
  }
}

function connectStream(to: Endpoint, listener: ConnectListener, from?: Beginning): Socket {
  const socket = new StreamSocket(from === undefined ? {} : { fd: from.descriptor });
  const failed = (error: NodeJS.ErrnoException): void => listener.connectFailed(socket, error.code);
  socket.on('error', failed);
  socket.once('connect', () => {
    socket.off('error', failed); // its next owner listens; what dialled need not live as long as the connection
    listener.connected(socket);
  });
  const local = from?.source === undefined ? {} : { localAddress: from.source.address, localPort: from.source.port };
  return socket.connect({ host: to.address, port: to.port, ...local });
}
