import { addressBytes, plainAddress } from '../linux/address-bytes.ts';
import { crc32c } from './crc32c.ts';
import { CHECKSUM_LENGTH, FIELD_CHECKSUM, FIELD_HEAD } from './fields-v2.ts';
import { FIXED_LENGTH_V2, type ProxiedEnds, SIGNATURE_V2 } from './header.ts';
import { COMMAND_LOCAL, COMMAND_PROXY, TCP_IPV4, TCP_IPV6, UNSPECIFIED } from './read-v2.ts';

/** Both ends in one family: an IPv4 end with an IPv6 one is written as IPv4-mapped, so nothing is lost. */
interface Packed {
  readonly source: Uint8Array;
  readonly destination: Uint8Array;
}

/**
 * The line of version 1. Ends that it cannot express (an address with a zone, none at all) become `PROXY UNKNOWN`: the
 * peer then takes the connection's own.
 *
 * @param ends - the client's connection, as accepted; `undefined` for a connection of our own.
 */
export function writeProxyHeaderV1(ends: ProxiedEnds | undefined): Buffer {
  const packed = ends === undefined ? undefined : pack(ends);
  if (ends === undefined || packed === undefined) return Buffer.from('PROXY UNKNOWN\r\n');
  const isIpv4 = packed.source.length === 4;
  const [source, destination] = [ends.source, ends.destination].map(({ address }) => {
    const plain = plainAddress(address);
    return isIpv4 || plain.includes(':') ? plain : `::ffff:${plain}`;
  });
  const ports = `${ends.source.port} ${ends.destination.port}`;
  return Buffer.from(`PROXY ${isIpv4 ? 'TCP4' : 'TCP6'} ${source} ${destination} ${ports}\r\n`);
}

/** What to add to a version 2 header. */
export interface ProxyHeaderV2Options {
  /** With a CRC-32C of itself: 7 bytes more, for peers that ask for it. */
  readonly checksum: boolean;
}

/**
 * The binary header of version 2. Without ends, or with ones that it cannot express, it is LOCAL: the peer then takes the
 * connection's own. The protocol would have PROXY with unspecified addresses for the latter, but HAProxy 2.6 resets such a
 * connection.
 */
export function writeProxyHeaderV2(ends: ProxiedEnds | undefined, { checksum }: ProxyHeaderV2Options): Buffer {
  const packed = ends === undefined ? undefined : pack(ends);
  const size = packed === undefined ? 0 : 2 * packed.source.length + 4;
  const header = Buffer.alloc(FIXED_LENGTH_V2 + size + (checksum ? FIELD_HEAD + CHECKSUM_LENGTH : 0));
  header.set(SIGNATURE_V2, 0);
  header[12] = packed === undefined ? COMMAND_LOCAL : COMMAND_PROXY;
  header[13] = packed === undefined ? UNSPECIFIED : packed.source.length === 4 ? TCP_IPV4 : TCP_IPV6;
  header.writeUInt16BE(header.length - FIXED_LENGTH_V2, 14);
  if (ends !== undefined && packed !== undefined) writeEnds(header, ends, packed);
  if (checksum) writeChecksum(header, FIXED_LENGTH_V2 + size);
  return header;
}

function writeEnds(header: Buffer, ends: ProxiedEnds, { source, destination }: Packed): void {
  header.set(source, FIXED_LENGTH_V2);
  header.set(destination, FIXED_LENGTH_V2 + source.length);
  const ports = FIXED_LENGTH_V2 + 2 * source.length;
  header.writeUInt16BE(ends.source.port, ports);
  header.writeUInt16BE(ends.destination.port, ports + 2);
}

function writeChecksum(header: Buffer, at: number): void {
  header[at] = FIELD_CHECKSUM;
  header.writeUInt16BE(CHECKSUM_LENGTH, at + 1);
  header.writeUInt32BE(crc32c(header), at + FIELD_HEAD); // the four bytes are still zero, as the protocol wants them
}

function pack(ends: ProxiedEnds): Packed | undefined {
  const source = addressBytes(plainAddress(ends.source.address));
  const destination = addressBytes(plainAddress(ends.destination.address));
  if (source === undefined || destination === undefined) return undefined;
  if (source.length === destination.length) return { source, destination };
  return { source: mapped(source), destination: mapped(destination) };
}

function mapped(bytes: Uint8Array): Uint8Array {
  if (bytes.length === 16) return bytes;
  const result = new Uint8Array(16).fill(0xff, 10, 12);
  result.set(bytes, 12);
  return result;
}
