/**
 * Reads the long header of one packet (RFC 9000 §17.2): what all versions have in common (RFC 8999 §5.1), then what versions 1 and 2
 * add to it. Nothing in it is authentic before the packet is opened.
 *
 *   1 F TT xxxx │ version │ n │ destination id │ n │ source id │ n token  │ length │ packet number and payload
 *   └ long      └ 4 bytes └ 1   └ 0 to 20        └ 1 └ 0 to 20   └ Initial └ varint  └ `length` bytes, protected
 *                                                                 only
 *   F: 1, or 0 by agreement (RFC 9287)    TT: type; an Initial is 00 in version 1, and 01 in version 2
 */

import { readVarint, varintBytes } from './varint.ts';
import { type QuicVersion, quicVersion } from './version.ts';

const LONG = 0x80;
const FIXED = 0x40;
const MOST_ID_BYTES = 20;

/** No long header: a packet after the handshake, or not QUIC. */
export const NO_LONG_HEADER = 0;
/** An Initial packet of a version that is read. */
export const INITIAL = 1;
/** A 0-RTT or Handshake packet. */
const OTHER_LONG = 2;
/** A packet that only a server sends, Retry or Version Negotiation; it takes the rest of the datagram. */
export const OF_SERVER = 3;
export const UNKNOWN_VERSION = 4;
export const MALFORMED = 5;

/** Reads headers into its own fields. Create one per thread, and copy the fields before the next {@link read}. */
export class LongHeader {
  /** Version of the packet. This and the fields below are valid only after {@link read} has returned INITIAL or OTHER_LONG. */
  version: QuicVersion | undefined = undefined;
  /** First byte of the destination connection id, and the one after its last. */
  idStart = 0;
  idEnd = 0;
  /** Where the protected packet number begins. */
  numberStart = 0;
  /** The byte after the packet; another packet may follow in the same datagram. */
  end = 0;

  /** Reads the header of the packet at `bytes[start]`, of a datagram that ends at `end`. Returns what kind of packet it is. */
  read(bytes: Uint8Array, start: number, end: number): number {
    const first = bytes[start] as number;
    if ((first & LONG) === 0) return NO_LONG_HEADER;
    if (end - start < 7) return MALFORMED;
    const number = uint32(bytes, start + 1);
    if (number === 0) return OF_SERVER;
    const version = quicVersion(number);
    // RTP begins with the same bit (RFC 9443 §2). No version of QUIC is known that a client begins without the fixed one.
    if (version === undefined) return (first & FIXED) === 0 ? NO_LONG_HEADER : UNKNOWN_VERSION;
    this.version = version;
    return this.#readIds(bytes, start, end, (first >> 4) & 3, version);
  }

  #readIds(bytes: Uint8Array, start: number, end: number, type: number, version: QuicVersion): number {
    this.idStart = start + 6;
    const idBytes = bytes[start + 5] as number;
    this.idEnd = this.idStart + idBytes;
    if (idBytes > MOST_ID_BYTES || this.idEnd >= end) return MALFORMED;
    const sourceBytes = bytes[this.idEnd] as number;
    const at = this.idEnd + 1 + sourceBytes;
    if (sourceBytes > MOST_ID_BYTES || at > end) return MALFORMED;
    if (type === version.retryType) return OF_SERVER;
    const isInitial = type === version.initialType;
    const lengthAt = isInitial ? afterToken(bytes, at, end) : at;
    if (lengthAt < 0) return MALFORMED;
    return this.#readLength(bytes, lengthAt, end) ? (isInitial ? INITIAL : OTHER_LONG) : MALFORMED;
  }

  #readLength(bytes: Uint8Array, at: number, end: number): boolean {
    const length = readVarint(bytes, at, end);
    if (length < 0) return false;
    this.numberStart = at + varintBytes(bytes[at] as number);
    this.end = this.numberStart + length;
    return this.end <= end;
  }
}

/** Behind the token of an Initial, of a server's Retry or of an earlier connection (RFC 9000 §8.1); -1 if it does not end. */
function afterToken(bytes: Uint8Array, at: number, end: number): number {
  const tokenBytes = readVarint(bytes, at, end);
  if (tokenBytes < 0) return -1;
  const after = at + varintBytes(bytes[at] as number) + tokenBytes;
  return after <= end ? after : -1;
}

function uint32(bytes: Uint8Array, at: number): number {
  const high = ((bytes[at] as number) << 8) | (bytes[at + 1] as number);
  const low = ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
  return high * 0x1_0000 + low;
}
