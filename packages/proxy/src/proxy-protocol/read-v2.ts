import { addressText, plainAddress } from '../linux/address-bytes.ts';
import type { Endpoint } from '../linux/socket-address.ts';
import { checkFields } from './fields-v2.ts';
import {
  FIXED_LENGTH_V2,
  NEED_MORE,
  type ProxiedEnds,
  type ProxyHeader,
  type ProxyHeaderRejection,
  type ProxyHeaderResult,
  rejected,
} from './header.ts';

const VERSION_AND_COMMAND = 12;
const FAMILY_AND_TRANSPORT = 13;
const LENGTH = 14;

export const COMMAND_LOCAL = 0x20;
export const COMMAND_PROXY = 0x21;
export const UNSPECIFIED = 0x00;
export const TCP_IPV4 = 0x11;
export const TCP_IPV6 = 0x21;

/** Bytes of the two addresses and ports; the assigned combinations: unspecified, TCP and UDP over IP, unix. */
const ADDRESSES_LENGTH: ReadonlyMap<number, number> = new Map([
  [UNSPECIFIED, 0],
  [TCP_IPV4, 12],
  [0x12, 12],
  [TCP_IPV6, 36],
  [0x22, 36],
  [0x31, 216],
  [0x32, 216],
]);

/**
 * Reads the binary header of version 2; `bytes` begin with its signature.
 *
 *   [signature 12][version 4 bits, command 4][family 4 bits, transport 4][length 2][addresses, ports][fields ...]
 *
 * The fixed part is judged when it is whole, the rest when all of `length` is there.
 */
export function readVersion2(bytes: Uint8Array, maxLength: number): ProxyHeaderResult {
  if (bytes.length < FIXED_LENGTH_V2) return NEED_MORE;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const announced = view.getUint16(LENGTH);
  const length = FIXED_LENGTH_V2 + announced;
  const reason = judgeFixedPart(view, announced) ?? (length > maxLength ? 'too-long' : undefined);
  if (reason !== undefined) return rejected(reason);
  return bytes.length < length ? NEED_MORE : readWhole(bytes.subarray(0, length), view);
}

function judgeFixedPart(view: DataView, announced: number): ProxyHeaderRejection | undefined {
  const versionAndCommand = view.getUint8(VERSION_AND_COMMAND);
  if (versionAndCommand >> 4 !== 2) return 'version-unknown';
  if (versionAndCommand !== COMMAND_LOCAL && versionAndCommand !== COMMAND_PROXY) return 'command-unknown';
  if (versionAndCommand === COMMAND_LOCAL) return undefined; // family and addresses of a local connection mean nothing
  const addresses = ADDRESSES_LENGTH.get(view.getUint8(FAMILY_AND_TRANSPORT));
  if (addresses === undefined) return 'family-unknown';
  return announced < addresses ? 'addresses-cut' : undefined;
}

function readWhole(header: Uint8Array, view: DataView): ProxyHeaderResult {
  if (view.getUint8(VERSION_AND_COMMAND) === COMMAND_LOCAL) return accepted(header, LOCAL_HEADER);
  const family = view.getUint8(FAMILY_AND_TRANSPORT);
  const reason = checkFields(header, FIXED_LENGTH_V2 + (ADDRESSES_LENGTH.get(family) ?? 0));
  if (reason !== undefined) return rejected(reason);
  // A valid combination that is not TCP over IP falls back to "unspecified": the protocol asks for that.
  const size = family === TCP_IPV4 ? 4 : family === TCP_IPV6 ? 16 : 0;
  const ends = size === 0 ? undefined : readEnds(header, view, size);
  return accepted(header, { version: 2, command: 'proxy', ends });
}

const LOCAL_HEADER: ProxyHeader = { version: 2, command: 'local', ends: undefined };

function accepted(header: Uint8Array, content: ProxyHeader): ProxyHeaderResult {
  return { kind: 'header', header: content, length: header.length };
}

/** Both addresses, then both ports. */
function readEnds(header: Uint8Array, view: DataView, size: 4 | 16): ProxiedEnds {
  const ports = FIXED_LENGTH_V2 + 2 * size;
  const end = (from: number, port: number): Endpoint => ({
    address: plainAddress(addressText(header.subarray(from, from + size))),
    port: view.getUint16(port),
  });
  return { source: end(FIXED_LENGTH_V2, ports), destination: end(FIXED_LENGTH_V2 + size, ports + 2) };
}
