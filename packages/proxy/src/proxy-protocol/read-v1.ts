import { addressBytes, addressText, plainAddress } from '../linux/address-bytes.ts';
import { MAX_LENGTH_V1, NEED_MORE, type ProxyHeader, type ProxyHeaderResult, rejected } from './header.ts';

const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** Without leading zeros, as the protocol writes it. */
const PORT = /^(?:0|[1-9]\d{0,4})$/u;

/**
 * Reads the line of version 1; `bytes` begin with its signature. Nothing is judged before the line is whole, so that the
 * answer does not depend on how it came.
 *
 *   PROXY TCP4 198.51.100.7 203.0.113.9 50123 443\r\n
 *   PROXY UNKNOWN anything at all\r\n
 */
export function readVersion1(bytes: Uint8Array): ProxyHeaderResult {
  const end = bytes.subarray(0, MAX_LENGTH_V1).indexOf(LINE_FEED);
  if (end === -1) return bytes.length < MAX_LENGTH_V1 ? NEED_MORE : rejected('too-long');
  if (bytes.indexOf(CARRIAGE_RETURN) !== end - 1) return rejected('line-ending');
  return readLine(Buffer.from(bytes.buffer, bytes.byteOffset, end - 1).toString('latin1'), end + 1);
}

function readLine(line: string, length: number): ProxyHeaderResult {
  const [, protocol = '', ...rest] = line.split(' ');
  if (protocol === 'UNKNOWN') return { kind: 'header', header: UNKNOWN, length };
  const size = ADDRESS_LENGTH.get(protocol);
  const [source, destination, sourcePort, destinationPort] = rest;
  if (size === undefined || rest.length !== 4) return rejected('line-malformed');
  const [from, to] = [canonical(source, size), canonical(destination, size)];
  if (from === undefined || to === undefined) return rejected('address-malformed');
  if (!isPort(sourcePort) || !isPort(destinationPort)) return rejected('port-malformed');
  const ends = {
    source: { address: from, port: Number(sourcePort) },
    destination: { address: to, port: Number(destinationPort) },
  };
  return { kind: 'header', header: { version: 1, command: 'proxy', ends }, length };
}

const UNKNOWN: ProxyHeader = { version: 1, command: 'proxy', ends: undefined };

const ADDRESS_LENGTH: ReadonlyMap<string, number> = new Map([
  ['TCP4', 4],
  ['TCP6', 16],
]);

/** As Node writes addresses, whatever the peer's habits: prefixes and counters compare text. */
function canonical(text: string | undefined, size: number): string | undefined {
  const bytes = text === undefined ? undefined : addressBytes(text);
  return bytes?.length === size ? plainAddress(addressText(bytes)) : undefined;
}

function isPort(text: string | undefined): boolean {
  return text !== undefined && PORT.test(text) && Number(text) <= 0xffff;
}
