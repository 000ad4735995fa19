import { isIPv6 } from 'node:net';
import {
  AF_INET,
  AF_INET6,
  IP_TRANSPARENT,
  IPV6_TRANSPARENT,
  IPV6_V6ONLY,
  SO_REUSEPORT,
  SOCK_CLOEXEC,
  SOCK_NONBLOCK,
  SOCK_STREAM,
  SOL_IP,
  SOL_IPV6,
  SOL_SOCKET,
} from './constants.ts';
import { closeDescriptor } from './descriptor.ts';
import { native, succeed } from './native.ts';
import { socketAddress } from './socket-address.ts';
import { REUSE_ADDRESS, type SocketOption, setOption } from './socket-options.ts';

/** Where a transparent listener is bound. The port is that of the nftables rule, not one that clients ask for. */
export interface TransparentListenerOptions {
  /** An IP literal: `0.0.0.0`, `::`, or (out of reach of everybody but the rule) `127.0.0.1` or `::1`. */
  readonly address: string;
  /** 0 lets the kernel choose. */
  readonly port: number;
  /** Only for IPv6: refuse IPv4. Without it, `::` serves both families, IPv4 as `::ffff:192.0.2.1`. Default `false`. */
  readonly ipv6Only?: boolean;
}

export const TRANSPARENT: SocketOption = { level: SOL_IP, number: IP_TRANSPARENT, name: 'IP_TRANSPARENT' };
export const TRANSPARENT_6: SocketOption = { level: SOL_IPV6, number: IPV6_TRANSPARENT, name: 'IPV6_TRANSPARENT' };
const REUSE_PORT: SocketOption = { level: SOL_SOCKET, number: SO_REUSEPORT, name: 'SO_REUSEPORT' };
const ONLY_IPV6: SocketOption = { level: SOL_IPV6, number: IPV6_V6ONLY, name: 'IPV6_V6ONLY' };

/**
 * Makes the socket that an nftables `tproxy` rule delivers to, bound but not yet listening, for `server.listen({ fd })`,
 * which owns it from then on. Each worker makes its own on the same port; SO_REUSEPORT spreads the connections.
 *
 * IP_TRANSPARENT is not optional: the rule delivers to no other socket, and what it does not deliver goes on to the origin
 * unfiltered, silently.
 *
 * @throws {SystemCallError} `EPERM` without CAP_NET_ADMIN or CAP_NET_RAW, `EADDRINUSE`, `EADDRNOTAVAIL`.
 * @throws {UnsupportedPlatformError} not on Linux.
 * @throws {RangeError} `address` is no IP literal, or its zone no interface here.
 */
export function openTransparentListener(options: TransparentListenerOptions): number {
  const address = socketAddress(options);
  if (address === undefined)
    throw new RangeError(`Cannot listen on ${options.address}: it is no IP literal, or its zone no interface here`);
  const isIpv6 = isIPv6(options.address);
  const type = SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC;
  const fd = succeed('socket', native().socket(isIpv6 ? AF_INET6 : AF_INET, type, 0));
  try {
    setOption(fd, isIpv6 ? TRANSPARENT_6 : TRANSPARENT, 1);
    setOption(fd, REUSE_ADDRESS, 1);
    setOption(fd, REUSE_PORT, 1);
    if (isIpv6) setOption(fd, ONLY_IPV6, options.ipv6Only === true ? 1 : 0);
    succeed('bind', native().bind(fd, address, address.byteLength));
    return fd;
  } catch (error) {
    closeDescriptor(fd);
    throw error;
  }
}
