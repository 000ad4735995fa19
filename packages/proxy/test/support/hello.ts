/** Makes ClientHellos of every shape, right and wrong. */

export interface Extension {
  readonly type: number;
  readonly data: Buffer;
}

const uint16 = (value: number): Buffer => Buffer.from([value >> 8, value & 255]);
const uint24 = (value: number): Buffer => Buffer.from([value >> 16, (value >> 8) & 255, value & 255]);
/** `data` behind its length in two bytes. */
export const sized = (data: Buffer): Buffer => Buffer.concat([uint16(data.length), data]);

/** One entry of a server name list. */
export function nameEntry(name: string | Buffer, type = 0): Buffer {
  return Buffer.concat([Buffer.from([type]), sized(Buffer.from(name))]);
}

export function serverName(...entries: readonly Buffer[]): Extension {
  return { type: 0, data: sized(Buffer.concat(entries)) };
}

export const GREASE: Extension = { type: 0x0a0a, data: Buffer.from([0]) };
export const ECH: Extension = { type: 0xfe0d, data: Buffer.alloc(186, 7) };
/** As long as an X25519MLKEM768 share makes it. */
export const KEY_SHARE: Extension = { type: 51, data: Buffer.alloc(1263, 5) };

/** The handshake message. `tail` comes after the extensions, where nothing belongs. */
export function helloMessage(extensions: readonly Extension[] | undefined, tail = ''): Buffer {
  const fixed = [
    Buffer.from([3, 3]),
    Buffer.alloc(32, 0xaa),
    Buffer.from([32]),
    Buffer.alloc(32, 0xbb),
    sized(Buffer.from([0x0a, 0x0a, 0x13, 0x01, 0x13, 0x02])),
    Buffer.from([1, 0]),
  ];
  const block = extensions?.map(({ type, data }) => Buffer.concat([uint16(type), sized(data)]));
  const body = Buffer.concat([
    ...fixed,
    ...(block === undefined ? [] : [sized(Buffer.concat(block))]),
    Buffer.from(tail),
  ]);
  return Buffer.concat([Buffer.from([1]), uint24(body.length), body]);
}

/** Wraps a message in handshake records of at most `size` bytes. */
export function inRecords(message: Buffer, size = 16_384, [major, minor]: readonly [number, number] = [3, 1]): Buffer {
  const records: Buffer[] = [];
  for (let at = 0; at < message.length; at += size) {
    const piece = message.subarray(at, at + size);
    records.push(Buffer.from([22, major, minor]), sized(piece));
  }
  return Buffer.concat(records);
}

/** A hello as a browser of 2026 sends it, for this name. */
export function clientHello(name: string): Buffer {
  return inRecords(helloMessage([GREASE, serverName(nameEntry(name)), KEY_SHARE]));
}
