import { openOutgoing } from '../linux/outgoing.ts';
import type { Endpoint } from '../linux/socket-address.ts';
import type { Outlet } from '../policy/interception-policy.ts';
import { type ConnectListener, connect } from '../socket/connect.ts';
import type { OwnedSocket } from '../socket/ownership.ts';

/**
 * Connects to the address that a client's connection was going to, and to no other: no name is ever looked up.
 *
 * @returns a socket that is connecting, which `listener` hears of; or the system's code of what went wrong before there was one.
 */
export function dialOriginal(
  destination: Endpoint,
  { source, mark }: Outlet,
  listener: ConnectListener,
): OwnedSocket | string {
  if (source === undefined && mark === 0) return connect(destination, listener);
  const outgoing = openOutgoing(destination.address, { mark, ...(source === undefined ? {} : { source }) });
  return outgoing.kind === 'failed' ? outgoing.error.errno : connect(destination, listener, outgoing);
}
