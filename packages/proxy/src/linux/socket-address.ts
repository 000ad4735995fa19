import { networkInterfaces } from 'node:os';
import { addressBytes, addressText } from './address-bytes.ts';
import { AF_INET, AF_INET6 } from './constants.ts';

/** One end of a TCP connection. */
export interface Endpoint {
  /** An IP literal without brackets. One of IPv6 may have a zone (RFC 4007), such as `fe80::1%eth0`. */
  readonly address: string;
  /** 0 to 65535. */
  readonly port: number;
}

/** Room for either family: sizeof(struct sockaddr_in6). */
export const SOCKET_ADDRESS_SIZE = 28;

const LITTLE_ENDIAN = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1;

/**
 * struct sockaddr_in and sockaddr_in6 (ip(7), ipv6(7)). The family is in the machine's byte order, the rest in network order.
 *
 *   IPv4   [family 2][port 2][address 4][zero 8]                          16 bytes
 *   IPv6   [family 2][port 2][flow 4][address 16][scope 4]                28 bytes
 *
 * @returns `undefined` if `address` is no IP literal, or its zone is neither a number nor an interface with a link-local address.
 */
export function socketAddress({ address, port }: Endpoint): Uint8Array | undefined {
  const zoneAt = address.indexOf('%');
  const bytes = addressBytes(zoneAt < 0 ? address : address.slice(0, zoneAt));
  const scope = zoneAt < 0 ? 0 : scopeOf(address.slice(zoneAt + 1));
  if (bytes === undefined || scope === undefined) return undefined;
  const isIpv4 = bytes.length === 4;
  if (isIpv4 && scope > 0) return undefined;
  const result = new Uint8Array(isIpv4 ? 16 : SOCKET_ADDRESS_SIZE);
  const view = new DataView(result.buffer);
  view.setUint16(0, isIpv4 ? AF_INET : AF_INET6, LITTLE_ENDIAN);
  view.setUint16(2, port);
  result.set(bytes, isIpv4 ? 4 : 8);
  if (!isIpv4) view.setUint32(24, scope, LITTLE_ENDIAN);
  return result;
}

/** The number of the interface that a zone names, above 0; a zone may also be this number. Cost: 126 microseconds for a name. */
function scopeOf(zone: string): number | undefined {
  if (/^[1-9][0-9]{0,8}$/u.test(zone)) return Number(zone);
  const interfaces = networkInterfaces();
  // A client may have chosen the name: `constructor` is no interface.
  if (!Object.hasOwn(interfaces, zone)) return undefined;
  return interfaces[zone]?.find(({ scopeid = 0 }) => scopeid > 0)?.scopeid;
}

/**
 * The other way round, for what the kernel wrote. `undefined` for a family that is not IP, or too few bytes. An address of one link has
 * its zone, by number: without it, it cannot be connected to.
 */
export function readSocketAddress(bytes: Uint8Array): Endpoint | undefined {
  if (bytes.length < 16) return undefined;
  const [low = 0, high = 0, portHigh = 0, portLow = 0] = bytes;
  const port = (portHigh << 8) | portLow;
  switch (LITTLE_ENDIAN ? (high << 8) | low : (low << 8) | high) {
    case AF_INET:
      return { address: addressText(bytes.subarray(4, 8)), port };
    case AF_INET6:
      return bytes.length < 24 ? undefined : { address: addressText(bytes.subarray(8, 24)) + zoneIn(bytes), port };
    default:
      return undefined;
  }
}

function zoneIn(bytes: Uint8Array): string {
  const isLinkLocal = bytes[8] === 0xfe && ((bytes[9] as number) & 0xc0) === 0x80;
  if (!isLinkLocal || bytes.length < SOCKET_ADDRESS_SIZE) return '';
  const scope = new DataView(bytes.buffer, bytes.byteOffset).getUint32(24, LITTLE_ENDIAN);
  return scope === 0 ? '' : `%${scope}`;
}
