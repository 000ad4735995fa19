import { openOutgoing } from '../linux/outgoing.ts';
import type { Endpoint } from '../linux/socket-address.ts';
import type { UpstreamFailureCode } from '../observe/vocabulary.ts';
import type { Outlet } from '../policy/interception-policy.ts';
import { type ConnectListener, connect } from '../socket/connect.ts';
import type { OwnedSocket } from '../socket/ownership.ts';
import { connectFailure } from './failures.ts';

/** Told how it ended: one call, later, unless it is cancelled. */
export interface OriginalDialListener {
  dialled(socket: OwnedSocket): void;
  dialFailed(failure: UpstreamFailureCode): void;
}

/** Connects to the address that a client's connection was going to, and to no other: no name is ever looked up. */
export class OriginalDial implements ConnectListener {
  readonly #listener: OriginalDialListener;
  #socket: OwnedSocket | undefined;
  #over = false;

  constructor(destination: Endpoint, outlet: Outlet, listener: OriginalDialListener) {
    this.#listener = listener;
    const outgoing = open(destination, outlet, this);
    if (typeof outgoing === 'string') {
      setImmediate(() => this.#fail(outgoing)); // the caller is not done yet with what it was doing
      return;
    }
    this.#socket = outgoing;
  }

  /** Gives up; the listener hears nothing any more. */
  cancel(): void {
    this.#over = true;
    this.#socket?.destroy();
  }

  connected(socket: OwnedSocket): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.dialled(socket);
  }

  connectFailed(_: OwnedSocket, code: string | undefined): void {
    this.#fail(code);
  }

  #fail(code: string | undefined): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.dialFailed(connectFailure(code));
  }
}

/** A socket that is connecting, or the code of what went wrong before there was one. */
function open(destination: Endpoint, { source, mark }: Outlet, listener: ConnectListener): OwnedSocket | string {
  if (source === undefined && mark === 0) return connect(destination, listener);
  const outgoing = openOutgoing(destination.address, { mark, ...(source === undefined ? {} : { source }) });
  return outgoing.kind === 'failed' ? outgoing.error.errno : connect(destination, listener, outgoing);
}
