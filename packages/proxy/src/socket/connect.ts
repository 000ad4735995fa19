import type { Socket } from 'node:net';
import { nextTick } from 'node:process';
import { getSystemErrorName } from 'node:util';
import { closeDescriptor } from '../linux/descriptor.ts';
import type { Endpoint } from '../linux/socket-address.ts';
import { BareSocket } from './bare-socket.ts';
import type { OwnedSocket } from './ownership.ts';
import { type Parts, SOCKET_PARTS } from './parts.ts';
import { READ_SHARES, type Sharing } from './read-shares.ts';
import { StreamSocket } from './stream-socket.ts';
import { TCP_SOCKET, type TcpHandle, type TcpRequest } from './tcp-handle.ts';

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

function connectBare({ names }: Parts, to: Endpoint, listener: ConnectListener, from?: Beginning): BareSocket {
  const handle = new names.TCP(TCP_SOCKET);
  const socket = new BareSocket(handle);
  const request = new names.TCPConnectWrap();
  request.oncomplete = afterConnect;
  request.user = listener;
  const error = from === undefined ? 0 : begin(handle, from);
  if (error === 0) READ_SHARES.waitToDial(new DialInTurn(handle, request, to));
  else nextTick(afterConnect, error, handle, request);
  return socket;
}

/** A connection that is made in its turn, unless its socket is destroyed before. */
class DialInTurn implements Sharing {
  readonly #handle: TcpHandle;
  readonly #request: TcpRequest;
  readonly #to: Endpoint;

  constructor(handle: TcpHandle, request: TcpRequest, to: Endpoint) {
    this.#handle = handle;
    this.#request = request;
    this.#to = to;
  }

  takeTurn(): number {
    if ((this.#handle.user as BareSocket).destroyed) return 0;
    const error = start(this.#handle, this.#request, this.#to);
    if (error !== 0) nextTick(afterConnect, error, this.#handle, this.#request);
    return 1;
  }
}

/** If it fails, the descriptor is closed or the handle's. */
function begin(handle: TcpHandle, { descriptor, source }: Beginning): number {
  const error = handle.open(descriptor);
  if (error !== 0) closeDescriptor(descriptor);
  if (error !== 0 || source === undefined) return error;
  const { address, port } = source;
  return isIpv6(address) ? handle.bind6(address, port, 0) : handle.bind(address, port);
}

function start(handle: TcpHandle, request: TcpRequest, { address, port }: Endpoint): number {
  handle.setNoDelay(true);
  return isIpv6(address) ? handle.connect6(request, address, port) : handle.connect(request, address, port);
}

/** Address family of a literal. Node's `isIPv6` runs a regular expression, for each connection 1 % of its price. */
function isIpv6(address: string): boolean {
  return address.includes(':');
}

function afterConnect(status: number, handle: TcpHandle, request: TcpRequest): void {
  const socket = handle.user as BareSocket;
  const listener = request.user as ConnectListener;
  if (socket.destroyed) return;
  if (status < 0) {
    socket.destroy();
    listener.connectFailed(socket, getSystemErrorName(status));
    return;
  }
  socket.nowConnected();
  listener.connected(socket);
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
