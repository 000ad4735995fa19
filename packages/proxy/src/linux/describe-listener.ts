import { withoutZone } from './address-bytes.ts';
import { AF_INET, AF_INET6, SO_ACCEPTCONN, SO_DOMAIN, SO_TYPE, SOCK_STREAM, SOL_SOCKET } from './constants.ts';
import { native, succeed } from './native.ts';
import { type Endpoint, readSocketAddress, SOCKET_ADDRESS_SIZE } from './socket-address.ts';
import { getOption, type SocketOption } from './socket-options.ts';
import { TRANSPARENT, TRANSPARENT_6 } from './transparent-listener.ts';

/** What the kernel knows of a listener that somebody else made. */
export interface ListenerDescription extends Endpoint {
  /** Already in listen(2). systemd hands over listening sockets, a launcher perhaps only bound ones: both can be used. */
  readonly listening: boolean;
  /** Without it, `tproxy` delivers nothing here and traffic passes unfiltered: to be refused at start. */
  readonly transparent: boolean;
}

const DOMAIN: SocketOption = { level: SOL_SOCKET, number: SO_DOMAIN, name: 'SO_DOMAIN' };
const TYPE: SocketOption = { level: SOL_SOCKET, number: SO_TYPE, name: 'SO_TYPE' };
const LISTENING: SocketOption = { level: SOL_SOCKET, number: SO_ACCEPTCONN, name: 'SO_ACCEPTCONN' };

/**
 * Looks at a listener before it is used. `undefined` if it is a socket, but not a TCP one over IP.
 * @throws {SystemCallError} `ENOTSOCK`, `EBADF`. @throws {UnsupportedPlatformError} not on Linux.
 */
export function describeListener(fd: number): ListenerDescription | undefined {
  const domain = getOption(fd, DOMAIN);
  if ((domain !== AF_INET && domain !== AF_INET6) || getOption(fd, TYPE) !== SOCK_STREAM) return undefined;
  const bytes = new Uint8Array(SOCKET_ADDRESS_SIZE);
  const length = Uint32Array.of(SOCKET_ADDRESS_SIZE);
  succeed('getsockname', native().getsockname(fd, bytes, length));
  const endpoint = readSocketAddress(bytes.subarray(0, length[0]));
  if (endpoint === undefined) return undefined;
  const transparent = getOption(fd, domain === AF_INET6 ? TRANSPARENT_6 : TRANSPARENT) === 1;
  const address = withoutZone(endpoint.address);
  return { ...endpoint, address, listening: getOption(fd, LISTENING) === 1, transparent };
}
