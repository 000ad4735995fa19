/** ClientHellos and datagrams that the tests of QUIC share. */
import { GREASE, helloMessage, KEY_SHARE, nameEntry, serverName } from './hello.ts';
import { cryptoFrame, initial } from './initial.ts';

export const NAME = serverName(nameEntry('shop.test'));
/** Too long for one datagram with its frames in two. */
export const HELLO: Buffer = helloMessage([GREASE, NAME, KEY_SHARE]);
export const SMALL: Buffer = helloMessage([NAME]);
export const ZERO: Buffer = Buffer.alloc(1);
export const OTHER_ID: Buffer = Buffer.from('f067a5502a4262b5', 'hex');

export const all = (parts: readonly Buffer[]): Buffer => Buffer.concat(parts);
export const frame = (...bytes: readonly number[]): Buffer => Buffer.from(bytes);

/** A packet of another version, long enough to be an Initial. */
export function ofVersion(number: number, first = 0xc0): Buffer {
  const bytes = initial(cryptoFrame(SMALL));
  bytes[0] = first;
  bytes.writeUInt32BE(number, 1);
  return bytes;
}

/** A datagram with one byte changed. */
export function changed(bytes: Buffer, at: number, value: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[at] = value;
  return copy;
}

export const HALVES: readonly [Buffer, Buffer] = [
  initial(cryptoFrame(HELLO, 0, 700)),
  initial(cryptoFrame(HELLO, 700), { number: 1 }),
];

/** Datagrams of one flow, and what {@link readAll} makes of them. */
export interface Row {
  readonly why: string;
  readonly datagrams: readonly Buffer[];
  readonly want: readonly string[];
}
