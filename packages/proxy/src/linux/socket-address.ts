import { addressBytes, addressText } from './address-bytes.ts';
import { AF_INET, AF_INET6 } from './constants.ts';

/** One end of a TCP connection. */
export interface Endpoint {
  /** An IP literal; no brackets, no zone. */
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
 * @returns `undefined` if `address` is no IP literal, or one with a zone.
 */
export function socketAddress({ address, port }: Endpoint): Uint8Array | undefined {
  const bytes = addressBytes(address);
  if (bytes === undefined) return undefined;
  const isIpv4 = bytes.length === 4;
  const result = new Uint8Array(isIpv4 ? 16 : SOCKET_ADDRESS_SIZE);
  const view = new DataView(result.buffer);
  view.setUint16(0, isIpv4 ? AF_INET : AF_INET6, LITTLE_ENDIAN);
  view.setUint16(2, port);
  result.set(bytes, isIpv4 ? 4 : 8);
  return result;
}

/** The other way round, for what the kernel wrote. `undefined` for a family that is not IP, or too few bytes. */
export function readSocketAddress(bytes: Uint8Array): Endpoint | undefined {
  if (bytes.length < 16) return undefined;
  const [low = 0, high = 0, portHigh = 0, portLow = 0] = bytes;
  const port = (portHigh << 8) | portLow;
  switch (LITTLE_ENDIAN ? (high << 8) | low : (low << 8) | high) {
    case AF_INET:
      return { address: addressText(bytes.subarray(4, 8)), port };
    case AF_INET6:
      return bytes.length < 24 ? undefined : { address: addressText(bytes.subarray(8, 24)), port };
    default:
      return undefined;
  }
}
