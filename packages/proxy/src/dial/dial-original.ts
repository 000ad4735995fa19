import type { Socket } from 'node:net';
import { connectOutgoing } from '../linux/outgoing.ts';
import type { Endpoint } from '../linux/socket-address.ts';
import type { UpstreamFailureCode } from '../observe/vocabulary.ts';
import { OwnedSocket } from '../relay/owned-socket.ts';
import { connectFailure } from './failures.ts';

/** How the filter connects to origins on behalf of clients that do not know of it. */
export interface Outlet {
  /** The client's address, to be kept on the outgoing connection; `undefined`: this machine's own. */
  readonly source: Endpoint | undefined;
  /** SO_MARK, by which rules know the filter's own connections; 0 for none. */
  readonly mark: number;
}

/** Told how it ended: one call, later, unless it is cancelled. */
export interface OriginalDialListener {
  dialled(socket: Socket): void;
  dialFailed(failure: UpstreamFailureCode): void;
}

/** Connects to the address that a client's connection was going to, and to no other: no name is ever looked up. */
export class OriginalDial {
  readonly #listener: OriginalDialListener;
  #socket: Socket | undefined;
  #over = false;

  constructor(destination: Endpoint, outlet: Outlet, listener: OriginalDialListener) {
    this.#listener = listener;
    const outgoing = open(destination, outlet);
    if (typeof outgoing === 'string') {
      setImmediate(() => this.#fail(outgoing)); // the caller is not done yet with what it was doing
      return;
    }
    this.#socket = outgoing;
    outgoing.on('error', (error: NodeJS.ErrnoException) => this.#fail(error.code));
    outgoing.once('connect', () => this.#win(outgoing));
  }

  /** Gives up; the listener hears nothing any more. */
  cancel(): void {
    this.#over = true;
    this.#socket?.destroy();
  }

  #win(socket: Socket): void {
    if (this.#over) return;
    this.#over = true;
    socket.removeAllListeners('error'); // its next owner listens
    this.#listener.dialled(socket);
  }

  #fail(code: string | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.dialFailed(connectFailure(code));
  }
}

/** A socket that is connecting, or the code of what went wrong before there was one. */
function open(destination: Endpoint, { source, mark }: Outlet): Socket | string {
  const { address: host, port } = destination;
  if (source === undefined && mark === 0) return new OwnedSocket().connect({ host, port });
  const outgoing = connectOutgoing(destination, {
    ...(source === undefined ? {} : { source }),
    mark,
    allowHalfOpen: true,
  });
  if (outgoing.kind === 'failed') return outgoing.error.errno;
  outgoing.socket.setNoDelay(true);
  return outgoing.socket;
}
