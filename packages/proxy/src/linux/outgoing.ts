import { isIPv4, isIPv6 } from 'node:net';
import { plainAddress } from './address-bytes.ts';
import {
  AF_INET,
  AF_INET6,
  IP_BIND_ADDRESS_NO_PORT,
  SO_MARK,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_IP,
  SOL_SOCKET,
} from './constants.ts';
import { closeDescriptor } from './descriptor.ts';
import { SystemCallError } from './linux-error.ts';
import { native, succeed } from './native.ts';
import type { Endpoint } from './socket-address.ts';
import { type SocketOption, setOption } from './socket-options.ts';
import { TRANSPARENT, TRANSPARENT_6 } from './transparent-listener.ts';

/** How an outgoing connection of transparent mode differs from an ordinary one. */
export interface OutgoingOptions {
  /**
   * `preserve`: the origin sees this client's address. Absent: this machine's own.
   *
   * Port 0 leaves the port to the kernel. With the client's own, an origin's log can tell subscribers apart behind an address
   * that they share (RFC 6302). But not if connection tracking is in use on this machine (REDIRECT, `ct`, NAT): it would
   * take both connections for one. A port that is taken is `EADDRINUSE` or `EADDRNOTAVAIL`: then try 0.
   */
  readonly source?: Endpoint;
  /** SO_MARK of every packet, by which rules let the filter's own connections pass. 0: none. Needs CAP_NET_ADMIN. */
  readonly mark: number;
}

/** A socket that is bound and connected by whoever takes it, and theirs to close. `failed`: there is none. */
export type Outgoing =
  | { readonly kind: 'open'; readonly descriptor: number; readonly source: Endpoint | undefined }
  | { readonly kind: 'failed'; readonly error: SystemCallError };

const BIND_ADDRESS_NO_PORT: SocketOption = {
  level: SOL_IP,
  number: IP_BIND_ADDRESS_NO_PORT,
  name: 'IP_BIND_ADDRESS_NO_PORT',
};
const MARK: SocketOption = { level: SOL_SOCKET, number: SO_MARK, name: 'SO_MARK' };

/**
 * A socket for a connection to `destination` from the client's own address, or from this machine's with a mark.
 *
 * Packets that come back are addressed to the client, so this machine must keep them: see the rule `socket transparent` of
 * the recipe in README.md. Running short of descriptors or privileges is a value, not an exception, because it happens
 * while clients are served. No descriptor is left behind by any failure.
 *
 * Cost: two to four calls, 2 microseconds, within the noise of the 60 that any connection takes (see `native`).
 * @param destination - an address as the kernel gave it; a name fails with `EINVAL`, because resolving one is not done here.
 * @throws {UnsupportedPlatformError} not on Linux; ask once at start with `native()`.
 */
export function openOutgoing(destination: string, options: OutgoingOptions): Outgoing {
  const source =
    options.source === undefined ? undefined : { ...options.source, address: sourceFor(destination, options.source) };
  try {
    const descriptor = open(destination, source?.address, options.mark);
    return { kind: 'open', descriptor, source };
  } catch (error) {
    if (error instanceof SystemCallError) return { kind: 'failed', error };
    throw error;
  }
}

/**
 * Makes the calls of {@link openOutgoing} that need a privilege, once and without connecting: at start the failure can still
 * be reported, later every connection would fail.
 *
 * @throws {SystemCallError} `EPERM` above all. @throws {UnsupportedPlatformError} not on Linux.
 */
export function checkOutgoing({ preserve, mark }: { readonly preserve: boolean; readonly mark: number }): void {
  closeDescriptor(open('127.0.0.1', preserve ? '127.0.0.1' : undefined, mark));
}

/** The client is on the link of a link-local destination: without its zone, its own address there cannot be bound. */
function sourceFor(destination: string, { address }: Endpoint): string {
  const zoneAt = destination.indexOf('%');
  const plain = plainAddress(address);
  return zoneAt < 0 || plain.includes('%') ? plain : plain + destination.slice(zoneAt);
}

/** An unbound socket with its options set. */
function open(host: string, source: string | undefined, mark: number): number {
  const isIpv6 = isIPv6(host);
  if (!isIpv6 && !isIPv4(host)) throw new SystemCallError('connect', 'EINVAL');
  if (source !== undefined && isIPv6(source) !== isIpv6) throw new SystemCallError('bind', 'EAFNOSUPPORT');
  const type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
  const fd = succeed('socket', native().socket(isIpv6 ? AF_INET6 : AF_INET, type, 0));
  try {
    if (mark !== 0) setOption(fd, MARK, mark);
    if (source !== undefined) {
      setOption(fd, isIpv6 ? TRANSPARENT_6 : TRANSPARENT, 1);
      setOption(fd, BIND_ADDRESS_NO_PORT, 1); // else one client could not have more than the 28,000 ephemeral ports
    }
    return fd;
  } catch (error) {
    closeDescriptor(fd);
    throw error;
  }
}
