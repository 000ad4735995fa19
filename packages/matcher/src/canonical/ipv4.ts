/**
 * IPv4 in every spelling that a resolver takes: decimal, octal, hexadecimal, one to four parts (WHATWG URL, "IPv4 parser").
 * Overflow and unreadable numbers are invalid, never guessed.
 */
const NUMBER = /^(?:0[xX](?<hex>[0-9a-fA-F]*)|0(?<octal>[0-7]*)|(?<decimal>[1-9][0-9]*))$/u;
const ALL_DIGITS = /^[0-9]+$/u;
const HEX_NUMBER = /^0[xX][0-9a-fA-F]*$/u;
const DOT = 0x2e;
const DIGIT_0 = 0x30;
const DIGIT_9 = 0x39;

/** True if the last label is a number: such a host is an IPv4 address or nothing (WHATWG URL, "ends in a number"). */
export function endsInNumber(host: string): boolean {
  const start = host.lastIndexOf('.') + 1;
  const first = host.charCodeAt(start);
  // Either kind of number starts with a digit, and nearly no name's last label does.
  if (first < DIGIT_0 || first > DIGIT_9) return false;
  const last = host.slice(start);
  return ALL_DIGITS.test(last) || HEX_NUMBER.test(last);
}

/** One part's value; NaN if it is no number. A bare "0x" is 0, as in every browser. */
function partValue(part: string): number {
  const groups = NUMBER.exec(part)?.groups;
  if (groups === undefined) return Number.NaN;
  const { hex, octal, decimal } = groups;
  if (hex !== undefined) return hex === '' ? 0 : Number.parseInt(hex, 16);
  if (octal !== undefined) return octal === '' ? 0 : Number.parseInt(octal, 8);
  return Number(decimal);
}

/** The dotted form of four bytes given as one number. */
export function dotted(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.');
}

/** Whether `host` is an address as {@link dotted} writes it. Such are those that the kernel and resolvers give. */
function isDotted(host: string): boolean {
  let value = 0;
  let digits = 0;
  let dots = 0;
  for (let at = 0; at < host.length; at += 1) {
    const code = host.charCodeAt(at);
    if (code === DOT && digits > 0) {
      dots += 1;
      value = 0;
      digits = 0;
      continue;
    }
    // A zero in front would make the number octal.
    if (code < DIGIT_0 || code > DIGIT_9 || (digits > 0 && value === 0)) return false;
    value = value * 10 + code - DIGIT_0;
    digits += 1;
    if (value > 0xff) return false;
  }
  return dots === 3 && digits > 0;
}

/** The dotted form of `host`, which ends in a number; `undefined` if it is no address. `host` has no trailing dot. */
export function parseIpv4(host: string): string | undefined {
  if (isDotted(host)) return host;
  const parts = host.split('.', 5);
  if (parts.length > 4) return undefined;
  const values = parts.map(partValue);
  const last = values.pop() ?? Number.NaN;
  if (values.some((value) => !(value <= 0xff))) return undefined;
  // The last part fills all bytes that the others leave: 127.1 is 127.0.0.1.
  if (!(last < 256 ** (4 - values.length))) return undefined;
  const high = values.reduce((sum, value, index) => sum + value * 256 ** (3 - index), 0);
  return dotted(high + last);
}
